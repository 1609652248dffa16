"""Each kind of what can be due: at its moment, not again while a failure of it is waited out, and let go of."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.models import (
    Announcement,
    Box,
    DeskRow,
    DueFailure,
    Entry,
    EntryKind,
    Job,
    JobState,
    KnownProblem,
    Origin,
    Person,
    Question,
    QuestionKind,
    Ticket,
    Timer,
)
from desk import Desk, Refused
from desk.outbox import Say, letters
from desk.policy import timer_kinds as kinds
from desk.schedule import due_items, due_work
from desk.schedule.due_items import Due, DueItem
from tests.desk.stage import Someone, Stage
from tests.sql import add, scalars

MOMENT, KEPT = timedelta(microseconds=1), timedelta(days=30)
PRINTER = "The printer on floor 2 is on fire"
TICKETS = {Due.FILE: "file_at", Due.TELL: "tell_at", Due.BROADCAST: "broadcast_due_at", Due.CLOSE: "close_at"}
PEOPLE = {Due.RETURN: "away_until", Due.DIGEST: "digest_at", Due.ABSENCE: "bot_blocked_at"}
DESKS = {
    Due.OPENING: "opens_at",
    Due.RECALCULATE: "recalculate_at",
    Due.BRIEFING: "briefing_at",
    Due.STATEMENTS: "statements_at",
}
ALL = [
    *TICKETS,
    *PEOPLE,
    *DESKS,
    Due.REMIND,
    Due.QUESTION,
    Due.MAILING,
    Due.SECOND_LOOK,
    Due.WITHDRAWN,
    kinds.PENDING_HALF,
]


async def _filed(stage: Stage, rita: Someone) -> Ticket:
    """A ticket of which nothing is due."""
    number = await stage.files(rita, PRINTER)
    await stage.change(number, **dict.fromkeys(("look_at", "remind_at", "escalate_at", *TICKETS.values())))
    return await stage.ticket(number)


async def _made(stage: Stage, rita: Someone, due: Due | str, at: datetime) -> int:
    """Something of that kind which is due at `at`; its id."""
    ticket = await _filed(stage, rita)
    async with stage.database.unit_of_work() as session:
        if due in TICKETS or due is Due.REMIND:
            row = await session.get_one(Ticket, ticket.id)
            setattr(row, TICKETS.get(due, "remind_at"), at)  # type: ignore[call-overload]
            return 0 if due is Due.REMIND else ticket.id
        if due in PEOPLE:
            setattr(await session.get_one(Person, rita.id), PEOPLE[Due(due)], at)
            return rita.id
        if due in DESKS:
            desk = await session.get(DeskRow, 1) or DeskRow(id=1)
            setattr(desk, DESKS[Due(due)], at)
            session.add(desk)
            return 0
        row = _row(due, ticket, rita, at)
        session.add(row)
        await session.flush()
        return ticket.id if isinstance(row, Timer) else row.id


def _row(due: Due | str, ticket: Ticket, rita: Someone, at: datetime) -> Any:
    if due is Due.QUESTION:
        return Question(person_id=rita.id, kind=QuestionKind.NEW_NEXT, data={}, asked_at=at, due_at=at)
    if due is Due.MAILING:
        return Announcement(author_id=rita.id, text="Hello", created_at=at, next_at=at)
    if due is Due.SECOND_LOOK:
        return KnownProblem(title="Light", made_by=rita.id, created_at=at, look_again_at=at)
    if due is Due.WITHDRAWN:
        said = {"body": "gone", "kind": EntryKind.COMMENT, "origin": Origin.TELEGRAM, "created_at": at - KEPT}
        return Entry(ticket_id=ticket.id, author_id=rita.id, author_name="Rita", withdrawn_at=at - KEPT, **said)
    return Timer(ticket_id=ticket.id, kind=str(due), due_at=at, attempts=0)


async def _due(stage: Stage, now: datetime) -> list[tuple[Due | str, int]]:
    async with stage.database.sessions() as session:
        return [(work.due, work.id) for work in await due_items.find_due_work(session, now, withdrawn=KEPT)]


async def _do(stage: Stage, due: Due | str, row_id: int) -> None:
    async with stage.database.unit_of_work() as session:
        await due_work.do_item(DueItem(due, row_id, stage.now), session, stage.now, stage.rules)


@pytest.mark.parametrize("due", ALL)
async def test_it_is_due_at_its_moment_and_not_while_a_failure_is_waited_out(
    stage: Stage, rita: Someone, due: Due | str
) -> None:
    at = stage.now + timedelta(hours=1)
    row_id = await _made(stage, rita, due, at)
    if due is not Due.ABSENCE:  # who left is told of whenever it was
        assert await _due(stage, at - MOMENT) == []
    assert await _due(stage, at) == [(due, row_id)]
    since = at - KEPT if due is Due.WITHDRAWN else at
    for due_at, not_before, tried in (
        (since, at + MOMENT, False),
        (since, at, True),
        (since, None, False),  # put aside
        (since - MOMENT, None, True),  # another: it is due anew
    ):
        async with stage.database.unit_of_work() as session:
            failure = {"due_at": due_at, "not_before": not_before, "attempts": 1, "error": "ValueError"}
            await session.merge(DueFailure(kind=str(due), object_id=row_id, **failure))
        assert (await _due(stage, at) == [(due, row_id)]) is tried
    for kind, object_id in (("of another", row_id), (str(due), row_id + 1)):
        failure = {"due_at": since, "not_before": None, "attempts": 1, "error": "ValueError"}
        await add(stage, DueFailure(kind=kind, object_id=object_id, **failure))
    assert await _due(stage, at) == [(due, row_id)]


async def test_what_was_taken_back_and_emptied_is_due_no_more(stage: Stage, rita: Someone) -> None:
    entry_id = await _made(stage, rita, Due.WITHDRAWN, stage.now)
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Entry, entry_id)).emptied_at = stage.now
    assert await _due(stage, stage.now) == []


async def test_what_was_tried_five_times_is_put_aside_for_whom_it_is_about(stage: Stage, rita: Someone) -> None:
    ticket, wanted = await _filed(stage, rita), []
    for due in ALL:
        for_many = due in DESKS or due is Due.REMIND
        row_id = 0 if for_many else rita.id if due in PEOPLE else ticket.id
        for _ in range(5):
            async with stage.database.unit_of_work() as session:
                await due_work.count_failure(DueItem(due, row_id, stage.now), session, ValueError(), stage.now)
        of_ticket = ticket.id if due in (*TICKETS, kinds.PENDING_HALF) else None
        wanted += [] if for_many else [(f"{due}:{row_id}", of_ticket, rita.id if due in PEOPLE else None)]
    query = select(Job).where(Job.box == Box.CLOCK, Job.state == JobState.BURIED).order_by(Job.id)
    assert [(one.key, one.ticket_id, one.person_id) for one in await scalars(stage, query)] == wanted
    assert set(await scalars(stage, select(DueFailure.error))) == {"ValueError"}


@pytest.mark.parametrize("due", [*TICKETS, kinds.PENDING_HALF])
async def test_what_the_desk_refuses_is_let_go_of_and_nothing_beside_it(
    stage: Stage, rita: Someone, monkeypatch: pytest.MonkeyPatch, due: Due | str
) -> None:
    ticket_id = await _made(stage, rita, due, stage.now)
    number = (await stage.tickets(rita))[0].number
    await stage.change(number, **dict.fromkeys(TICKETS.values(), stage.now))
    await add(stage, Timer(ticket_id=ticket_id, kind=kinds.PROMISE, due_at=stage.now, attempts=0))

    async def refuses(_work: DueItem, desk: Desk) -> None:
        (await desk.session.get_one(Ticket, ticket_id)).subject = "Half done"
        letters.queue_letter(desk.session, rita.id, Say("help-requester"), now=stage.now)
        raise Refused("not-yours")

    monkeypatch.setattr(due_work, "_do", refuses)
    told = len(await stage.letters(rita))
    await _do(stage, due, ticket_id)
    ticket = await stage.ticket(number)
    assert (ticket.subject, len(await stage.letters(rita))) == (PRINTER, told), "what it had done is undone"
    assert {column for column in TICKETS.values() if getattr(ticket, column) is None} == (
        {TICKETS[Due(due)]} if due in TICKETS else set()
    )
    left = set(await scalars(stage, select(Timer.kind)))
    assert left == {kinds.PROMISE}


async def test_of_people_nothing_is_let_go_of(stage: Stage, rita: Someone, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuses(*_: object) -> None:
        raise Refused("not-yours")

    monkeypatch.setattr(due_work, "_do", refuses)
    await _made(stage, rita, Due.ABSENCE, stage.now)
    await _do(stage, Due.ABSENCE, rita.id)
    assert await _due(stage, stage.now) == [(Due.ABSENCE, rita.id)]
