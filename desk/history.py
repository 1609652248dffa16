"""Every change of a ticket as a row: who, when, from where, old, new, and which events it is for systems. Knows no
verb."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import History, Origin, Status, Ticket
from desk import event_kinds

FILED = "filed"
SUBJECT = "subject"
STATUS = "status"
ASSIGNEE = "assignee"
PRIORITY = "priority"
CATEGORY = "category"
CATEGORY_GUESSED = "category_guessed"
CATEGORY_CONFIRMED = "category_confirmed"
TAGS = "tags"
RATING = "rating"
RATING_AGENT = "rating_agent"
HOLD_REASON = "hold_reason"
PROMISE_WHY = "promise_why"
HOLD_UNTIL = "hold_until"
PROMISED = "promised"
TASK = "task"  # on the board: why it is gone ("deleted", "moved", "missing"), "back" (a new one), "found"
ESCALATED = "escalated"
ESCALATED_BOARD = "escalated_board"
ESCALATED_WORD = "escalated_word"
ESCALATED_REOPENED = "escalated_reopened"
ESCALATED_BREACH = "escalated_breach"
DEESCALATED = "deescalated"
EVENT = "event"
ROOT_CAUSE = "root_cause"
BARRED = "barred"
MERGED = "merged"  # into which number; empty: taken out of it
JOINED = "joined"  # with whom it is answered together; empty: by itself again
SPLIT = "split"  # a message went to a ticket of its own
WORDING = "wording"  # in no row: an earlier version of an entry, as staff read it among these
WITHDRAWN = "\0"  # in no row: instead of words that were taken back, as no text that is stored holds it
LOST = "lost:"  # before a field's name: a change that a later one of the same field overruled

OF_WORDS = (FILED, SUBJECT, LOST + SUBJECT, HOLD_REASON, PROMISE_WHY, ESCALATED)
"""Fields whose values are people's words. Empty there: these were taken back."""

_EVENTS = {
    FILED: event_kinds.CREATED,
    MERGED: event_kinds.MERGED,
    RATING: event_kinds.RATED,
    **dict.fromkeys(
        (ESCALATED, ESCALATED_BOARD, ESCALATED_WORD, ESCALATED_REOPENED, ESCALATED_BREACH), event_kinds.ESCALATED
    ),
    **dict.fromkeys(event_kinds.FIELDS, event_kinds.CHANGED),
}
"""Which event a change of this field is; of the other fields systems are told nothing. Words that come, change and go,
and a ticket that is late, are no rows here: `db/sql/feed.sql` tells of them."""


def events_of(field: str, new: str | None) -> list[str] | None:
    """The kinds of events that a change to this value is; None: it is none."""
    if field == MERGED and new is None:
        return [event_kinds.UNMERGED]
    if field == STATUS and new in (Status.CLOSED, Status.CANCELLED):
        return [event_kinds.CHANGED, event_kinds.CLOSED]
    return [_EVENTS[field]] if field in _EVENTS else None


def words_of(row: History) -> tuple[str | None, str | None]:
    """What stood there before, and since: `WITHDRAWN` instead of words that were taken back."""
    if row.field not in OF_WORDS:
        return row.old, row.new
    return WITHDRAWN if row.old == "" else row.old, WITHDRAWN if row.new == "" else row.new


def record(
    session: AsyncSession,
    ticket_id: int,
    field: str,
    old: str | None,
    new: str | None,
    *,
    at: datetime,
    origin: Origin,
    actor_id: int | None,
    actor_name: str | None,
    old_id: int | None = None,
    new_id: int | None = None,
) -> None:
    """Add a row; statuses and priorities as stored, people and categories by the names they then had and by ids."""
    session.add(
        History(
            ticket_id=ticket_id,
            at=at,
            actor_id=actor_id,
            actor_name=actor_name,
            origin=origin,
            field=field,
            old=old,
            new=new,
            old_id=old_id,
            new_id=new_id,
            events=events_of(field, new),
        )
    )


def by_itself(
    session: AsyncSession,
    ticket: Ticket,
    field: str,
    old: str | None,
    new: str | None,
    *,
    at: datetime,
    new_id: int | None = None,
) -> None:
    """Add a row of what the desk did without anybody's word."""
    record(
        session, ticket.id, field, old, new, at=at, origin=Origin.CLOCK, actor_id=None, actor_name=None, new_id=new_id
    )
    ticket.updated_at = at
