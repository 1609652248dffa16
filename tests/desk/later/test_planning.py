"""A plan and its row: a unit of work that dies does nothing, and one of two that want it gets it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from db.models import Approval, ApprovalState, Entry, EntryKind, Person, Role, Ticket
from desk import Desk, Refused
from desk.conversation import editing, thread
from desk.conversation.new_entry import NewEntry
from desk.later import planning
from desk.policy import timer_kinds
from desk.policy.permissions import Grant
from desk.queries import awaiting_approval
from desk.schedule import due_work
from desk.schedule.due_items import DueItem
from desk.text import RichText
from desk.tickets import assignment
from tests.desk.stage import Someone, Stage
from tests.sql import execute

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


async def _find_why(stage: Stage, plan_id: int) -> str | None:
    """Return why the plan was stopped; None: it was not."""
    async with stage.database.reading() as session:
        return ((await session.get_one(Approval, plan_id)).plan or {}).get("why")


@pytest.mark.parametrize("who", ["of an older plan", "of an unknown account", "of a requester without a row", "edited"])
async def test_words_count_whatever_row_they_have(stage: Stage, who: str) -> None:
    """An older plan that was sent is an answer; an account of the board may be nobody; an edit says something new."""
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    ivan, said = await stage.person("Ivan", Role.AGENT), NewEntry(RichText("Something else"))
    stage.with_rules(team__later=True)
    number = await stage.files(rita, "The printer is on fire")
    await stage.does(olga, assignment.claim, number)
    if who == "of an older plan":
        await stage.does(ivan, planning.plan_answer, number, said, stage.now + timedelta(hours=1))
    ticket_id = (await stage.ticket(number)).id
    plan_id = (await stage.does(olga, planning.plan_answer, number, said, stage.now + timedelta(hours=2))).id
    stage.later(hours=1, minutes=1)
    if who == "of an older plan":
        await _ring(stage, ticket_id)
    elif who == "of an unknown account":
        await stage.does(ivan, thread.add_reply, number, said)
        await execute(stage, text("update entries set author_id = null, origin = 'todoist' where kind = 'reply'"))
    elif who == "of a requester without a row":
        await stage.does(rita, thread.add_comment, number, said)
        await execute(stage, text("update entries set author_id = null where body = 'Something else'"))
    else:
        await stage.does(rita, _edit_first, number)
    stage.later(hours=1)
    await _ring(stage, ticket_id)
    assert await _find_why(stage, plan_id) == ("answered" if who in _ANSWERS else "wrote")


_ANSWERS = ("of an older plan", "of an unknown account")


async def _edit_first(desk: Desk, number: int) -> None:
    first = select(Entry).join(Ticket, Ticket.id == Entry.ticket_id).where(Ticket.number == number).order_by(Entry.id)
    entry = (await desk.session.scalars(first.limit(1))).one()
    await editing.edit_entry(desk, entry, RichText("It was the toaster"))


async def test_words_that_came_while_the_desk_was_down_stay_unanswered_and_stop_acts(stage: Stage) -> None:
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    ticket_id, plan_id = await _plan(stage, olga, rita)
    number = (await stage.tickets())[0].number
    act = await stage.does(
        olga, planning.plan_words, number, NewEntry(RichText("/resolve")), stage.now + timedelta(hours=2)
    )
    stage.later(hours=4)
    await stage.does(rita, thread.add_comment, number, NewEntry(RichText("It is worse")))
    stage.later(minutes=1)
    await _ring(stage, ticket_id)
    assert (await _find_why(stage, plan_id), await _find_why(stage, act.id)) == (None, "wrote")
    ticket = await stage.ticket(number)
    assert (ticket.needs_answer, ticket.is_working) == (True, True)


async def test_an_answer_is_not_made_a_note_and_nothing_is_moved_while_it_is_off(stage: Stage) -> None:
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    ticket_id, plan_id = await _plan(stage, olga, rita)
    with pytest.raises(Refused, match="answer-note"):
        await stage.does(olga, planning.rewrite, plan_id, RichText("// He always says that"))
    stage.with_rules(team__later=False)
    with pytest.raises(Refused, match="later-off"):
        await stage.does(olga, planning.move, plan_id, stage.now + timedelta(hours=9))
    stage.later(hours=3)
    await _ring(stage, ticket_id)
    assert await _state(stage) == (ApprovalState.STOPPED, 0)


async def test_a_ticket_has_no_more_plans_than_its_page_shows(stage: Stage) -> None:
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    await _plan(stage, olga, rita)
    number, at = (await stage.tickets())[0].number, stage.now + timedelta(hours=2)
    for _ in range(19):
        await stage.does(olga, planning.plan_note, number, NewEntry(RichText("Look")), at)
    with pytest.raises(Refused, match="later-many"):
        await stage.does(olga, planning.plan_note, number, NewEntry(RichText("Look")), at)


async def test_who_sees_a_ticket_no_longer_reads_no_new_words_of_its_requester(stage: Stage) -> None:
    rita, ivan = await stage.person("Rita"), await stage.person("Ivan", Role.AGENT)
    olga = await stage.person("Olga", Role.AGENT, grants={Grant.SEE_ALL.value: False})
    stage.with_rules(team__later=True)
    number = await stage.files(rita, "The printer is on fire")
    await stage.does(olga, assignment.claim, number)
    at = stage.now + timedelta(hours=2)
    row = await stage.does(olga, planning.plan_words, number, NewEntry(RichText("/pending")), at)
    await stage.change(number, assignee_id=ivan.id)
    stage.later(hours=1)
    await stage.does(rita, thread.add_comment, number, NewEntry(RichText("For Ivan alone")))
    stage.later(hours=2)
    await _ring(stage, (await stage.ticket(number)).id)
    async with stage.database.reading() as session:
        shown = await awaiting_approval.load_draft(session, row.id, await session.get_one(Person, olga.id))
    assert shown is not None
    assert (shown.why, shown.since) == ("handed", ())
