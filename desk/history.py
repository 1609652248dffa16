"""The history of tickets: each change as a row with who, when, from where, old, new, and its API events. Knows no
verb."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import History, Origin, Status, Ticket
from db.models.tickets import WORD_FIELDS
from db.sealed_words import PeoplesWords
from desk import api_event_kinds

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
ESCALATED_RULE = "escalated_rule"
DEESCALATED = "deescalated"
RULE = "rule"  # a rule acted: the kinds of what it did
APPROVAL = "approval"  # what became of a trainee's answer that waited for approval
EVENT = "event"
ROOT_CAUSE = "root_cause"
ORGANIZATION = "organization"
OUTLET = "outlet"
PRICE = "price"  # the amount in the smallest unit, and its currency
BARRED = "barred"
MERGED = "merged"  # into which number; empty: unmerged
JOINED = "joined"  # the ticket it was linked with; empty: unlinked
SPLIT = "split"  # a message went to a ticket of its own
WORDING = "wording"  # in no row: an earlier version of an entry, as staff read it among these
MONEY = "money"  # in no row: a movement of the ledger, as staff read it among these
WITHDRAWN = "\0"  # in no row: in place of withdrawn words; no stored text can contain it
LOST = "lost:"  # before a field's name: a change that a later one of the same field overruled

OF_WORDS = WORD_FIELDS
"""Fields whose values are people's words. Empty in a row: they were withdrawn."""

_EVENTS = {
    FILED: api_event_kinds.CREATED,
    MERGED: api_event_kinds.MERGED,
    RATING: api_event_kinds.RATED,
    **dict.fromkeys(
        (ESCALATED, ESCALATED_BOARD, ESCALATED_WORD, ESCALATED_REOPENED, ESCALATED_BREACH, ESCALATED_RULE),
        api_event_kinds.ESCALATED,
    ),
    **dict.fromkeys(api_event_kinds.FIELDS, api_event_kinds.CHANGED),
}
"""API events by field; other fields have none. New, edited and withdrawn words and overdue tickets are no rows here:
`db/sql/feed.sql` makes their events."""


def list_events(field: str, new: str | None) -> list[str] | None:
    """Return the kinds of API events of a change to this value, or None."""
    if field == MERGED and new is None:
        return [api_event_kinds.UNMERGED]
    if field == STATUS and new in (Status.CLOSED, Status.CANCELLED):
        return [api_event_kinds.CHANGED, api_event_kinds.CLOSED]
    return [_EVENTS[field]] if field in _EVENTS else None


def get_values(row: History) -> tuple[str | None, str | None]:
    """Return the old and new value, `WITHDRAWN` in place of words that were withdrawn."""
    if row.field not in OF_WORDS:
        return row.old, row.new
    return WITHDRAWN if row.old == "" else row.old, WITHDRAWN if row.new == "" else row.new


def _mark(field: str, value: str | None) -> str | None:
    return PeoplesWords(value) if value is not None and field in OF_WORDS else value


def record_change(
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
    """Add a row; statuses and priorities as stored, people and categories by their names at that time and by ids."""
    session.add(
        History(
            ticket_id=ticket_id,
            at=at,
            actor_id=actor_id,
            actor_name=actor_name,
            origin=origin,
            field=field,
            old=_mark(field, old),
            new=_mark(field, new),
            old_id=old_id,
            new_id=new_id,
            events=list_events(field, new),
        )
    )


def record_automatic(
    session: AsyncSession,
    ticket: Ticket,
    field: str,
    old: str | None,
    new: str | None,
    *,
    at: datetime,
    new_id: int | None = None,
) -> None:
    """Add a row for a change the desk made automatically."""
    record_change(
        session, ticket.id, field, old, new, at=at, origin=Origin.CLOCK, actor_id=None, actor_name=None, new_id=new_id
    )
    ticket.updated_at = at
