"""Due work: filing, questions, delayed notifications, reminders, closing, broadcasts. Knows no real clock.

One elected process asks `find_due_work`, and does each item in a unit of work of its own: `do_item` looks again under
lock, so an item done twice, or no longer due, has no second effect.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    TextClause,
    cast,
    exists,
    literal,
    literal_column,
    select,
    text,
    union_all,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession

from db.database import start_over
from db.models import (
    Announcement,
    Box,
    DeskRow,
    Entry,
    Erasure,
    JobKey,
    KnownProblem,
    Origin,
    Person,
    Question,
    Rule,
    RuleEvent,
    Ticket,
    Timer,
)
from desk import Desk, DeskSettings, Refused
from desk.announcements import sending
from desk.automation import looking, running
from desk.conversation import editing
from desk.notifications import requester_digest
from desk.operations import failed_due_items
from desk.payments import statements
from desk.people.person_lock import TURN
from desk.privacy import erasures
from desk.problems import missed_matches
from desk.questions import expiry
from desk.requests import drafts
from desk.schedule import opening, reachability, reminders, timer_actions
from desk.settings import VERSION, note_version
from desk.staff import availability
from desk.summaries import planning
from desk.tickets import closing


class Due(StrEnum):
    """The kinds of due work."""

    FILE = "file"
    QUESTION = "question"
    TELL = "tell"
    BROADCAST = "broadcast"
    REMIND = "remind"
    CLOSE = "close"
    ABSENCE = "absence"
    WITHDRAWN = "withdrawn"
    RETURN = "return"
    DIGEST = "digest"
    OPENING = "opening"
    RECALCULATE = "recalculate"
    BRIEFING = "briefing"
    STATEMENTS = "statements"
    MAILING = "mailing"
    SECOND_LOOK = "second_look"
    RULE_EVENT = "rule_event"
    RULE_TIME = "rule_time"
    ERASURE = "erasure"


@dataclass(frozen=True, slots=True)
class DueItem:
    """One due item: the id of its ticket, (QUESTION) question, (ABSENCE, RETURN, DIGEST) person, (WITHDRAWN) entry,
    (MAILING) announcement, (SECOND_LOOK) known problem, (RULE_EVENT) event of rules, (RULE_TIME) rule or (ERASURE)
    erasure. All reminders of a look are one item with id 0, and so is the desk's own work. A ticket's timer goes by its
    kind, see `timer_actions`. `at`: since when it is due."""

    due: Due | str
    id: int
    at: datetime


_STILL_OPEN = (Question.answered_at.is_(None), Question.closed_at.is_(None))
_TIMES: dict[Due, tuple[Any, Any]] = {
    Due.FILE: (Ticket.id, Ticket.file_at),
    Due.QUESTION: (Question.id, Question.due_at),
    Due.TELL: (Ticket.id, Ticket.tell_at),
    Due.BROADCAST: (Ticket.id, Ticket.broadcast_due_at),
    Due.CLOSE: (Ticket.id, Ticket.close_at),
    Due.RETURN: (Person.id, Person.away_until),
    Due.DIGEST: (Person.id, Person.digest_at),
    Due.OPENING: (literal(failed_due_items.ALL), DeskRow.opens_at),
    Due.RECALCULATE: (literal(failed_due_items.ALL), DeskRow.recalculate_at),
    Due.BRIEFING: (literal(failed_due_items.ALL), DeskRow.briefing_at),
    Due.STATEMENTS: (literal(failed_due_items.ALL), DeskRow.statements_at),
    Due.MAILING: (Announcement.id, Announcement.next_at),
    Due.SECOND_LOOK: (KnownProblem.id, KnownProblem.look_again_at),
    Due.RULE_EVENT: (RuleEvent.id, RuleEvent.due_at),
    Due.RULE_TIME: (Rule.id, Rule.next_at),
    Due.ERASURE: (Erasure.id, Erasure.due_at),
}

_WHOSE_SILENCE: dict[Due, Any] = {Due.QUESTION: Question.person_id, Due.CLOSE: Ticket.requester_id}
_TAKEN_BACK = (Entry.withdrawn_at.is_not(None), Entry.emptied_at.is_(None))
_OF_TICKETS = (Due.FILE, Due.TELL, Due.BROADCAST, Due.CLOSE)
_OF_PEOPLE = (Due.ABSENCE, Due.RETURN, Due.DIGEST)


_KEPT = DeskSettings().retention.withdrawn


async def find_due_work(
    session: AsyncSession, now: datetime, *, limit: int = 100, withdrawn: timedelta = _KEPT
) -> list[DueItem]:
    """Return what is due at `now`, oldest first, and people who return after everything else of the same moment; at
    most `limit` of each kind, without failed items that wait. Reads the settings' version if anything is due.
    `withdrawn`: see `DeskSettings`."""
    rows = (await session.execute(_DUE_WORK, {"now": now, "most": limit, "kept": withdrawn})).all()
    if rows:
        note_version(session, rows[0].version)
    found = (DueItem(_parse_kind(row.due), row.id, row.at) for row in rows)
    return sorted(found, key=lambda work: (work.at, work.due is Due.RETURN, _number_event(work)))


def _number_event(work: DueItem) -> int:
    """Return a number by which events of one moment keep their order, after other work."""
    return work.id if work.due is Due.RULE_EVENT else 0


def _parse_kind(due: str) -> Due | str:
    return due if due in timer_actions.KINDS else Due(due)


def _has_unread_update(person_id: Any) -> ColumnElement[bool]:
    """Return the condition that the inbox has an unread update of this person: then they have not been silent."""
    unread = (JobKey.box == Box.FROM_TELEGRAM.value) & (JobKey.key == cast(Person.telegram_id, Text))
    return exists().where(Person.id == person_id, unread)


def _due_work() -> TextClause:
    """Return one statement for everything that is due, compiled once: the clock looks several times a second."""
    now: Any = literal_column("cast(:now as timestamptz)")
    most: Any = literal_column("cast(:most as integer)")
    parts: list[Select[Any]] = []
    for due, (row_id, at) in _TIMES.items():
        ready = select(row_id.label("id"), at.label("at")).where(at <= now)
        ready = ready.where(~failed_due_items.is_skipped(due, row_id, at, now))
        if due is Due.QUESTION:
            ready = ready.where(*_STILL_OPEN)
        if due in _WHOSE_SILENCE:
            ready = ready.where(~_has_unread_update(_WHOSE_SILENCE[due]))
        oldest = ready.order_by(at).limit(most).subquery()
        parts.append(select(literal(due.value).label("due"), oldest.c.id, oldest.c.at))
    reminder = reminders.EARLIEST.subquery()
    failing = failed_due_items.is_skipped(Due.REMIND, literal(failed_due_items.ALL), reminder.c.at, now)
    is_due = (reminder.c.at <= now, ~failing)
    parts.append(select(literal(Due.REMIND.value), literal(failed_due_items.ALL), reminder.c.at).where(*is_due))
    failing = failed_due_items.is_skipped(Due.ABSENCE, Person.id, reachability.SINCE, now)
    unsaid = reachability.NOT_UPDATED.where(~failing).limit(most).subquery()
    parts.append(select(literal(Due.ABSENCE.value), unsaid.c.id, unsaid.c.at))
    failing = failed_due_items.is_skipped(Timer.kind, Timer.ticket_id, Timer.due_at, now)
    kept = select(Timer.kind, Timer.ticket_id, Timer.due_at).where(timer_actions.OURS, Timer.due_at <= now, ~failing)
    rung = kept.order_by(Timer.due_at).limit(most).subquery()
    parts.append(select(rung.c.kind, rung.c.ticket_id, rung.c.due_at))
    kept_for: Any = literal_column("cast(:kept as interval)")
    failing = failed_due_items.is_skipped(Due.WITHDRAWN, Entry.id, Entry.withdrawn_at, now)
    gone = select(Entry.id, Entry.withdrawn_at).where(*_TAKEN_BACK, Entry.withdrawn_at <= now - kept_for, ~failing)
    oldest = gone.order_by(Entry.withdrawn_at).limit(most).subquery()
    parts.append(select(literal(Due.WITHDRAWN.value), oldest.c.id, oldest.c.withdrawn_at))
    due_now = union_all(*parts).subquery()
    whole = select(due_now, VERSION.label("version"))
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    return text(str(whole.compile(dialect=dialect, compile_kwargs={"literal_binds": True})))


_DUE_WORK = _due_work()


async def do_item(work: DueItem, session: AsyncSession, now: datetime, settings: DeskSettings) -> None:
    """Do one item, in a unit of work of its own, if it is still due; takes its locks itself, commits nothing.

    An item that the desk refuses (a right was lost in between) is undone and dropped, so that it is not due for ever.
    """
    try:
        await _DO.get(work.due, _timer)(work, session, now, settings)
    except Refused:
        await start_over(session)
        await _drop_due(work, session, now)


async def count_failure(work: DueItem, session: AsyncSession, error: Exception, now: datetime) -> None:
    """Count that an item failed, in a unit of work of its own."""
    ticket_id = work.id if work.due in (*_OF_TICKETS, *timer_actions.KINDS) else None
    person_id = work.id if work.due in _OF_PEOPLE else None
    await failed_due_items.count_failure(
        session, str(work.due), work.id, error, due_at=work.at, now=now, ticket_id=ticket_id, person_id=person_id
    )


async def _file(work: DueItem, session: AsyncSession, now: datetime, settings: DeskSettings) -> None:
    asked = select(Person, TURN).join(Ticket, Ticket.requester_id == Person.id).where(Ticket.id == work.id)
    requester = await session.scalar(asked)
    if requester is None:
        return
    desk = Desk(session, Origin.CLOCK, requester, now=now, rules=settings)
    await desk.refresh_actor()
    ticket = await desk.lock_by_id(work.id)
    if not drafts.is_gathering(ticket):
        ticket.file_at = None
    elif ticket.file_at is not None and ticket.file_at <= now:
        await drafts.file_request(desk, ticket.number)


async def _question(work: DueItem, session: AsyncSession, now: datetime, settings: DeskSettings) -> None:
    asked = select(Person, TURN).join(Question, Question.person_id == Person.id).where(Question.id == work.id)
    person = await session.scalar(asked)
    if person is not None:
        await expiry.expire_question(Desk(session, Origin.CLOCK, person, now=now, rules=settings), work.id)


async def _tell(work: DueItem, session: AsyncSession, now: datetime, settings: DeskSettings) -> None:
    await closing.send_delayed_notice(_by_clock(session, now, settings), work.id)


async def _broadcast(work: DueItem, session: AsyncSession, now: datetime, settings: DeskSettings) -> None:
    await closing.broadcast_if_due(_by_clock(session, now, settings), work.id)


async def _close(work: DueItem, session: AsyncSession, now: datetime, settings: DeskSettings) -> None:
    await closing.end_by_silence(_by_clock(session, now, settings), work.id)


async def _remind(work: DueItem, session: AsyncSession, now: datetime, settings: DeskSettings) -> None:
    await reminders.send_reminders(session, now, settings)


async def _absence(work: DueItem, session: AsyncSession, now: datetime, settings: DeskSettings) -> None:
    await reachability.update_tickets(session, work.id, now, settings)


async def _opening(_work: DueItem, session: AsyncSession, now: datetime, settings: DeskSettings) -> None:
    await opening.open_the_desk(session, now, settings)


async def _recalculate(_work: DueItem, session: AsyncSession, now: datetime, settings: DeskSettings) -> None:
    await opening.recalculate_tickets(session, now, settings)


async def _briefing(_work: DueItem, session: AsyncSession, now: datetime, settings: DeskSettings) -> None:
    await planning.plan_due_summaries(session, now, settings)


async def _statements(_work: DueItem, session: AsyncSession, now: datetime, settings: DeskSettings) -> None:
    await statements.send_due_statements(_by_clock(session, now, settings))


async def _mailing(work: DueItem, session: AsyncSession, now: datetime, settings: DeskSettings) -> None:
    await sending.send_due(session, work.id, now, settings)


async def _second_look(work: DueItem, session: AsyncSession, now: datetime, settings: DeskSettings) -> None:
    await missed_matches.check_missed(_by_clock(session, now, settings), work.id)


async def _rule_event(work: DueItem, session: AsyncSession, now: datetime, settings: DeskSettings) -> None:
    await running.run_event(session, work.id, now, settings)


async def _rule_time(work: DueItem, session: AsyncSession, now: datetime, settings: DeskSettings) -> None:
    await looking.look_for_tickets(session, work.id, now, settings)


async def _erasure(work: DueItem, session: AsyncSession, now: datetime, settings: DeskSettings) -> None:
    await erasures.run_step(_by_clock(session, now, settings), work.id)


async def _withdrawn(work: DueItem, session: AsyncSession, now: datetime, settings: DeskSettings) -> None:
    await editing.erase_withdrawn(_by_clock(session, now, settings), work.id)


async def _return(work: DueItem, session: AsyncSession, now: datetime, settings: DeskSettings) -> None:
    await availability.end_absence(_by_clock(session, now, settings), work.id)


async def _digest(work: DueItem, session: AsyncSession, now: datetime, settings: DeskSettings) -> None:
    await requester_digest.send_if_due(_by_clock(session, now, settings), work.id)


async def _timer(work: DueItem, session: AsyncSession, now: datetime, settings: DeskSettings) -> None:
    await timer_actions.run_timer(_by_clock(session, now, settings), work.id, work.due)


def _by_clock(session: AsyncSession, now: datetime, settings: DeskSettings) -> Desk:
    return Desk(session, Origin.CLOCK, None, now=now, rules=settings)


_DO: dict[Due | str, Callable[[DueItem, AsyncSession, datetime, DeskSettings], Awaitable[None]]] = {
    Due.FILE: _file,
    Due.QUESTION: _question,
    Due.TELL: _tell,
    Due.BROADCAST: _broadcast,
    Due.REMIND: _remind,
    Due.CLOSE: _close,
    Due.ABSENCE: _absence,
    Due.WITHDRAWN: _withdrawn,
    Due.RETURN: _return,
    Due.DIGEST: _digest,
    Due.OPENING: _opening,
    Due.RECALCULATE: _recalculate,
    Due.BRIEFING: _briefing,
    Due.STATEMENTS: _statements,
    Due.MAILING: _mailing,
    Due.SECOND_LOOK: _second_look,
    Due.RULE_EVENT: _rule_event,
    Due.RULE_TIME: _rule_time,
    Due.ERASURE: _erasure,
}


async def _drop_due(work: DueItem, session: AsyncSession, now: datetime) -> None:
    """Make the row no longer due; words under a question stay stored. A draft stays: it can still be sent."""
    if work.due is Due.QUESTION:
        question = await session.get_one(Question, work.id, populate_existing=True)
        question.closed_at = now
    elif isinstance(work.due, Due) and work.due in _OF_TICKETS:
        ticket = await session.get_one(Ticket, work.id, populate_existing=True)
        setattr(ticket, _TIMES[work.due][1].key, None)
    elif work.due in timer_actions.KINDS:
        await timer_actions.drop_timer(session, work.id, work.due)
