"""Which tickets hold words: all of them; of words that thousands of entries hold the latest, under the same rules."""

from collections.abc import Iterable

import pytest
from sqlalchemy import text

from db.models import Person, Role
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.queries import lists
from desk.search import ticket_search
from desk.search.prefix_query import make_prefix_query
from desk.text import RichText
from tests.desk.stage import Someone, Stage
from tests.sql import execute


async def _found(stage: Stage, who: Someone, words: str) -> tuple[list[int], bool]:
    async with stage.database.sessions() as session:
        page = await lists.find_tickets(session, await session.get_one(Person, who.id), words)
    return [line.number for line in page.lines], page.more


async def _files(stage: Stage, who: Someone, many: Iterable[str]) -> list[int]:
    return [await stage.files(who, words) for words in many]


@pytest.mark.parametrize("frequent", [False, True])
async def test_words_that_many_hold_are_found_among_the_latest(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, frequent: bool
) -> None:
    monkeypatch.setattr(ticket_search, "FREQUENT", 0 if frequent else 10**9)
    monkeypatch.setattr(ticket_search, "LATEST", 7)
    monkeypatch.setattr(ticket_search, "_LATEST_SUBJECTS", 1)
    monkeypatch.setattr(ticket_search, "_ENOUGH", 3)
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    sam = await stage.person("Sam")
    numbers = await _files(stage, rita, [f"The printer number {n} is on fire" for n in range(4)])
    scanner = await stage.files(sam, "A scanner. It has no cable")
    own = await stage.files(olga, "My own chair is broken")
    for number in numbers[1:]:
        await stage.does(olga, thread.add_note, number, _said("printer again"))
    await stage.does(rita, thread.add_comment, numbers[0], _said("принтеры, ещё раз"))
    pavel = await stage.person("Pavel", Role.AGENT)
    await stage.does(pavel, thread.add_note, own, _said("give her a printer"))
    async with stage.database.unit_of_work() as session:
        last = "select max(id) from entries where body = 'printer again'"
        await session.execute(text(f"update entries set withdrawn_at = now() where id = ({last})"))  # noqa: S608
    latest = {*numbers[1:3], own}
    shown, more = await _found(stage, pavel, "printers")
    assert (set(shown), more) == (latest if frequent else {*numbers, own}, frequent)
    assert set((await _found(stage, olga, "prin"))[0]) == set(numbers), "fewer than enough among the latest: all"
    assert await _found(stage, pavel, "scanner") == ([scanner], False)
    assert await _found(stage, pavel, "принтер") == ([numbers[0]], False)
    async with stage.database.sessions() as session:
        mine = await lists.list_own_tickets(session, await session.get_one(Person, rita.id), words="printer")
        assert sorted(line.number for line in mine.lines) == sorted(numbers)
        again = await lists.list_own_tickets(session, await session.get_one(Person, rita.id), words="again")
        assert again.lines == (), "that is in notes"
        hers = await lists.list_own_tickets(session, await session.get_one(Person, sam.id), words="scanner")
        assert [line.number for line in hers.lines] == [scanner]


async def test_a_number_a_name_and_letters_that_look_alike_are_found(stage: Stage) -> None:
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    first, second = await _files(stage, rita, ["1С не открывается", "The door of hall B, see #1"])
    await execute(stage, "update people set username = 'Olga_K' where name = 'Olga'")
    await execute(stage, "update tickets set assignee_id = :id where number = :n", id=olga.id, n=second)
    cases = {
        "#1": [first], "№1": [first], "#99": [], "@olga_k": [second], "@RITA": [second, first], "@nobody": [],
        "1C": [first], "1c открыв": [first], "1С": [first],
    }  # fmt: skip
    assert {words: (await _found(stage, olga, words))[0] for words in cases} == cases
    async with stage.database.sessions() as session:
        for words, wanted in {"#1": [first], "1C": [first], "@olga_k": []}.items():
            mine = await lists.list_own_tickets(session, await session.get_one(Person, rita.id), words=words)
            assert [line.number for line in mine.lines] == wanted, words


_OF_CLIENTS = """
with o as (insert into organizations (name, folded, created_at, updated_at)
  values ('ООО «Firm1x» & Co', 'ооо «firm1x» & co', now(), now()) returning id),
c as (insert into contacts (organization_id, name, email, created_at, updated_at)
  select id, 'Rita', one, now(), now() from o, unnest(array['Rita@firm.example', 'иван@почта.рф']) one
  returning id, organization_id, email),
m as (insert into memberships (organization_id, person_id, role, source, contact_id, made_at)
  select organization_id, case when email like 'Rita%' then cast(:rita as bigint) else :ivan end, 'user', 'admin', id,
    now() from c),
s as (insert into systems (name, token_hash, token_hint, door, made_at)
  values ('mail', 'x', 'x', 'mail', now()) returning id),
e as (insert into external_people (system_id, external_id, person_id, made_at)
  select id, one, :sam, now() from s, unnest(array['claimed sam@home.example', 'kim@xn--80a1acny.xn--p1ai']) one),
p as (insert into ticket_participants (ticket_id, address, part, hears, at)
  select id, 'lee@home.example', 'copied', 'answers', now() from tickets where requester_id = :sam)
update tickets set organization_id = o.id from o where requester_id = :rita
"""


async def test_an_organization_is_found_by_its_name_and_people_by_their_address(stage: Stage) -> None:
    rita, sam, olga = await stage.person("Rita"), await stage.person("Sam"), await stage.person("Olga", Role.AGENT)
    ivan = await stage.person("Ivan.K")
    hers, his = await stage.files(rita, "The lamp is dark"), await stage.files(sam, "A door. Ask lamp@home.example")
    third = await stage.files(ivan, "The roof leaks")
    await execute(stage, _OF_CLIENTS, rita=rita.id, sam=sam.id, ivan=ivan.id)
    cases = {
        "Firm1x": [hers], "firm": [hers], "ООО firm1x": [hers], "irm1x": [], "firm1x door": [], "c": [], "co": [hers],
        "RITA@firm.example": [hers], "sam@home.example": [his], "lee@home.example": [his], "lamp@home.example": [his],
        "am@home.example": [], "firm(": [], "@rita": [hers], "home.example": [his], "@HOME.example": [his],
        "firm.example": [hers], "irm.example": [], "e.example": [], "sa": [his], "va": [], "SAM": [his], "iva sam": [],
        "Иван@Почта.РФ": [third], "иван@xn--80a1acny.xn--p1ai": [third], "почта.рф": [third, his],
        "kim@почта.рф": [his], "xn--80a1acny.xn--p1ai": [third, his], "home_example": [], "%.example": [],
        "ivan.k": [third],
    }  # fmt: skip
    assert {words: (await _found(stage, olga, words))[0] for words in cases} == cases
    await execute(stage, "update people set grants = '{\"see_all\": false}' where name = 'Olga'")
    await execute(stage, "update tickets set assignee_id = requester_id")
    assert {words: (await _found(stage, olga, words))[0] for words in cases} == {one: [] for one in cases}
    async with stage.database.sessions() as session:
        for words in ("Firm1x", "rita@firm.example"):
            mine = await lists.list_own_tickets(session, await session.get_one(Person, rita.id), words=words)
            assert mine.lines == (), "the team alone reads of whom a request is"


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("1C", "('1c' | '1с')"),
        ("база 1С", "'база':* & ('1с' | '1c')"),
        ("ТСР порт", "('тср':* | 'tcp':*) & 'порт':*"),
        ("200", "'200':*"),
        ("printer", "'printer':*"),
        ("принтер", "'принтер':*"),
    ],
)
def test_words_that_look_the_same_in_both_alphabets_are_asked_for_in_both(typed: str, query: str) -> None:
    assert make_prefix_query(typed) == query


def _said(words: str) -> NewEntry:
    return NewEntry(RichText(words))
