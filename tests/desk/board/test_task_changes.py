"""What the board's drags, completions, assignments and deletions become."""

from typing import Any

import pytest

from db.models import EntryKind, Origin, Person, Status
from desk import Desk, NotPossible, Refused
from desk.board import board_moves, comments
from desk.conversation.new_entry import NewEntry
from desk.people import person_rows
from desk.text import RichText
from desk.tickets import lifecycle
from tests.desk.cast import PRINTER, cast
from tests.desk.stage import Someone, Stage


async def board(stage: Stage, what: Any, who: Someone | None = None) -> Any:
    """Somebody does something on the board: a person we know, or nobody Todoist names."""
    async with stage.database.unit_of_work() as session:
        actor = await session.get_one(Person, who.id) if who is not None else None
        return await what(Desk(session, Origin.TODOIST, actor, now=stage.now, rules=stage.rules))


async def test_a_resolved_ticket_is_not_dragged_back_to_work(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    n = await stage.files(rita, PRINTER)
    await stage.does(olga, lifecycle.resolve, n)
    stage.later(seconds=10)
    await stage.ticks()
    for to in (Status.NEW, Status.ASSIGNED, Status.IN_PROGRESS, Status.PENDING, Status.ON_HOLD):
        with pytest.raises(NotPossible):
            await board(stage, lambda desk, to=to: board_moves.move_to_section(desk, n, to))
    assert (
        await board(stage, lambda desk: board_moves.move_to_section(desk, n, Status.REOPENED))
    ).status is Status.REOPENED


async def test_what_was_taken_on_the_board_is_free_again_once_undone_or_reopened(stage: Stage) -> None:
    rita, *_ = await cast(stage)
    n = await stage.files(rita, PRINTER)
    for to in (Status.IN_PROGRESS, Status.NEW, Status.IN_PROGRESS):  # the second within the time to undo
        await board(stage, lambda desk, to=to: board_moves.move_to_section(desk, n, to))
        ticket = await stage.ticket(n)
        assert (ticket.status, ticket.assignee_id) == (to, None)
        assert (ticket.is_taken, ticket.is_untaken) == (to is not Status.NEW, to is Status.NEW)
    await board(stage, lambda desk: board_moves.complete_task(desk, n))
    stage.later(seconds=20)
    await stage.ticks()
    before = (await stage.ticket(n)).broadcast_at
    await stage.does(rita, lifecycle.reopen, n)
    ticket = await stage.ticket(n)
    assert ticket.is_to_be_taken and ticket.broadcast_at != before, "somebody has to hear of it"


async def test_a_former_member_gets_nothing_assigned_asks_nobody_and_writes_only_notes(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    n = await stage.files(rita, PRINTER)

    async def steps(desk: Desk) -> Any:
        former = await person_rows.get_or_create_on_board(desk.session, "t-7", "Former", now=desk.now)
        former.dismissed_at = desk.now
        await desk.session.flush()
        with pytest.raises(Refused, match="not-staff"):
            await board_moves.assign_by_board(desk, n, former)
        with pytest.raises(Refused, match="not-staff"):
            await board_moves.move_to_section(desk, n, Status.IN_PROGRESS, assignee=former)
        theirs = Desk(desk.session, Origin.TODOIST, former, now=desk.now, rules=desk.rules)
        await comments.add_comment(theirs, n, NewEntry(RichText("@Olga which key fits?")), is_note=True)
        return await comments.add_comment(theirs, n, NewEntry(RichText("I know better")), is_note=False)

    assert (await board(stage, steps)).kind is EntryKind.NOTE
    assert (await stage.ticket(n)).status is Status.NEW
    assert not [one for one in await stage.letters(olga) if one.get("asked")]
