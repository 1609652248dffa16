"""News for staff: a ticket's broadcast, lines for admins, the staff group. Knows no holder and no requester's words."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.enums import Lane, Role, Status
from db.models import Person, Ticket
from desk.context import Context
from desk.locked import Locked
from desk.notifications import notifier, staff_group
from desk.outbox import letters
from desk.outbox.letters import Args, Button, Say, Show, View
from desk.policy import deadlines, permissions


def _nobodys(ticket: Ticket) -> Show:
    """A card for the admins, which says why it has come to them."""
    args: Args = {"number": ticket.number}
    return Show(View.CARD, slot=f"card:{ticket.number}", fresh=True, note="nobody-on-duty", note_args=args)


async def broadcast(ctx: Context, ticket: Locked) -> None:
    """A fresh card for every agent who is there; nobody there: for the admins, who are told so. Where many come at
    once, one message for all. The staff group hears of it the first time, after everybody."""
    is_new = ticket.broadcast_at is None
    deadlines.start_broadcast_timers(ticket, now=ctx.now, rules=ctx.rules)
    await _to_staff(ctx, ticket, again=not is_new)
    if is_new:
        await announce(ctx, ticket)


async def _to_staff(ctx: Context, ticket: Locked, *, again: bool) -> None:
    staff = await reachable(ctx)
    owner = {ticket.requester_id} if len(await _all_staff(ctx)) > 1 else set()
    there = [p for p in staff if not p.away and p.id not in owner]
    busy = await _busy(ctx) if there else set()
    if await lately(ctx.session, ctx.now) > MOST:
        for person in there or [p for p in staff if p.role is Role.ADMIN]:
            merged = announcement(ctx.now, silent=person.quiet or person.id in busy)
            notifier.post(ctx, person, merged, lane=Lane.BROADCASTS)
        return
    for person in there:
        if again:
            notifier.give_way(ctx, person, ticket)
        silent = person.quiet or person.id in busy or notifier.is_actor(ctx, person)
        card = Show(View.CARD, slot=f"card:{ticket.number}", fresh=True, silent=silent)
        notifier.post(ctx, person, card, ticket, lane=Lane.BROADCASTS)
    if not there:
        for person in staff:
            if person.role is Role.ADMIN:
                notifier.give_way(ctx, person, ticket)
                notifier.post(ctx, person, _nobodys(ticket), ticket, lane=Lane.BROADCASTS)


async def announce(ctx: Context, ticket: Locked, *, ended: bool = False) -> None:
    """Tell the staff group of a new or finished ticket."""
    await staff_group.announce(ctx.session, ticket, ended=ended, now=ctx.now, rules=ctx.rules)


async def reachable(ctx: Context) -> list[Person]:
    """Staff who have started the bot and not blocked it, oldest first."""
    return [p for p in await _all_staff(ctx) if p.telegram_id and p.started_at and p.blocked_at is None]


async def _all_staff(ctx: Context) -> list[Person]:
    query = select(Person).where(Person.role.in_(permissions.STAFF), Person.dismissed_at.is_(None)).order_by(Person.id)
    return list(await ctx.session.scalars(query))


async def _busy(ctx: Context) -> set[int]:
    """Who holds something that waits for them."""
    ended = (Status.PENDING, Status.ON_HOLD, Status.CLOSED, Status.CANCELLED)
    query = select(Ticket.assignee_id).where(
        Ticket.assignee_id.is_not(None), Ticket.needs_answer, Ticket.status.not_in(ended)
    )
    return {person_id for person_id in await ctx.session.scalars(query.distinct()) if person_id is not None}


async def to_admins(
    ctx: Context,
    key: str,
    args: Args,
    *,
    but: Iterable[int] = (),
    keyed: tuple[str, ...] = (),
    buttons: tuple[tuple[Button, ...], ...] = (),
    slot: str | None = None,
    only_edit: bool = False,
) -> None:
    """A line for every admin who can be reached, away or not."""
    left_out = set(but)
    line = Say(key, args, buttons, slot=slot, only_edit=only_edit, keyed=keyed, staff_only=True)
    for person in await reachable(ctx):
        if person.role is Role.ADMIN and person.id not in left_out:
            notifier.post(ctx, person, line)


async def admin_ids(session: AsyncSession) -> list[int]:
    """Every admin who has started the bot."""
    admins = select(Person.id).where(
        Person.role == Role.ADMIN, Person.dismissed_at.is_(None), Person.started_at.is_not(None)
    )
    return list(await session.scalars(admins.order_by(Person.id)))


async def tell_admins(session: AsyncSession, key: str, *, now: datetime, **args: str | int) -> int:
    """A line for every admin who has started the bot; returns how many."""
    ids = await admin_ids(session)
    for person_id in ids:
        letters.post(session, person_id, Say(key, args=dict(args), staff_only=True), now=now)
    return len(ids)


WINDOW, MOST = timedelta(minutes=10), 30


async def lately(session: AsyncSession, now: datetime) -> int:
    """How many tickets were filed within the window."""
    filed = select(func.count()).select_from(Ticket).where(Ticket.filed_at > now - WINDOW, Ticket.filed_at <= now)
    return (await session.execute(filed)).scalar_one()


def announcement(now: datetime, *, silent: bool) -> Show:
    """One message each ten minutes, brought up to date by editing."""
    return Show(View.SURGE, slot=f"surge:{int(now.timestamp() // WINDOW.total_seconds())}", silent=silent)
