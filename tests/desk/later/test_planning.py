"""A plan and its row: a unit of work that dies does nothing, and one of two that want it gets it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Approval, ApprovalState, Entry, EntryKind, Role
from desk import Refused
from desk.conversation.new_entry import NewEntry
from desk.later import planning
from desk.policy import timer_kinds
from desk.schedule import due_work
from desk.schedule.due_items import DueItem
from desk.text import RichText
from desk.tickets import assignment
from tests.desk.stage import Someone, Stage

SAID = "The part has arrived"


async def _plan(stage: Stage, agent: Someone, rita: Someone) -> tuple[int, int]:
    """Plan an answer for two hours from now; return the ids of its ticket and the plan."""
    stage.with_rules(team__later=True)
    number = await stage.files(rita, "The printer is on fire")
    await stage.does(agent, assignment.claim, number)
    row = await stage.does(
        agent, planning.plan_answer, number, NewEntry(RichText(SAID)), stage.now + timedelta(hours=2)
    )
    return (await stage.ticket(number)).id, row.id


async def _state(stage: Stage) -> tuple[ApprovalState, int]:
    """Return the state of the plan, and how many answers there are."""
    async with stage.database.reading() as session:
        sent = (await session.scalars(select(Entry.id).where(Entry.kind == EntryKind.REPLY))).all()
        return (await session.scalars(select(Approval.state))).one(), len(sent)


async def _ring(stage: Stage, ticket_id: int, *, dies: bool = False) -> None:
    async with stage.database.unit_of_work() as session:
        await due_work.do_item(DueItem(timer_kinds.LATER, ticket_id, stage.now), session, stage.now, stage.rules)
        if dies:
            raise ZeroDivisionError


async def test_who_dies_before_the_commit_has_done_nothing(stage: Stage) -> None:
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    ticket_id, _ = await _plan(stage, olga, rita)
    await _ring(stage, ticket_id)
    assert await _state(stage) == (ApprovalState.PLANNED, 0), "it is not due"
    stage.later(hours=3)
    with pytest.raises(ZeroDivisionError):
        await _ring(stage, ticket_id, dies=True)
    assert await _state(stage) == (ApprovalState.PLANNED, 0)
    for _ in range(2):
        await _ring(stage, ticket_id)
        assert await _state(stage) == (ApprovalState.DONE, 1)


@pytest.mark.parametrize("first", ["now", "drop", "due"])
async def test_the_first_of_press_withdrawal_and_moment_wins(stage: Stage, first: str) -> None:
    rita, olga, ivan = (
        await stage.person("Rita"),
        await stage.person("Olga", Role.AGENT),
        await stage.person("Ivan", Role.AGENT),
    )
    ticket_id, plan_id = await _plan(stage, olga, rita)
    stage.later(hours=3)
    ways = {
        "now": lambda: stage.does(olga, planning.do_now, plan_id, seen=10**14),
        "drop": lambda: stage.does(olga, planning.take_back, plan_id),
        "due": lambda: _ring(stage, ticket_id),
    }
    with pytest.raises(Refused):
        await stage.does(ivan, planning.take_back, plan_id)
    await ways.pop(first)()
    done = (ApprovalState.WITHDRAWN, 0) if first == "drop" else (ApprovalState.DONE, 1)
    for name, other in ways.items():
        if name == "due":
            await other()
        else:
            with pytest.raises(Refused):
                await other()
        assert await _state(stage) == done, name
