"""Who is called to a ticket, and how often: what the conversations do not tell."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from db.models import History, Origin, Role, Status
from desk import Desk, NoSuchTicket, NotAllowed, NotPossible, Refused
from desk.tickets import assignment, escalation
from desk.tickets.escalation import Cause
from tests.desk.cast import PRINTER
from tests.desk.stage import Someone, Stage
from tests.rules import rules_with
from tests.sql import fetch

WEEK = (((540, 1080),),) * 7


async def _by_clock(stage: Stage, what: Any) -> Any:
    async with stage.database.unit_of_work() as session:
        return await what(Desk(session, Origin.CLOCK, None, now=stage.now, rules=stage.rules))


async def _told(stage: Stage, who: Someone) -> list[tuple[str, bool]]:
    """The calls somebody got, and whether each was silent."""
    return [(x["key"], x["silent"]) for x in await stage.letters(who) if x.get("key", "").startswith("escalated-")]


async def _fields(stage: Stage) -> list[tuple[str, str | None]]:
    rows = select(History.field, History.new).where(History.field.contains("escalated")).order_by(History.id)
    return [(field, new) for field, new in await fetch(stage, rows)]


async def test_what_is_late_is_escalated_once(stage: Stage) -> None:
    rita, vera = await stage.person("Rita"), await stage.person("Vera", Role.ADMIN)
    stage.rules = rules_with(stage.rules, hours__week=WEEK)
    number = await stage.files(rita, PRINTER)
    late = lambda desk: escalation.escalate(desk, number, "", Cause.BREACH)  # noqa: E731
    assert (await _by_clock(stage, late)).changed
    assert not (await _by_clock(stage, late)).changed
    assert await _told(stage, vera) == [("escalated-breach", False)]
    with pytest.raises(Refused, match="escalated-already"):
        await stage.does(vera, escalation.escalate, number, "locked")
    assert await _fields(stage) == [("escalated_breach", None)]


async def test_at_night_only_what_a_person_asks_for_rings(stage: Stage) -> None:
    rita, vera = await stage.person("Rita"), await stage.person("Vera", Role.ADMIN)
    olga = await stage.person("Olga", Role.AGENT)
    stage.rules = rules_with(stage.rules, hours__week=WEEK)
    first, second = await stage.files(rita, PRINTER), await stage.files(rita, PRINTER)
    stage.later(hours=14)
    await _by_clock(stage, lambda desk: escalation.escalate(desk, first, "", Cause.BREACH))
    await stage.does(olga, escalation.escalate, second, "fire")
    assert await _told(stage, vera) == [("escalated-breach", True), ("escalated-hand", False)]


@pytest.mark.parametrize("cause", [Cause.HAND, Cause.WORD])
async def test_admins_and_the_agent_of_the_ticket_are_called_once_and_nobody_else(stage: Stage, cause: Cause) -> None:
    vera, ada, bo = [await stage.person(name, Role.ADMIN) for name in ("Vera", "Ada", "Bo")]
    ivan, olga, rita = await stage.person("Ivan", Role.AGENT), await stage.person("Olga", Role.AGENT), bo
    first, second = await stage.files(rita, PRINTER), await stage.files(rita, PRINTER)
    for agent, number in ((vera, first), (ivan, second)):
        await stage.does(agent, assignment.claim, number)
        await stage.does(ada, escalation.escalate, number, "now", cause)
    called = [len(await _told(stage, who)) for who in (vera, ivan, ada, bo, olga)]
    assert called == [2, 1, 0, 0, 0], "who calls, who asked and other agents are told nothing"


async def test_who_may(stage: Stage) -> None:
    rita, ben = await stage.person("Rita"), await stage.person("Ben")
    olga, _ivan = await stage.person("Olga", Role.AGENT), await stage.person("Ivan", Role.AGENT)
    number, own = await stage.files(rita, PRINTER), await stage.files(olga, PRINTER)
    for verb in (lambda desk: escalation.escalate(desk, number, "x"), lambda desk: escalation.deescalate(desk, number)):
        with pytest.raises(NotAllowed):
            await stage.does(rita, verb)
        with pytest.raises(NoSuchTicket):
            await stage.does(ben, verb)
    with pytest.raises(NotAllowed):
        await stage.does(olga, escalation.check_escalation, own)
    await stage.change(number, status=Status.CLOSED)
    with pytest.raises(NotPossible):
        await stage.does(olga, escalation.check_escalation, number)


async def test_the_board_escalates_without_words(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    labelled = lambda desk: escalation.escalate(desk, number, "", Cause.BOARD)  # noqa: E731
    await stage.does(olga, labelled, origin=Origin.TODOIST)
    await stage.does(olga, labelled, origin=Origin.TODOIST)
    await stage.does(olga, escalation.deescalate, number, origin=Origin.TODOIST)
    assert await _fields(stage) == [("escalated_board", None), ("deescalated", None)]
