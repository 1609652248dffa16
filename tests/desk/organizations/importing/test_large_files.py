"""A large file is counted and imported in bulk statements: how many there are depends on the size of the file, not on
its lines; counting it foretells the import, also where a later part of the file is about records of an earlier one."""

from desk.organizations import import_files, importing
from desk.organizations.import_files import ImportFile
from desk.organizations.importing import ImportResult
from tests.desk.stage import Someone, Stage
from tests.statements import noted

_ORGANIZATIONS, _CONTACTS = 500, 5_000
_MOST = 300
_HEAD = "organization;organization id;outlet;contact;phone;contact id"


def _first() -> list[str]:
    many = [(n, n * _ORGANIZATIONS // _CONTACTS) for n in range(_CONTACTS)]
    return [f"Client {of};o-{of};Shop {of};Person {n};+79{100_000_000 + n};c-{n}" for n, of in many]


def _later(part: str) -> list[str]:
    """Organizations of `_first` again: a contact of each anew, with another number, and one who is new."""
    some = range(0, _ORGANIZATIONS, 2)
    again = [f";o-{of};{part} {of};Person {of * 10};+79{200_000_000 + of};" for of in some]
    return [*again, *(f"Client {of};;;{part} {of};;" for of in some), f"Twin;o-1;;;;c-{_CONTACTS - 1}"]


def _read(lines: list[str]) -> ImportFile:
    return import_files.open_file("\n".join([_HEAD, *lines]).encode())


def _told(result: ImportResult) -> object:
    return result.list_counts(), [(line, refused.key) for line, refused in result.first_refused]


async def test_a_large_file_is_counted_as_it_is_imported_in_few_statements(stage: Stage, vera: Someone) -> None:
    for lines in (_first() + _later("Corner"), _later("Corner") + _later("Market")):
        file = _read(lines)
        with noted() as counting:
            seen = await stage.does(vera, importing.preview_import, file)
        with noted() as taking:
            done = await stage.does(vera, importing.import_file, file)
        assert _told(seen) == _told(done)
        assert done.has_changes
        assert done.refused
        assert max(len(counting), len(taking)) < _MOST
