"""Limits for one person: how many requests they may begin, when many messages are answered by a line. Nothing
accepted is dropped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ScalarSelect, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import History, Origin, OwnTicket, Status, Ticket
from desk import Desk, history
from desk.notifications import to_staff
from desk.outbox import Args, Say, letters, make_press
from desk.policy import FINISHED

AN_HOUR = timedelta(hours=1)
A_MINUTE = timedelta(minutes=1)
_SAY_AGAIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class ReachedLimit:
    """A reached limit: the ticket that the words join, the key of the line that says so, and its number."""

    ticket_id: int
    key: str
    count: int


def is_exempt(desk: Desk) -> bool:
    """Return True if the actor has no limits."""
    return desk.require_actor().id in desk.rules.limits.exempt_people


async def tell_admins(desk: Desk, key: str) -> None:
    """Tell the admins, if that is switched on and once an hour, that the actor reached a limit. `key`: the line the
    actor gets."""
    me = desk.require_actor()
    if not desk.rules.limits.notices or (me.limit_told_at is not None and abs(desk.now - me.limit_told_at) < AN_HOUR):
        return
    me.limit_told_at = desk.now
    buttons = ((make_press("btn-exempt", "exempt", me.telegram_id, "on"),),) if me.telegram_id is not None else ()
    args: Args = {"name": me.name, "why": f"limit-{key}"}
    await to_staff.notify_admins(
        desk, "limit-hit", args, keyed=("why",), buttons=buttons, slot=f"limit:{me.telegram_id or -me.id}"
    )


async def find_reached_limit(desk: Desk) -> ReachedLimit | None:
    """Return the limit (`rules.max_new_per_hour`, `rules.max_open`) that a new request of the actor's would exceed,
    with the newest request, or None.

    A request that was cancelled and reopened counts again, and a cancelled draft counts, because it had a number.
    Tickets added on the board do not count.
    """
    if is_exempt(desk):
        return None
    session, person_id, rules = desk.session, desk.require_actor().id, desk.rules
    mine = and_(Ticket.requester_id == person_id, Ticket.origin != Origin.TODOIST)
    lately = func.count().filter(Ticket.created_at > desk.now - AN_HOUR, Ticket.created_at <= desk.now)
    still_open = func.count().filter(Ticket.status.not_in(FINISHED))
    begun = lately + _count_reopened(person_id, desk.now)
    in_an_hour, at_once = (await session.execute(select(begun, still_open).where(mine))).one()
    if at_once >= rules.limits.max_open:
        key, count = "crowded-open", at_once
    elif in_an_hour >= rules.limits.max_new_per_hour:
        key, count = "crowded-hour", in_an_hour
    else:
        return None
    last = func.coalesce(Ticket.ended_at, Ticket.created_at).desc()
    newest = select(Ticket.id).where(mine).order_by(Ticket.status.in_(FINISHED), last, Ticket.id.desc())
    ticket_id = await session.scalar(newest.limit(1))
    return None if ticket_id is None else ReachedLimit(ticket_id, key, count)


def _count_reopened(person_id: int, now: datetime) -> ScalarSelect[int]:
    """Count how often they reopened within the hour what they had cancelled."""
    opened = aliased(Ticket)
    theirs = (
        select(func.count())
        .select_from(History)
        .join(opened, opened.id == History.ticket_id)
        .where(opened.requester_id == person_id, opened.reopened_at > now - AN_HOUR)
        .where(
            History.actor_id == person_id,
            History.at > now - AN_HOUR,
            History.at <= now,
            History.field == history.STATUS,
        )
        .where(History.old == Status.CANCELLED.value, History.new == Status.REOPENED.value)
    )
    return theirs.scalar_subquery()


async def warn_on_flood(desk: Desk, twentieth: datetime | None) -> None:
    """Send the actor one line after twenty messages within a minute (`twentieth`: when the twentieth last was sent),
    and not again for ten minutes."""
    me = desk.require_actor()
    if is_exempt(desk):
        return
    if me.flood_at is not None and abs(desk.now - me.flood_at) < _SAY_AGAIN:
        return
    if twentieth is not None and abs(desk.now - twentieth) < A_MINUTE:
        me.flood_at = desk.now
        letters.queue_letter(desk.session, me.id, Say("flood"), now=desk.now)
        await tell_admins(desk, "flood")


def find_joinable(untaken: Sequence[int], most: int) -> int | None:
    """Return the newest untaken request if there are `most` of them, so that the next becomes a comment on it."""
    return untaken[0] if len(untaken) >= most else None


async def list_untaken(session: AsyncSession, person_id: int) -> tuple[int, ...]:
    """Return the ids of the person's untaken requests, newest first."""
    waiting = select(Ticket).where(Ticket.requester_id == person_id, Ticket.status == Status.NEW)
    return filter_untaken(await session.scalars(waiting))


def filter_untaken(tickets: Iterable[Ticket | OwnTicket]) -> tuple[int, ...]:
    """Return the ids of untaken ones among tickets already read, newest first."""
    free = [t for t in tickets if t.status is Status.NEW and t.assignee_id is None]
    filed = [(t.filed_at, t.id) for t in free if t.filed_at is not None]
    return tuple(key for _, key in sorted(filed, reverse=True))
