"""Limits to the second and to the person: what counts to the hour, what does not, what becomes of one too many."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Entry, Origin, Person, Status, Ticket
from desk import Outdated, Refused
from desk.conversation.new_entry import NewEntry
from desk.requests import drafts
from desk.requests.drafts import GivenFields
from desk.text import RichText
from desk.tickets import assignment, fields, filing
from tests.desk.cast import PRINTER, cast, lines
from tests.desk.stage import Someone, Stage
from tests.sql import get, scalar

HOUR = timedelta(hours=1)
MOMENT = timedelta(microseconds=1)
ASKED = [PRINTER, "Somebody stole my chair again"]


async def _full(stage: Stage, who: Someone, *, but: int = 0) -> str | None:
    found: str | None = await stage.does(who, drafts.find_reached_limit, but=but)
    return found


async def _cards(stage: Stage, who: Someone) -> int:
    return len([one for one in await stage.letters(who) if one["type"] == "show" and one["view"] == "card"])


async def _two(stage: Stage, who: Someone) -> list[int]:
    """Two requests of theirs, as many as the hour takes here; the ids of their tickets."""
    stage.with_rules(limits__max_new_per_hour=2)
    numbers = [await stage.files(who, text) for text in ASKED]
    return [(await stage.ticket(number)).id for number in numbers]


@pytest.mark.parametrize(
    ("ago", "origin", "counts"),
    [
        (HOUR - MOMENT, Origin.TELEGRAM, True),
        (HOUR, Origin.TELEGRAM, False),
        (timedelta(0), Origin.PANEL, True),
        (timedelta(0), Origin.TODOIST, False),
    ],
)
async def test_what_counts_to_the_hour(stage: Stage, ago: timedelta, origin: Origin, counts: bool) -> None:
    rita, *_ = await cast(stage)
    await _two(stage, rita)
    for number in (1, 2):
        await stage.change(number, created_at=stage.now - ago, origin=origin)
    assert await _full(stage, rita) == ("crowded-hour" if counts else None)


async def test_of_several_limits_the_one_that_lasts_is_named_and_a_request_is_none_of_the_others(stage: Stage) -> None:
    rita, *_ = await cast(stage)
    first, newest = await _two(stage, rita)
    stage.with_rules(limits__max_open=2)
    assert await _full(stage, rita) == "crowded-open"
    assert await _full(stage, rita, but=newest) is None
    stage.with_rules(limits__max_open=3)
    assert await _full(stage, rita) == "crowded-hour"
    stage.with_rules(limits__max_new_per_hour=3, limits__max_untaken=2)
    assert await _full(stage, rita) == "crowded"
    assert await _full(stage, rita, but=first) is None


@pytest.mark.parametrize(
    ("values", "free"),
    [({}, True), ({"status": Status.REOPENED}, False), ({"assignee_id": 0}, False), ({"filed_at": None}, False)],
)
async def test_what_nobody_has_taken(stage: Stage, values: dict[str, Any], free: bool) -> None:
    rita, olga, *_ = await cast(stage)
    stage.with_rules(limits__max_untaken=1)
    number = await stage.files(rita, PRINTER)
    await stage.change(number, **({"assignee_id": olga.id} if "assignee_id" in values else values))
    assert await _full(stage, rita) == ("crowded" if free else None)


@pytest.mark.parametrize(
    ("flood_marker_at", "said", "warned"),
    [
        (timedelta(minutes=1) - MOMENT, None, True),
        (timedelta(minutes=1), None, False),
        (timedelta(0), timedelta(minutes=10), True),
        (timedelta(0), timedelta(minutes=10) - MOMENT, False),
    ],
)
async def test_twenty_within_the_minute_are_warned_of_once_in_ten(
    stage: Stage, flood_marker_at: timedelta, said: timedelta | None, warned: bool
) -> None:
    rita, *_ = await cast(stage)
    if said is not None:
        async with stage.database.unit_of_work() as session:
            person = (await session.scalars(select(Person).where(Person.id == rita.id))).one()
            person.flood_at = stage.now - said
    await stage.does(rita, drafts.warn_on_flood, stage.now - flood_marker_at)
    assert ("flood" in await lines(stage, rita)) is warned


LATER = timedelta(minutes=15)  # the first reminder


@pytest.mark.parametrize(
    ("rules", "priority", "waits"),
    [
        ({}, 3, LATER),
        ({"team__remind": timedelta()}, 3, HOUR),
        ({}, 1, timedelta(0)),
        ({"limits__exempt_people": None}, 3, timedelta(0)),
        ({"limits__max_untaken": 2}, 3, timedelta(0)),
    ],
    ids=["one_too_many", "no_reminders", "critical", "exempt", "within"],
)
async def test_one_too_many_is_filed_for_itself_and_waits_in_the_queue(
    stage: Stage, rules: dict[str, Any], priority: int, waits: timedelta
) -> None:
    rita, olga, _, vera = await cast(stage)
    if "limits__exempt_people" in rules:
        rules = {"limits__exempt_people": frozenset({rita.id})}
    stage.with_rules(**{"limits__max_untaken": 1, "limits__notices": True, **rules})
    await stage.files(rita, PRINTER)
    before = await _cards(stage, olga), len(await lines(stage, vera))
    given = GivenFields(priority=priority)
    said = [NewEntry(RichText("The till beeps"))]
    made = await stage.does(rita, drafts.start_request, said, at_once=True, given=given)
    ticket = await stage.ticket(made.number)
    assert (made.number, ticket.filed_at, ticket.subject) == (2, stage.now, "The till beeps")
    assert (ticket.broadcast_at or stage.now) - stage.now == waits
    assert ticket.remind_at == (None if rules.get("team__remind") == timedelta() else stage.now + LATER)
    assert (await _cards(stage, olga) > before[0]) is (waits == timedelta(0))
    told = (await lines(stage, vera))[before[1] :]
    assert told == (["limit-hit"] if waits or priority == 1 else [])


async def test_it_is_urgent_notifies_once_and_only_for_what_waits(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    stage.with_rules(limits__max_untaken=1)
    rings, waits = [await stage.files(rita, text) for text in ASKED]
    before = await _cards(stage, olga)
    with pytest.raises(Outdated):
        await stage.does(rita, filing.call_staff, rings)
    await stage.does(rita, filing.call_staff, waits)
    assert await _cards(stage, olga) == before + 1
    assert (await stage.ticket(waits)).broadcast_at == stage.now
    with pytest.raises(Outdated):
        await stage.does(rita, filing.call_staff, waits)


async def test_three_are_urgent_within_an_hour(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    stage.with_rules(limits__max_untaken=1, team__remind=2 * HOUR)
    numbers = [await stage.files(rita, f"{PRINTER} {n}") for n in range(6)]
    waits, before = numbers[1:], await _cards(stage, olga)
    for number in waits[:3]:
        await stage.does(rita, filing.call_staff, number)
    with pytest.raises(Refused, match="urgent-often"):
        await stage.does(rita, filing.call_staff, waits[3])
    assert await _cards(stage, olga) == before + 3
    stage.later(hours=1)
    await stage.does(rita, filing.call_staff, waits[3])
    assert await _cards(stage, olga) == before + 4


async def test_what_waits_is_broadcast_when_staff_say_that_it_is_critical_and_may_be_rung(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    stage.with_rules(limits__max_untaken=1)
    _, waits = [await stage.files(rita, text) for text in ASKED]
    before = await _cards(stage, olga)
    ticket = await get(stage, Ticket, (await stage.ticket(waits)).id)
    assert assignment.find_refusal(ticket, now=stage.now, rules=stage.rules) is None
    await stage.does(olga, fields.prioritise, waits, 1)
    assert await _cards(stage, olga) > before
    assert (await stage.ticket(waits)).broadcast_at == stage.now


@pytest.mark.parametrize(
    ("subject", "body"),
    [("Till", "Till\n\nIt beeps"), ("beeps", "It beeps"), (None, "It beeps")],
)
async def test_words_that_join_a_draft_bring_their_subject(stage: Stage, subject: str | None, body: str) -> None:
    """A subject from a mail or an application may be all that says what it is about."""
    rita, *_ = await cast(stage)
    stage.with_rules(privacy__consent=1)
    await stage.says(rita, PRINTER)
    said, given = [NewEntry(RichText("It beeps"))], GivenFields(subject)
    await stage.does(rita, drafts.start_request, said, at_once=True, given=given)
    assert await scalar(stage, select(Entry.body).order_by(Entry.id.desc()).limit(1)) == body
