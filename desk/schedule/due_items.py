"""Find what is due: filing, questions, delayed notifications, reminders, closing, broadcasts. Knows no real clock."""

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

from db.models import (
    Announcement,
    Box,
    DeskRow,
    Entry,
    Erasure,
    GroupMention,
    JobKey,
    KnownProblem,
    Person,
    Question,
    RecurringRequest,
    Rule,
    RuleEvent,
    Ticket,
    Timer,
)
from desk import DeskSettings
from desk.operations import failed_due_items
from desk.policy import permissions
from desk.schedule import ticket_reminders, timer_actions, unreachable_people
from desk.settings import VERSION, remember_version


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
    MENTION = "mention"
    MEMBER = "member"
    RECURRING = "recurring"


@dataclass(frozen=True, slots=True)
class DueItem:
    """One due item: the id of its ticket, (QUESTION) question, (ABSENCE, RETURN, DIGEST, MEMBER) person, (WITHDRAWN)
    entry, (MAILING) announcement, (SECOND_LOOK) known problem, (RULE_EVENT) event of rules, (RULE_TIME) rule, (ERASURE)
    erasure, (MENTION) offer of a group's message or (RECURRING) recurring request. All reminders of a look are one item
    with id 0, and so is the desk's own work. A ticket's timer goes by its kind, see `timer_actions`. `at`: since
    when it is due."""

    due: Due | str
    id: int
    at: datetime


TIMES: dict[Due, tuple[Any, Any]] = {
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
    Due.MENTION: (GroupMention.id, GroupMention.due_at),
    Due.MEMBER: (Person.id, Person.blocked_at),
    Due.RECURRING: (RecurringRequest.id, RecurringRequest.next_at),
}

_WHOSE_SILENCE: dict[Due, Any] = {Due.QUESTION: Question.person_id, Due.CLOSE: Ticket.requester_id}
_TAKEN_BACK = (Entry.withdrawn_at.is_not(None), Entry.emptied_at.is_(None))
OF_TICKETS = (Due.FILE, Due.TELL, Due.BROADCAST, Due.CLOSE)
OF_PEOPLE = (Due.ABSENCE, Due.RETURN, Due.DIGEST, Due.MEMBER)


_KEPT = DeskSettings().retention.withdrawn


async def find_due_work(
    session: AsyncSession, now: datetime, *, limit: int = 100, withdrawn: timedelta = _KEPT
) -> list[DueItem]:
    """Return what is due at `now`, oldest first, and people who return after everything else of the same moment; before
    all of it the opening, whose message has the reminders. At most `limit` of each kind, without failed items that
    wait. Reads the settings' version if anything is due. `withdrawn`: see `DeskSettings`."""
    rows = (await session.execute(_DUE_WORK, {"now": now, "most": limit, "kept": withdrawn})).all()
    if rows:
        remember_version(session, rows[0].version)
    found = (DueItem(row.due if row.due in timer_actions.KINDS else Due(row.due), row.id, row.at) for row in rows)
    return sorted(found, key=_get_place)


def _get_place(work: DueItem) -> tuple[bool, datetime, bool, int]:
    return work.due is not Due.OPENING, work.at, work.due is Due.RETURN, work.id if work.due is Due.RULE_EVENT else 0


def _has_unread_update(person_id: Any) -> ColumnElement[bool]:
    """Return the condition that the inbox has an unread update of this person: then they have not been silent."""
    unread = (JobKey.box == Box.FROM_TELEGRAM.value) & (JobKey.key == cast(Person.telegram_id, Text))
    return exists().where(Person.id == person_id, unread)


def _due_work() -> TextClause:
    """Return one statement for everything that is due, compiled once: the clock looks several times a second."""
    now: Any = literal_column("cast(:now as timestamptz)")
    most: Any = literal_column("cast(:most as integer)")
    parts: list[Select[Any]] = []
    for due, (row_id, at) in TIMES.items():
        ready = select(row_id.label("id"), at.label("at")).where(at <= now)
        ready = ready.where(~failed_due_items.is_skipped(due, row_id, at, now))
        if due is Due.QUESTION:
            ready = ready.where(Question.is_open)
        if due is Due.MEMBER:
            ready = ready.where(Person.role.in_(permissions.STAFF), Person.dismissed_at.is_(None))
        if due in _WHOSE_SILENCE:
            ready = ready.where(~_has_unread_update(_WHOSE_SILENCE[due]))
        oldest = ready.order_by(at).limit(most).subquery()
        parts.append(select(literal(due.value).label("due"), oldest.c.id, oldest.c.at))
    reminder = ticket_reminders.EARLIEST.subquery()
    failing = failed_due_items.is_skipped(Due.REMIND, literal(failed_due_items.ALL), reminder.c.at, now)
    is_due = (reminder.c.at <= now, ~failing)
    parts.append(select(literal(Due.REMIND.value), literal(failed_due_items.ALL), reminder.c.at).where(*is_due))
    failing = failed_due_items.is_skipped(Due.ABSENCE, Person.id, unreachable_people.SINCE, now)
    unsaid = unreachable_people.NOT_UPDATED.where(~failing).limit(most).subquery()
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
