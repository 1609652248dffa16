"""The history of tickets: each change as a row with who, when, from where, old, new, and its API events. Knows no
verb.

The audit log: who changed the desk itself, when, from where, old, new. Append-only; knows no verb and no wording. A row
is written in the same unit of work as the change, so that neither exists without the other.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption import PeoplesWords
from db.models import AuditRecord, History, Origin, Status, Ticket, any_of
from db.models.tickets import WORD_FIELDS
from desk import api_event_kinds
from desk.context import Context
from desk.place import get_integration_id

CALLED = "ticket-called"
_OF_RIGHTS = ("role", "grant-given", "grant-taken", "web-signed-out", "factor-reset")


def record_action(
    context: Context,
    action: str,
    object_: str,
    old: str | None = None,
    new: str | None = None,
    *,
    address: str | None = None,
) -> None:
    """Add a row. `action`: the text `audit-<action>` describes it; `object_`: its object as kind and key
    ("person:12", "category:3", "setting:remind_minutes", "ticket:42"). Values as stored: ids and names of the desk's
    own things, never a secret, a code or people's words. `address`: where a request over HTTP came from."""
    context.session.add(
        AuditRecord(
            at=context.now,
            actor_id=context.actor_id,
            origin=context.origin,
            action=action,
            object=object_,
            old=old,
            new=new,
            address=address,
            system_id=get_integration_id(context.place),
        )
    )


async def find_newest_id(
    session: AsyncSession, object_: str | None = None, actions: Collection[str] | None = None
) -> int:
    """Return the id of the newest row about an object (None: any) by one of these actions or any, 0 without one. A
    person who was shown it can tell by it whether it was changed since."""
    rows = select(func.max(AuditRecord.id))
    if object_ is not None:
        rows = rows.where(AuditRecord.object == object_)
    if actions is not None:
        rows = rows.where(any_of(AuditRecord.action, actions))
    return await session.scalar(rows) or 0


def select_last_actor(object_: ColumnElement[str], actions: Collection[str]) -> ScalarSelect[int | None]:
    """Select who was the last to do one of these actions to the object."""
    done = select(AuditRecord.actor_id).where(AuditRecord.object == object_, any_of(AuditRecord.action, actions))
    return done.order_by(AuditRecord.id.desc()).limit(1).scalar_subquery()


async def find_last_time(context: Context, object_: str, action: str) -> datetime | None:
    """Return when the action was last done to the object; None: never."""
    same = select(func.max(AuditRecord.at)).where(AuditRecord.object == object_, AuditRecord.action == action)
    at: datetime | None = await context.session.scalar(same)
    return at


async def count_done(context: Context, action: str, within: timedelta) -> int:
    """Return how often the actor has done that within this time until now."""
    done = AuditRecord.actor_id == context.actor_id, AuditRecord.action == action
    lately = AuditRecord.at > context.now - within, AuditRecord.at <= context.now
    return await context.session.scalar(select(func.count()).where(*done, *lately)) or 0


async def list_old_values(
    session: AsyncSession, action: str, objects: Collection[str]
) -> list[tuple[datetime, str, str | None]]:
    """Return when the action was done to these objects, to which one, and its value before, the newest first."""
    done = select(AuditRecord.at, AuditRecord.object, AuditRecord.old).where(
        any_of(AuditRecord.object, objects), AuditRecord.action == action
    )
    rows = await session.execute(done.order_by(AuditRecord.id.desc()))
    return [(row.at, row.object, row.old) for row in rows]


def select_newest_right() -> ScalarSelect[int]:
    """Return the id of the newest row about a role, a grant or an ended session, of the last hundred rows, as part of a
    query."""
    newest = select(AuditRecord.id, AuditRecord.action).order_by(AuditRecord.id.desc()).limit(100).subquery()
    return select(func.max(newest.c.id)).where(newest.c.action.in_(_OF_RIGHTS)).scalar_subquery()


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
OVERDUE = "overdue"  # a target was missed: which ("first", "solve")
REMINDED = "reminded"  # whom the clock has reminded: the first names, and how many more
RULE = "rule"  # a rule acted: the kinds of what it did
APPROVAL = "approval"  # what became of a trainee's answer that waited for approval
EVENT = "event"
ROOT_CAUSE = "root_cause"
ORGANIZATION = "organization"
OUTLET = "outlet"
PRICE = "price"  # the amount in the smallest unit, and its currency
OWN_FIELD = "own_field"  # a declared field by its name, and what it holds
TIME_SPENT = "time_spent"  # the minutes, and whether they are billed
BARRED = "barred"
MERGED = "merged"  # into which number; empty: unmerged
JOINED = "joined"  # the ticket it was linked with; empty: unlinked
STEPS = "steps"  # of runbooks: how many are done of how many, such as "2/5"
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


def mark_words(field: str, value: str | None) -> str | None:
    """Return a value as it is stored: people's words are encrypted where that is on."""
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
            old=mark_words(field, old),
            new=mark_words(field, new),
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
