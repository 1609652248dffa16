"""The feed of API events in one order for all readers. Triggers write it.

An event gets its position after its commit: each reader or sender first numbers new events, one at a time. So no reader
at a position can miss an event whose transaction ended later, and events of one ticket keep their order, as each change
is made under its lock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import TIMESTAMP, BigInteger, ColumnElement, and_, bindparam, false, func, or_, select, text, true
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import ExternalPerson, FeedEvent, History, Integration, Ticket, any_of
from desk import api_event_kinds
from desk.integrations import scopes
from desk.integrations.scopes import Scope
from desk.integrations.user_rows import is_ticket_visible

_HAPPENED = func.coalesce(FeedEvent.refs["until"].astext.cast(TIMESTAMP(timezone=True)) <= bindparam("now"), true())
NEW = select(FeedEvent.id).where(FeedEvent.position.is_(None), _HAPPENED).exists()
"""True if an event has no position yet. That of an answer which may still be taken back by `now` gets none before."""
_NEWEST = select(select(NEW).scalar_subquery(), select(func.max(FeedEvent.position)).scalar_subquery())
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('pulldesk feed'))")
_IN_ORDER = text("""
with numbered as materialized (
  select id, nextval('feed_positions') as position from (
    select id from events_feed where position is null and coalesce((refs ->> 'until')::timestamptz <= :now, true)
    order by id limit 2000) waiting)
update events_feed f set position = n.position from numbered n where f.id = n.id
""")
"""Numbered once and in their order: a plan may read a mere subquery again for each row."""
_OF_SYSTEM = text("select set_config('pulldesk.system', :system, true)")


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Events in order; `next`: the position to continue from; `more`: True if there are more already."""

    events: tuple[FeedEvent, ...]
    next: int
    more: bool


async def mark_own_doing(session: AsyncSession, system_id: int) -> None:
    """Mark what happens until the transaction ends as this integration's own: it does not get these events."""
    await session.execute(_OF_SYSTEM, {"system": str(system_id)})


async def number_new_events(session: AsyncSession, now: datetime) -> int:
    """Return the newest position after numbering what is committed and has happened by `now`; holds the feed's lock
    until the transaction ends if something had no number."""
    is_new, position = (await session.execute(_NEWEST, {"now": now})).one()
    if is_new:
        await session.execute(_ONE_AT_A_TIME)
        await session.execute(_IN_ORDER, {"now": now})
        position = await session.scalar(select(func.max(FeedEvent.position)))
    return position or 0


async def read_page(
    session: AsyncSession,
    system: Integration,
    after: int,
    limit: int,
    only: Sequence[str] = (),
    *,
    now: datetime,
    also: Integration | None = None,
) -> FeedPage:
    """Return at most `limit` events after a position that the integration may see, or another one (`also`), optionally
    `only` of these kinds."""
    upto = await number_new_events(session, now)
    readers = [system] if also is None else [system, also]
    wanted = [or_(*map(is_event_visible, readers)), FeedEvent.position > after, FeedEvent.position <= upto]
    if only:
        wanted.append(any_of(FeedEvent.kind, only))
    found = select(FeedEvent).where(*wanted).order_by(FeedEvent.position).limit(limit + 1)
    events = tuple(await session.scalars(found))
    more = len(events) > limit
    events = events[:limit]
    return FeedPage(events, events[-1].position or 0 if more else max(upto, after), more)


def is_event_visible(system: Integration) -> ColumnElement[bool]:
    """Match the events that an integration gets: of tickets it may read, except its own; notes and internal changes by
    scope."""
    may = scopes.parse_scopes(system.scopes)
    wanted: list[ColumnElement[bool]] = [FeedEvent.system_id.is_distinct_from(system.id)]
    if not {Scope.NOTES, Scope.ALL_READ} <= may:
        wanted.append(~any_of(FeedEvent.kind, api_event_kinds.OF_NOTES))
    if Scope.ALL_READ not in may:
        wanted += [_of_its_people(system) if Scope.TICKETS in may else false(), ~_is_internal()]
    return and_(*wanted)


def _of_its_people(system: Integration) -> ColumnElement[bool]:
    theirs = select(Ticket.id).where(Ticket.id == FeedEvent.ticket_id)
    return (
        theirs.join(ExternalPerson, ExternalPerson.person_id == Ticket.requester_id)
        .where(is_ticket_visible(system.id))
        .exists()
    )


def _is_internal() -> ColumnElement[bool]:
    changed = FeedEvent.refs["history"].astext.cast(BigInteger)
    inside = select(History.id).where(History.id == changed, any_of(History.field, api_event_kinds.INTERNAL)).exists()
    of_staff = any_of(FeedEvent.kind, (api_event_kinds.ESCALATED, api_event_kinds.RULE))
    return or_(of_staff, and_(FeedEvent.kind == api_event_kinds.CHANGED, inside))
