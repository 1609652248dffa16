"""Recent activity on tickets: the newest changes and messages, one for each moment. For staff; changes nothing, words
nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, func, literal_column, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Entry, EntryKind, History, Origin, Person, Ticket
from desk import history
from desk.policy import visibility
from desk.policy.permissions import Grant, has_grant

SAID = "said"
"""The field of a message; `new` has its kind."""
_NEWEST_ROWS: ColumnElement[int] = literal_column("200", Integer)
"""Rows read of each table: the newest are at the end of its key, and older ones would cost more. A literal, so that
a cached plan knows the number."""
_RECENT = timedelta(days=1)
_ESCALATIONS = (
    history.ESCALATED,
    history.ESCALATED_BOARD,
    history.ESCALATED_WORD,
    history.ESCALATED_REOPENED,
    history.ESCALATED_BREACH,
    history.ESCALATED_RULE,
)
_GRAVEST = (
    history.FILED, *_ESCALATIONS, history.RATING, SAID, history.ASSIGNEE, history.STATUS, history.PROMISED,
    history.PRIORITY,
)  # fmt: skip
"""Fields in order of importance: of several changes at one moment only the first is shown, and other fields never
are."""
_KINDS = (EntryKind.COMMENT, EntryKind.REPLY, EntryKind.NOTE)


@dataclass(frozen=True, slots=True)
class Activity:
    """A change or message. `field` of the ticket's history with its old and new value (never people's words), or
    SAID with the kind of the message; `who`: None if only the origin is known."""

    at: datetime
    number: int
    field: str
    old: str | None
    new: str | None
    who: str | None
    origin: Origin

    @property
    def is_escalation(self) -> bool:
        """Return True if a person or the clock escalated the ticket."""
        return self.field in _ESCALATIONS


async def list_activity(session: AsyncSession, viewer: Person, most: int, now: datetime) -> tuple[Activity, ...]:
    """Return the newest activity of the last day, at most `most`: on all tickets for admins, on their own and untaken
    ones for agents. A history that was imported is not news."""
    mine = true() if has_grant(viewer, Grant.TEAM) else or_(Ticket.assignee_id == viewer.id, Ticket.is_untaken)
    seen = and_(visibility.is_seen_by_staff(viewer), mine)
    found = [*await _load_changes(session, seen, most), *await _load_messages(session, seen, _list_kinds(viewer), most)]
    found = [one for one in found if one.at > now - _RECENT]
    return tuple(sorted(_choose_gravest(found), key=lambda one: one.at, reverse=True)[:most])


async def _load_changes(session: AsyncSession, seen: ColumnElement[bool], most: int) -> list[Activity]:
    newest = select(History.__table__).order_by(History.id.desc()).limit(_NEWEST_ROWS).subquery()
    row = newest.c
    query = (
        select(row.at, Ticket.number, row.field, row.old, row.new, row.actor_name, row.origin)
        .join(Ticket, Ticket.id == row.ticket_id)
        .where(row.field.in_(_GRAVEST), seen)
    )
    told = [Activity(*row) for row in await session.execute(_limit_moments(query, row.at, most))]
    return [one if one.field != history.FILED else replace(one, old=None, new=None) for one in told]


def _limit_moments(query: Select[Any], at: ColumnElement[datetime], most: int) -> Select[Any]:
    """Keep only rows of the latest `most` moments of tickets."""
    moment = func.dense_rank().over(order_by=(at.desc(), Ticket.number)).label("moment")
    of = query.add_columns(moment).subquery().c
    return select(*(column for column in of if column is not of.moment)).where(of.moment <= most)


def _list_kinds(viewer: Person) -> list[EntryKind]:
    return [kind for kind in _KINDS if visibility.can_read_kind(viewer, kind)]


async def _load_messages(
    session: AsyncSession, seen: ColumnElement[bool], kinds: Sequence[EntryKind], most: int
) -> list[Activity]:
    """Load messages after filing that were not withdrawn."""
    columns = (Entry.ticket_id, Entry.created_at, Entry.kind, Entry.author_name, Entry.origin, Entry.withdrawn_at)
    row = select(*columns).order_by(Entry.id.desc()).limit(_NEWEST_ROWS).subquery().c
    query = (
        select(row.created_at, Ticket.number, row.kind, row.author_name, row.origin)
        .join(Ticket, Ticket.id == row.ticket_id)
        .where(row.kind.in_(kinds), row.withdrawn_at.is_(None), row.created_at > Ticket.filed_at, seen)
    )
    rows = await session.execute(_limit_moments(query, row.created_at, most))
    return [Activity(at, number, SAID, None, kind.value, who, origin) for at, number, kind, who, origin in rows]


def _choose_gravest(found: Iterable[Activity]) -> list[Activity]:
    """Choose the gravest of what happened to a ticket at one moment."""
    chosen: dict[tuple[int, datetime], Activity] = {}
    for one in found:
        key = (one.number, one.at)
        before = chosen.get(key)
        if before is None or _GRAVEST.index(one.field) < _GRAVEST.index(before.field):
            chosen[key] = one
    return list(chosen.values())
