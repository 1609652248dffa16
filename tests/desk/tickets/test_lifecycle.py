"""Moving on, delayed notices and their undoing, ending, reopening, rating."""

import pytest

from db.models import Origin, Question, QuestionKind, Status
from desk import Desk, NotAllowed, NotPossible, TooLate
from desk.board import board_moves
from desk.staff import members
from desk.text import RichText
from desk.tickets import assignment, closing, lifecycle
from tests.desk.cast import PRINTER, cast, shows
from tests.desk.stage import Stage


async def test_undone_for_who_has_left_meanwhile_it_waits_for_somebody(stage: Stage) -> None:
    rita, olga, ivan, vera = await cast(stage)
    number = await stage.files(rita, PRINTER)
    await stage.does(olga, assignment.claim, number)
    await stage.does(olga, lifecycle.resolve, number)
    await stage.does(vera, members.dismiss_member, olga.chat)
    await stage.does(ivan, lifecycle.reopen, number)
    ticket = await stage.ticket(number)
    assert (ticket.status, ticket.assignee_id) == ("new", None)
    assert len([s for s in await shows(stage, ivan, f"card:{number}") if s["fresh"]]) == 2


async def test_of_what_was_asked_about_its_being_solved_only_open_questions_end_when_it_is_not(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    n = await stage.files(rita, PRINTER)
    await stage.does(olga, lifecycle.resolve, n)
    stage.later(seconds=10)
    await stage.ticks()
    about = {"person_id": rita.id, "ticket_id": (await stage.ticket(n)).id, "asked_at": stage.now}
    async with stage.database.unit_of_work() as session:
        asked = [Question(kind=QuestionKind.RESOLVED_ADDED, closed_at=at, **about) for at in (stage.now, None)]
        session.add_all(asked)
        await session.flush()
        ids = [question.id for question in asked]
    await stage.does(rita, lifecycle.reopen, n)
    assert [(await stage.question(one)).answered_at for one in ids] == [None, stage.now]


async def test_reopening_has_an_end_and_broadcasts_what_nobody_held(stage: Stage) -> None:
    rita, olga, ivan, _ = await cast(stage)
    n = await stage.files(rita, PRINTER)
    await stage.does(rita, closing.cancel, n)
    stage.later(days=1)
    assert (await stage.does(rita, lifecycle.reopen, n)).status is Status.REOPENED
    assert len([s for s in await shows(stage, ivan, f"card:{n}") if s["fresh"]]) == 2
    await stage.does(rita, closing.cancel, n)
    stage.later(days=14, seconds=1)
    with pytest.raises(TooLate):
        await stage.does(rita, lifecycle.reopen, n)
    with pytest.raises(TooLate):
        await stage.does(olga, lifecycle.reopen, n)


async def test_who_may_not_move_it(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    n = await stage.files(rita, PRINTER)
    verbs = (
        lifecycle.start_progress,
        lifecycle.set_pending,
        lifecycle.put_on_hold,
        lifecycle.resolve,
        assignment.release,
    )
    for verb in verbs:
        with pytest.raises(NotAllowed):
            await stage.does(rita, verb, n)
    for verb in (closing.confirm, closing.deny, closing.cancel):
        with pytest.raises(NotAllowed):
            await stage.does(olga, verb, n)
    with pytest.raises(NotPossible):
        await stage.does(rita, closing.confirm, n)


async def test_resolved_without_telegram_requester_closes(stage: Stage) -> None:
    _, olga, *_ = await cast(stage)

    async def from_board(desk: Desk) -> int:
        from desk.people import person_rows as people

        zoe = await people.get_or_create_on_board(desk.session, "t-9", "Zoe Board", now=desk.now)
        return (await board_moves.file_from_board(desk, "Order paper", RichText("A4, ten boxes"), zoe)).number

    n = await stage.does(olga, from_board, origin=Origin.TODOIST)
    waits = await stage.does(olga, from_board, origin=Origin.TODOIST)
    await stage.change(waits, status=Status.PENDING, close_at=stage.now)
    stage.later(seconds=10)
    await stage.ticks()
    assert await shows(stage, olga, f"card:{n}")
    done = await stage.does(olga, lifecycle.resolve, n)
    assert done.status is Status.CLOSED
    assert ((await stage.ticket(waits)).status, (await stage.ticket(waits)).end_reason) == ("closed", "nobody-to-ask")
