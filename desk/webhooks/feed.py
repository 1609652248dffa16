"""The feed of what happened to tickets, in one order for all who read it. Writes none of it: triggers do.

An event gets its position only when it is committed: whoever reads, or sends, first puts what is new in order, one
after the other. So no reader that has come to a position can miss an event whose transaction ended later, and what
happened to one ticket keeps its order, as each of its changes was made under its lock.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, ColumnElement, and_, false, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import ExternalPerson, FeedEvent, History, System, Ticket, any_of
from desk import event_kinds
from desk.integrations import scopes
from desk.integrations.people import visible
from desk.integrations.scopes import Scope

NEW = select(FeedEvent.id).where(FeedEvent.position.is_(None)).exists()
"""Whether something has no position yet."""
_NEWEST = select(select(NEW).scalar_subquery(), select(func.max(FeedEvent.position)).scalar_subquery())
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('pulldesk feed'))")
_IN_ORDER = text("""
update events_feed f set position = n.position from (
  select id, nextval('feed_positions') as position from (
    select id from events_feed where position is null order by id limit 2000) waiting) n
where f.id = n.id
""")
_OF_SYSTEM = text("select set_config('pulldesk.system', :system, true)")


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Events in their order; `next`: after which position to go on; `more`: whether there is more by now."""

    events: tuple[FeedEvent, ...]
    next: int
    more: bool


async def doing_of(session: AsyncSession, system_id: int) -> None:
    """What happens until the transaction ends is this system's doing: it does not get it back."""
    await session.execute(_OF_SYSTEM, {"system": str(system_id)})


async def newest(session: AsyncSession) -> int:
    """The newest position, once what is committed has its own; holds the feed's lock until the transaction ends, where
    something had none."""
    is_new, position = (await session.execute(_NEWEST)).one()
    if is_new:
        await session.execute(_ONE_AT_A_TIME)
        await session.execute(_IN_ORDER)
        position = await session.scalar(select(func.max(FeedEvent.position)))
    return position or 0


async def page(session: AsyncSession, system: System, after: int, limit: int, only: Sequence[str] = ()) -> FeedPage:
    """What the system may see after that position, at most `limit` of it; `only`: of these kinds."""
    upto = await newest(session)
    wanted = [seen_by(system), FeedEvent.position > after, FeedEvent.position <= upto]
    if only:
        wanted.append(any_of(FeedEvent.kind, only))
    found = select(FeedEvent).where(*wanted).order_by(FeedEvent.position).limit(limit + 1)
    events = tuple(await session.scalars(found))
    more = len(events) > limit
    events = events[:limit]
    return FeedPage(events, events[-1].position or 0 if more else max(upto, after), more)


def seen_by(system: System) -> ColumnElement[bool]:
    """Which events a system gets: of tickets it may read, not its own doings; notes and what is internal by scope."""
    may = scopes.known(system.scopes)
    wanted: list[ColumnElement[bool]] = [FeedEvent.system_id.is_distinct_from(system.id)]
    if not {Scope.NOTES, Scope.ALL_READ} <= may:
        wanted.append(~any_of(FeedEvent.kind, event_kinds.OF_NOTES))
    if Scope.ALL_READ not in may:
        wanted += [_of_its_people(system) if Scope.TICKETS in may else false(), ~_is_internal()]
    return and_(*wanted)


def _of_its_people(system: System) -> ColumnElement[bool]:
    theirs = select(Ticket.id).where(Ticket.id == FeedEvent.ticket_id)
    return (
        theirs.join(ExternalPerson, ExternalPerson.person_id == Ticket.requester_id).where(visible(system.id)).exists()
    )


def _is_internal() -> ColumnElement[bool]:
    changed = FeedEvent.refs["history"].astext.cast(BigInteger)
    inside = select(History.id).where(History.id == changed, any_of(History.field, event_kinds.INTERNAL)).exists()
    return or_(FeedEvent.kind == event_kinds.ESCALATED, and_(FeedEvent.kind == event_kinds.CHANGED, inside))
