"""What declared fields of a request hold: by kind, masked, found, erased, deleted with the words of their request."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from db.models import History, Status, Ticket
from desk import Desk, NotAllowed, Refused
from desk.administration.fields import FIELDS as NOUN
from desk.i18n import LANGUAGES
from desk.own_fields import editing, values
from desk.policy.ticket_list import EVERY, TICKETS, TicketFilters, read_as_staff
from desk.privacy.person_file import collect_data
from desk.retention import expired
from desk.search.ticket_search import find_tickets
from desk.settings.own_fields import DeclaredField, FieldKind, get_value, list_values, put_value
from tests.desk.privacy.test_erasure_plan import _erase
from tests.desk.stage import Someone, Stage
from tests.sql import scalars

ROOM, SEATS, SPARE, MACHINE, DUE = (
    DeclaredField(at + 1, name, holds, ("Boiler", "Old lift") if holds is FieldKind.CHOICE else ())
    for at, (name, holds) in enumerate(
        (
            ("Room", FieldKind.TEXT),
            ("Seats", FieldKind.NUMBER),
            ("Spare part", FieldKind.SWITCH),
            ("Machine", FieldKind.CHOICE),
            ("Built", FieldKind.DAY),
        )
    )
)
FIELDS = (ROOM, SEATS, SPARE, MACHINE, DUE)
TABLE = """
Room: 12 b            | 12 b       | 12 b            | 12 b
Room:                 |            |                 |
Room: -               |            |                 |
ROOM : 12: left       | 12: left   | 12: left        | 12: left
Seats: 400            | 400        | 400             | 400
Seats: many           | !          |                 |
Spare part: да        | on         | on              | включено
Spare part: maybe     | !          |                 |
Machine: boiler       | Boiler     | Boiler          | Boiler
Machine: old LIFT    | Old lift  | Old lift       | Old lift
Machine: Crane        | !          |                 |
Built: 25 декабря     | 2026-12-25 | 25 December 2026 | 25 декабря 2026
Built: 31.02          | !          |                 |
Crane: 1              | !          |                 |
Room 12               | !          |                 |
"""
"""What is typed; what is stored, ! if it is refused; how it reads in English and in Russian."""


@pytest.mark.parametrize("typed", TABLE.strip().splitlines())
async def test_a_value_is_read_by_its_kind_and_shown_in_words(
    stage: Stage, rita: Someone, olga: Someone, typed: str
) -> None:
    said, wanted, english, russian = (part.strip() for part in typed.split("|"))
    stage.with_rules(own_fields=FIELDS)
    number = await stage.files(rita, "The lamp is out")
    if wanted == "!":
        with pytest.raises(Refused):
            await stage.does(olga, values.set_field, number, said)
        assert (await stage.ticket(number)).own_fields is None
        return
    await stage.does(olga, values.set_field, number, said)
    shown = list_values(FIELDS, (await stage.ticket(number)).own_fields)
    assert [one.text for one in shown] == ([wanted] if wanted else [])
    assert [(one.say("en"), one.say("ru")) for one in shown] == ([(english, russian)] if wanted else [])


def test_a_value_is_put_and_taken_out_and_leaves_nothing() -> None:
    held = put_value(SEATS, put_value(ROOM, None, "12"), "4")
    assert held == {"words": {"1": "12"}, "kept": {"2": "4"}}
    assert get_value(SEATS, put_value(ROOM, held, "")) == "4"
    assert put_value(SEATS, put_value(ROOM, held, ""), "") is None
    gone = DeclaredField(4, "Machine", FieldKind.CHOICE, ("Lift",))
    assert [one.say("en") for one in list_values([gone], put_value(MACHINE, None, "Boiler"))] == ["Boiler"]
    assert DeclaredField(9, "Empty", FieldKind.CHOICE).say("en", "x") == "x"


async def test_twice_is_once_nothing_is_declared_and_a_requester_may_not(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    number = await stage.files(rita, "The lamp is out")
    with pytest.raises(Refused) as off:
        await stage.does(olga, values.set_field, number, "Room: 12")
    assert off.value.key == "field-off"
    stage.with_rules(own_fields=FIELDS)
    assert (await stage.does(olga, values.set_field, number, "Room", "12")).changed
    assert not (await stage.does(olga, values.set_field, number, "Room: 12")).changed
    with pytest.raises(NotAllowed):
        await stage.does(rita, values.set_field, number, "Room: 13")
    assert (await stage.does(olga, values.set_field, number, "1", None)).changed
    rows = await scalars(stage, select(History).where(History.field == "own_field").order_by(History.id))
    assert [(row.old, row.new) for row in rows] == [(None, "Room · 12"), ("Room · 12", None)]


async def test_what_is_secret_is_masked(stage: Stage, rita: Someone, olga: Someone) -> None:
    stage.with_rules(own_fields=FIELDS)
    number = await stage.files(rita, "The lamp is out")
    await stage.does(olga, values.set_field, number, "Room: card 4111 1111 1111 1111")
    rows = await scalars(stage, select(History).where(History.field == "own_field"))
    said = json.dumps([(await stage.ticket(number)).own_fields, *(row.new for row in rows)])
    assert "4111 1111" not in said
    assert "card" in said


async def test_the_team_finds_what_fields_hold_and_filters_by_it(stage: Stage, rita: Someone, olga: Someone) -> None:
    stage.with_rules(own_fields=FIELDS)
    mine, other = [await stage.files(rita, f"The {one} is out") for one in ("lamp", "light")]
    for said in ("Room: zirconium chamber", "Machine: Boiler", "Seats: 4"):
        await stage.does(olga, values.set_field, mine, said)
    await stage.does(olga, values.set_field, other, "Machine: Old lift")
    key = (await stage.ticket(mine)).id

    async def listed(desk: Desk, own: str) -> list[int]:
        chosen = TICKETS.choose(read_as_staff(desk.require_actor(), desk.now), TicketFilters("all", own=own))
        return list(await chosen.load_first(desk.session, 9, select(Ticket.id)))

    for own, found in (("4:Boiler", [key]), ("2:4", [key]), ("4:Crane", []), ("1:Boiler", []), ("44:Boiler", [])):
        assert await stage.does(olga, listed, own) == found, own
    assert EVERY.own is None

    async def sought(desk: Desk, words: str, *, staff: bool) -> list[int]:
        every, as_staff = Ticket.id.is_not(None), Ticket.id.is_not(None) if staff else Ticket.id.is_(None)
        return (await find_tickets(desk.session, words, every, as_staff)).ids

    for words in ("zirconium", "chambers", "boiler"):
        assert await stage.does(olga, sought, words, staff=True) == [key], words
        assert await stage.does(olga, sought, words, staff=False) == [], words
    await stage.change(mine, subject="Zirconium")
    assert await stage.does(olga, sought, "zirconium", staff=False) == [key]


async def test_a_removed_field_keeps_what_it_holds_until_the_words_go(
    stage: Stage, vera: Someone, rita: Someone, olga: Someone
) -> None:
    key = await stage.does(vera, editing.declare_field, FieldKind.TEXT, "Room")
    held = {"words": {str(key): "Room of Rita"}}
    number = await stage.files(rita, "The lamp is out")
    await stage.change(number, own_fields=held)
    await stage.does(vera, editing.remove_field, key)
    assert (await stage.ticket(number)).own_fields == held
    async with stage.database.unit_of_work() as session:
        told = await collect_data(session, rita.id, stage.now)
    assert [one["fields"] for one in told["requests"]] == [{"Room": "Room of Rita"}]
    await stage.does(vera, editing.restore_field, key)
    with pytest.raises(Refused):
        await stage.does(vera, editing.declare_field, FieldKind.TEXT, "room")
    await stage.change(number, status=Status.CLOSED, ended_at=stage.now)

    async def delete(desk: Desk) -> None:
        await expired.delete_words(desk.session, [(await stage.ticket(number)).id], language="en", now=stage.now)

    await stage.does(vera, delete)
    assert (await stage.ticket(number)).own_fields is None


async def test_an_erased_person_leaves_nothing_in_fields(
    stage: Stage, vera: Someone, rita: Someone, olga: Someone
) -> None:
    stage.with_rules(own_fields=FIELDS)
    number = await stage.files(rita, "The lamp is out")
    await stage.does(olga, values.set_field, number, "Room: behind the bakery")
    await _erase(stage, rita)
    rows = await scalars(stage, select(History).where(History.field == "own_field"))
    assert ((await stage.ticket(number)).own_fields, [row.new for row in rows]) == (None, [""])


@pytest.mark.parametrize("name", ["", " ", "12", "a:b", "a=b", "x" * 41, "\u200b"])
async def test_a_name_can_be_told_from_a_value(stage: Stage, vera: Someone, name: str) -> None:
    with pytest.raises(Refused) as wrong:
        await stage.does(vera, editing.declare_field, FieldKind.TEXT, name)
    assert wrong.value.key == "field-name-wrong"


async def test_requesters_are_asked_for_three_fields_at_most(stage: Stage, vera: Someone) -> None:
    keys: list[Any] = [await stage.does(vera, editing.declare_field, FieldKind.TEXT, f"Field {one}") for one in "abcd"]
    for key in keys[:3]:
        await stage.does(vera, editing.set_question, key, "en", "Which?")
    with pytest.raises(Refused) as many:
        await stage.does(vera, editing.set_question, keys[3], "en", "Which?")
    assert many.value.key == "fields-asked-many"


def test_its_question_is_written_in_each_language() -> None:
    assert [one.language for one in NOUN.fields if one.name == "question"] == list(LANGUAGES)
