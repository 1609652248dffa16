"""Organizations from a file: what is new, changed, refused; all of it or nothing."""

import asyncio

import pytest
from sqlalchemy import select, text

from db.models import Contact, Organization, Outlet
from desk import Desk, Refused
from desk.organizations import import_files, importing, organization_verbs
from desk.organizations.importing import ImportResult
from desk.settings.defaults.organizations import OrganizationRules
from tests.desk.stage import Someone, Stage
from tests.sql import scalars, sole

INN, OTHER_INN = "7707083893", "500100732259"
HEAD = (
    "organization;tax id;organization id;notes;outlet;address;equipment;outlet id;contact;phone;position;contact id\n"
)


async def _import(stage: Stage, vera: Someone, text: str | bytes, *, preview: bool = False) -> ImportResult:
    content = text.encode() if isinstance(text, str) else text
    verb = importing.preview_import if preview else importing.import_file
    return await stage.does(vera, verb, import_files.open_file(content))


def _counts(result: ImportResult) -> list[tuple[int, int]]:
    return [(new, changed) for _, new, changed in result.list_counts()]


def _reasons(result: ImportResult) -> list[tuple[int, str]]:
    return [(line, refused.key) for line, refused in result.first_refused]


FILE = (
    f"{HEAD}Romashka;{INN};o-1;Pays late;"
    'Shop 1;Lesnaya 5;"Till ATOL 30F\nScanner";s-1;Anna;8 916 123-45-67;director;c-1\n'
    "Romashka;;o-1;;Shop 2;;;;Boris;9161234568;;\n"
    "Vasilek;;;;;;;;;;;\n"
)


async def test_a_file_is_counted_then_imported_then_changes_nothing(stage: Stage, vera: Someone) -> None:
    seen = await _import(stage, vera, FILE, preview=True)
    assert await scalars(stage, select(Organization)) == []
    done = await _import(stage, vera, FILE)
    assert _counts(seen) == _counts(done) == [(2, 0), (2, 0), (2, 0)]
    assert not (await _import(stage, vera, FILE)).has_changes
    shop = await sole(stage, select(Outlet).where(Outlet.external_id == "s-1"))
    anna = await sole(stage, select(Contact).where(Contact.name == "Anna"))
    boris = await sole(stage, select(Contact).where(Contact.name == "Boris"))
    assert shop.equipment == ["Till ATOL 30F", "Scanner"]
    assert (anna.outlet_id, anna.phone, anna.position) == (shop.id, "+79161234567", "director")
    assert boris.phone == "+79161234568"


_UFA = "0274062111"


async def test_a_file_of_a_spreadsheet_is_taken_line_by_line(stage: Stage, vera: Someone) -> None:
    content = (
        b"sep=;\r\norganization;tax id;contact;phone;;\r\n"
        + f'Ромашка;="{_UFA}";Анна;="+79161234577";;\r\n'.encode()
        + b"Caf\xe9;;Eve;;;\r\n"
        + "Василёк;2,74062E+08;;;;\r\nЛандыш;7\u00a0707\u00a0083\u00a0893;Пётр;'89161234578;;\r\n".encode()
        + "Пион;;Инна;7,91612E+10;;\r\n".encode()
    )
    seen = await _import(stage, vera, content, preview=True)
    assert seen.names == ["Ромашка", "Ландыш"]
    assert _reasons(seen) == [(4, "import-letters"), (5, "import-rounded"), (7, "import-rounded")]
    await _import(stage, vera, content)
    async with stage.database.sessions() as session:
        found = await session.execute(select(Organization.name, Organization.tax_id).order_by(Organization.id))
        assert [tuple(one) for one in found] == [("Ромашка", _UFA), ("Ландыш", INN)]
        phones = await session.scalars(select(Contact.phone).order_by(Contact.id))
        assert phones.all() == ["+79161234577", "+79161234578"]


_HELD = """
select distinct mode from pg_locks l left join pg_class c on c.oid = l.relation
where pid = pg_backend_pid() and (locktype = 'advisory' or relnamespace = 'public'::regnamespace)
"""


async def test_counting_a_file_writes_and_locks_nothing(stage: Stage, vera: Someone) -> None:
    await _import(stage, vera, FILE.replace("Pays late", "Pays").replace("Boris", "Bob"))

    async def count(desk: Desk) -> tuple[object, ...]:
        seen = await importing.preview_import(desk, import_files.open_file(FILE.encode()))
        held = set(await desk.session.scalars(text(_HELD)))
        notes = await desk.session.scalars(select(Organization.notes).order_by(Organization.id))
        return _counts(seen), held, list(notes)

    assert await stage.does(vera, count) == ([(0, 1), (0, 0), (1, 0)], {"AccessShareLock"}, ["Pays", ""])


async def test_what_is_empty_stays_and_what_is_named_changes(stage: Stage, vera: Someone) -> None:
    await _import(stage, vera, FILE)
    text = f"инн,контакт,номер контакта,телефон,точка\n{INN},Anna K.,c-1,,Shop 2\n,,,,\n"
    done = await _import(stage, vera, text.encode("cp1251"))
    assert _counts(done) == [(0, 0), (0, 0), (0, 1)]
    anna = await sole(stage, select(Contact).where(Contact.external_id == "c-1"))
    shop = await sole(stage, select(Outlet).where(Outlet.name == "Shop 2"))
    assert (anna.name, anna.phone, anna.outlet_id) == ("Anna K.", "+79161234567", shop.id)


async def test_a_refused_line_is_left_out_as_a_whole(stage: Stage, vera: Someone) -> None:
    text = (
        "organization\ttax id\torganization id\tcontact\tphone\toutlet\toutlet id\n"
        "Wrong digits\t7707083890\t\t\t\t\t\n"
        "No phone\t\t\tAnna\t12\t\t\n"
        "\t\t\tAnna\t\t\t\n"
        f"First\t{INN}\to-1\t\t\tShop\ts-1\n"
        f"Twin\t{INN}\to-2\t\t\t\t\n"
        "Second\t\to-3\t\t\tShop\ts-1\n"
        "Other name\t\to-1\t\t\t\t\n"
        "\t\to-9\t\t\t\t\n"
        "First\t\t\t\t+79161234567\t\t\n"
    )
    done = await _import(stage, vera, text)
    assert _reasons(done) == [
        (2, "tax-id-checksum"), (3, "phone-wrong"), (4, "import-no-organization"), (6, "tax-id-taken"),
        (7, "external-id-elsewhere"), (8, "import-contradicts"), (9, "organization-name-missing"),
        (10, "contact-name-missing"),
    ]  # fmt: skip
    assert [one.name for one in await scalars(stage, select(Organization))] == ["First"]


async def test_names_that_several_have_are_not_guessed(stage: Stage, vera: Someone) -> None:
    await _import(stage, vera, f"organization;tax id\nIvanov;{INN}\nIvanov;{OTHER_INN}\n")
    assert _reasons(await _import(stage, vera, "organization;contact\nivanov;Anna\n")) == [(2, "import-ambiguous")]
    two = f"tax id;contact;phone\n{INN};Ivan;9161234567\n{INN};Ivan;9161234568\n"
    assert _counts(await _import(stage, vera, two))[2] == (1, 0), "a second Ivan is the first with another phone"


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "import-columns"),
        (b"name;phone\nA;1\n", "import-columns"),
        (b"\x00\xff\xfe\x00", "import-columns"),
        (b"\xff\xfe", "import-columns"),
        (b"organization\n" + b"x" * (import_files.MOST_BYTES), "import-too-large"),
        (b'organization\n"' + b"x" * 200_000 + b'"\n', "import-not-csv"),
    ],
)
async def test_what_is_no_such_file_is_refused_whole(stage: Stage, vera: Someone, content: bytes, key: str) -> None:
    with pytest.raises(Refused, match=key):
        await _import(stage, vera, content)


async def test_of_two_who_import_the_same_file_at_once_the_second_finds_all_there(stage: Stage, vera: Someone) -> None:
    both = await asyncio.gather(_import(stage, vera, FILE), _import(stage, vera, FILE))
    assert sorted(_counts(one)[2] for one in both) == [(0, 0), (2, 0)]
    assert len(await scalars(stage, select(Contact))) == 2


async def test_what_was_removed_is_added_again(stage: Stage, vera: Someone) -> None:
    await _import(stage, vera, FILE)
    ids = await scalars(stage, select(Organization.id))
    for one in ids:
        await stage.does(vera, organization_verbs.remove_organization, one)
    assert _counts(await _import(stage, vera, FILE)) == [(2, 0), (2, 0), (2, 0)]


def test_what_spreadsheets_do_to_a_file_is_understood() -> None:
    text = "Организация\tИНН\tчто-то ещё\tТелефон\tКонтакт\n'=Ромашка\t500100733\tx\t'+79161234567\tАнна\n\n"
    file = import_files.open_file(text.encode("utf-16"))
    assert file.unknown == ["что-то ещё"]
    (line,) = file.read_lines(OrganizationRules())
    assert (line.organization["name"], line.organization["tax_id"]) == ("=Ромашка", "0500100733")
    assert line.contact["phone"] == "+79161234567"
