"""Who is reminded, of what and when: each condition by itself, at its edge, among several."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Role, Status, Ticket
from desk.schedule import ticket_reminders
from tests.desk.cast import lines
from tests.desk.schedule.guarding import PRINTER, quiet, with_values
from tests.desk.stage import Someone, Stage

MOMENT = timedelta(microseconds=1)


async def _remind(stage: Stage) -> int:
    async with stage.database.unit_of_work() as session:
        return await ticket_reminders.send_reminders(session, stage.now, stage.rules)


def _is_daily(stage: Stage, at: datetime | None) -> bool:
    """It comes again tomorrow, whole days after it was broadcast."""
    return at is not None and timedelta(hours=12) < at - stage.now <= timedelta(days=1, minutes=1)


async def _reminded(stage: Stage, who: Someone) -> list[tuple[str, list[int]]]:
    """The faces of reminders put for a person since the last look."""
    found = [x for x in await stage.letters(who) if x.get("fresh") and x.get("view") in ("reminder", "card")]
    return [(x["slot"], list(x.get("tickets") or [])) for x in found]


async def _ready(stage: Stage, who: Someone, text: str = PRINTER, **values: Any) -> int:
    """A filed ticket of which nothing is due but what `values` say."""
    number = await stage.files(who, text)
    await quiet(stage, number)
    await stage.change(number, **values)
    return number


async def test_nothing_due_reminds_nobody(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await _ready(stage, rita)
    assert await _remind(stage) == 0
    await stage.change(number, remind_at=stage.now + MOMENT)
    assert await _remind(stage) == 0
    await stage.change(number, remind_at=stage.now)
    assert await _remind(stage) == 1


@pytest.mark.parametrize(("ahead", "together"), [(timedelta(minutes=1), True), (timedelta(minutes=1) + MOMENT, False)])
async def test_what_is_due_within_a_minute_comes_along(
    stage: Stage, rita: Someone, olga: Someone, ahead: timedelta, together: bool
) -> None:
    first, second = await _ready(stage, rita), await _ready(stage, rita, "The coffee machine leaks")
    before = len(await _reminded(stage, olga))
    await stage.change(first, remind_at=stage.now)
    await stage.change(second, remind_at=stage.now + ahead)
    await _remind(stage)
    [(slot, tickets)] = (await _reminded(stage, olga))[before:]
    assert (slot, len(tickets)) == (("reminder", 2) if together else (f"card:{first}", 0))
    again = (await stage.ticket(second)).remind_at
    assert _is_daily(stage, again) if together else again == stage.now + ahead


@pytest.mark.parametrize(
    ("column", "at", "due"),
    [
        ("remind_at", timedelta(minutes=1), True),
        ("remind_at", timedelta(minutes=1) + MOMENT, False),
        ("escalate_at", timedelta(minutes=1), True),
        ("escalate_at", timedelta(minutes=1) + MOMENT, False),
    ],
)
async def test_of_one_ticket_each_time_counts_by_itself(
    stage: Stage, rita: Someone, olga: Someone, column: str, at: timedelta, due: bool, vera: Someone
) -> None:
    other = "escalate_at" if column == "remind_at" else "remind_at"
    number = await _ready(stage, rita, **{other: stage.now})
    await stage.change(number, **{other: stage.now, column: stage.now + at})
    await _remind(stage)
    again = getattr(await stage.ticket(number), column)
    was_done = _is_daily(stage, again) if column == "remind_at" else again is None
    assert was_done if due else again == stage.now + at
    assert vera.id != olga.id


@pytest.mark.parametrize(("since", "free"), [(timedelta(minutes=15), True), (timedelta(minutes=15) - MOMENT, False)])
async def test_nobody_gets_a_reminder_sooner_than_they_may(
    stage: Stage, rita: Someone, olga: Someone, since: timedelta, free: bool
) -> None:
    number = await _ready(stage, rita, remind_at=None)
    await with_values(stage, olga, reminded_at=stage.now - since)
    await stage.change(number, remind_at=stage.now)
    assert await _remind(stage) == (1 if free else 0)
    again = (await stage.ticket(number)).remind_at
    assert _is_daily(stage, again) if free else again == stage.now - since + timedelta(minutes=15)
    assert (await with_values(stage, olga)).reminded_at == (stage.now if free else stage.now - since)


async def test_of_two_who_may_not_yet_the_one_who_may_sooner_decides(
    stage: Stage, rita: Someone, olga: Someone, ivan: Someone
) -> None:
    number = await _ready(stage, rita)
    await with_values(stage, olga, reminded_at=stage.now - timedelta(minutes=4))
    await with_values(stage, ivan, reminded_at=stage.now - timedelta(minutes=9))
    await stage.change(number, remind_at=stage.now)
    assert await _remind(stage) == 0
    assert (await stage.ticket(number)).remind_at == stage.now + timedelta(minutes=6)
    assert "nobody-free" not in await lines(stage, rita)
    await with_values(stage, ivan, reminded_at=None)
    await stage.change(number, remind_at=stage.now)
    assert await _remind(stage) == 1
    assert _is_daily(stage, (await stage.ticket(number)).remind_at)
    assert "nobody-free" in await lines(stage, rita)


@pytest.mark.parametrize(
    "cannot",
    [
        {"telegram_id": None},
        {"started_at": None},
        {"bot_blocked_at": True},
        {"dismissed_at": True},
        {"role": Role.REQUESTER},
    ],
)
async def test_who_cannot_be_reached_or_is_no_staff_is_not_reminded(
    stage: Stage, rita: Someone, olga: Someone, cannot: dict[str, Any]
) -> None:
    number = await _ready(stage, rita)
    await with_values(stage, olga, **{name: stage.now if value is True else value for name, value in cannot.items()})
    await stage.change(number, remind_at=stage.now)
    assert await _remind(stage) == 0
    assert (await stage.ticket(number)).remind_at == stage.now + stage.rules.team.remind
    assert "nobody-free" not in await lines(stage, rita)


async def test_of_an_untaken_one_everybody_there_but_its_requester_is_reminded(stage: Stage, olga: Someone) -> None:
    ivan = await stage.person("Ivan", Role.AGENT)
    vera = await stage.person("Vera", Role.ADMIN)
    away = await stage.person("Ann", Role.AGENT, away=True)
    rita = await stage.person("Rita")
    number = await _ready(stage, rita)
    await stage.change(number, requester_id=olga.id, remind_at=stage.now)
    people = (olga, ivan, vera, away)
    before = [len(await _reminded(stage, who)) for who in people]
    assert await _remind(stage) == 2
    after = [len(await _reminded(stage, who)) for who in people]
    assert [b - a for a, b in zip(before, after, strict=True)] == [0, 1, 1, 0]


async def test_the_only_member_of_staff_is_reminded_of_their_own(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await _ready(stage, rita)
    await stage.change(number, requester_id=olga.id, remind_at=stage.now)
    assert await _remind(stage) == 1


async def test_of_a_taken_one_its_assignee_is_reminded_and_then_the_admins(
    stage: Stage, rita: Someone, olga: Someone, vera: Someone, ivan: Someone
) -> None:
    number = await _ready(stage, rita)
    await stage.change(number, assignee_id=olga.id, status=Status.IN_PROGRESS, needs_answer=True, remind_at=stage.now)
    assert await _remind(stage) == 1
    assert (await _reminded(stage, olga))[-1] == ("reminder", [(await stage.ticket(number)).id])
    await stage.change(number, escalate_at=stage.now)
    assert await _remind(stage) == 1
    assert (await _reminded(stage, vera))[-1] == ("reminder", [(await stage.ticket(number)).id])
    assert [slot for slot, _ in await _reminded(stage, ivan)] in ([], [f"card:{number}"])
    assert "nobody-free" not in await lines(stage, rita)


@pytest.mark.parametrize(
    ("values", "reminded"),
    [
        ({}, True),
        ({"status": Status.REOPENED}, True),
        ({"status": Status.PENDING}, False),
        ({"status": Status.IN_PROGRESS}, False),
        ({"status": Status.CLOSED}, False),
        ({"filed_at": None}, False),
        ({"status": Status.RESOLVED, "needs_answer": True}, True),
        ({"status": Status.RESOLVED}, False),
    ],
)
async def test_what_waits_for_nobody_any_more_ends_its_reminders(
    stage: Stage, rita: Someone, olga: Someone, values: dict[str, Any], reminded: bool
) -> None:
    number = await _ready(stage, rita, needs_answer=False)
    await stage.change(number, remind_at=stage.now, escalate_at=stage.now + timedelta(hours=1), **values)
    assert await _remind(stage) == (1 if reminded else 0)
    ticket = await stage.ticket(number)
    assert ticket.escalate_at == (stage.now + timedelta(hours=1) if reminded else None)
    assert _is_daily(stage, ticket.remind_at) if reminded else ticket.remind_at is None


async def test_reminders_turned_off_end_what_was_due(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await _ready(stage, rita)
    await stage.change(number, remind_at=stage.now, escalate_at=stage.now)
    stage.with_rules(team__remind=timedelta(0))
    assert await _remind(stage) == 0
    ticket = await stage.ticket(number)
    assert (ticket.remind_at, ticket.escalate_at) == (None, None)


async def test_one_ticket_on_both_lists_of_a_person_is_named_once(stage: Stage, rita: Someone, vera: Someone) -> None:
    number = await _ready(stage, rita)
    before = len(await _reminded(stage, vera))
    await stage.change(number, remind_at=stage.now, escalate_at=stage.now)
    assert await _remind(stage) == 1
    assert (await _reminded(stage, vera))[before:] == [("reminder", [(await stage.ticket(number)).id])]


async def test_a_list_begins_with_who_has_waited_longest(stage: Stage, rita: Someone, olga: Someone) -> None:
    first, second = await _ready(stage, rita), await _ready(stage, rita, "The coffee machine leaks")
    spoke = stage.now - timedelta(hours=2)
    await stage.change(first, remind_at=stage.now, filed_at=spoke + MOMENT)
    await stage.change(second, remind_at=stage.now, filed_at=spoke)
    before = len(await _reminded(stage, olga))
    await _remind(stage)
    [(_, tickets)] = (await _reminded(stage, olga))[before:]
    assert tickets == [(await stage.ticket(n)).id for n in (second, first)]


async def test_a_single_untaken_one_comes_as_its_card_until_the_admins_had_it(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    number = await _ready(stage, rita)
    await stage.change(number, remind_at=stage.now, escalate_at=stage.now + timedelta(hours=1))
    before = len(await _reminded(stage, olga))
    await _remind(stage)
    assert (await _reminded(stage, olga))[before:] == [(f"card:{number}", [])]


async def test_a_ticket_somebody_works_on_waits_for_the_next_look(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await _ready(stage, rita)
    await stage.change(number, remind_at=stage.now)
    async with stage.database.unit_of_work() as session:
        await session.scalars(select(Ticket).where(Ticket.number == number).with_for_update())
        assert await _remind(stage) == 0
    assert await _remind(stage) == 1
