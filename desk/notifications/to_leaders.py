"""Notifies members of an organization, and who has written in a ticket, of requests: never the requester or actor."""

from datetime import datetime

from sqlalchemy import or_, select

from db.models import (
    Entry,
    Lane,
    Membership,
    Person,
    Status,
    Ticket,
    TicketParticipant,
    any_of,
)
from desk.context import Context
from desk.locked import Locked
from desk.notifications import notifier
from desk.notifications.digest import add_digest_line
from desk.outbox import Say, Show
from desk.policy import is_staff, permissions, visibility
from desk.policy.member_notices import NEW_LINE, STATUS_LINE, MemberNotice, RequestStep, get_told_change, has_notice
from desk.policy.permissions import LEADING, is_member
from desk.policy.who_is_told import Told, Way, can_hear
from desk.sla import night_alerts


async def tell_leaders_of_new(ctx: Context, ticket: Locked) -> None:
    """Notify members of a request that was filed for their organization, now or by a correction."""
    if ticket.is_open:
        await _tell(ctx, ticket, MemberNotice.NEW, Say(NEW_LINE), "new")


async def tell_leaders_of_status(ctx: Context, ticket: Locked, old: Status, *, told_later: bool = False) -> None:
    """Notify members of a request's new status; after the undo time if the requester is told then too."""
    told = get_told_change(old, ticket.status)
    if told is not None:
        due_at = ctx.now + ctx.rules.team.undo if told_later else None
        if ticket.may_have_participants:
            await _tell_shared(ctx, ticket, told, due_at)
        line = Say(STATUS_LINE, {"status": told.value})
        await _tell(ctx, ticket, MemberNotice.STATUS, line, told.value, due_at=due_at)


async def _tell_shared(ctx: Context, ticket: Locked, told: RequestStep, due_at: datetime | None) -> None:
    """Tell those with whom the requester shared the ticket what became of it."""
    for person in await _list_shared(ctx, ticket, Told.STATE):
        slot = f"sharenotice:{ticket.number}"
        shown = Show("share_notice", slot=slot, find=told.value, fresh=True, silent=True)
        notifier.post_letter(ctx, person, shown, lane=Lane.BROADCASTS, due_at=due_at)


async def _list_shared(ctx: Context, ticket: Ticket, what: Told) -> list[Person]:
    """Return those with whom the requester shared the ticket, who hear that and can be reached."""
    shared = (
        select(TicketParticipant, Person)
        .join(Person, Person.id == TicketParticipant.person_id)
        .where(
            any_of(TicketParticipant.ticket_id, ticket.thread_ids),
            TicketParticipant.stopped_at.is_(None),
            Person.id.not_in([one for one in (ticket.requester_id, ctx.actor_id) if one is not None]),
            Person.telegram_id.is_not(None),
            Person.bot_blocked_at.is_(None),
            Person.blocked_at.is_(None),
        )
        .order_by(TicketParticipant.id)
    )
    found = {
        row.Person.id: row.Person
        for row in await ctx.session.execute(shared)
        if not is_staff(row.Person)
        and can_hear(row.TicketParticipant.part, Way.TELEGRAM, what, row.TicketParticipant.hears)
    }
    return list(found.values())


async def _tell(
    ctx: Context, ticket: Locked, kind: MemberNotice, line: Say, told: str, *, due_at: datetime | None = None
) -> None:
    if ticket.organization_id is None or ticket.filed_at is None or not ctx.rules.organizations.enabled:
        return
    if ticket.is_filed_silently:
        return
    silent = night_alerts.is_night(ctx.rules, due_at or ctx.now)
    for membership, person in await _list_receivers(ctx, ticket):
        if not has_notice(membership, kind):
            continue
        if has_notice(membership, MemberNotice.DAILY):
            await add_digest_line(ctx, person, ticket, line)
            continue
        shown = Show("member_notice", slot=f"membernotice:{ticket.number}", find=told, fresh=True, silent=silent)
        of = ticket if membership.role in LEADING else None  # only they can reply to it
        notifier.post_letter(ctx, person, shown, of, lane=Lane.BROADCASTS, due_at=due_at)


async def _list_receivers(ctx: Context, ticket: Ticket) -> list[tuple[Membership, Person]]:
    """Return the members who may have switched something on, and can be reached."""
    theirs = (
        select(Membership, Person)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.organization_id == ticket.organization_id,
            is_member(),
            or_(Membership.role.in_(LEADING), Membership.notices != {}),
            Person.telegram_id.is_not(None),
            Person.bot_blocked_at.is_(None),
            Person.id.not_in([one for one in (ticket.requester_id, ctx.actor_id) if one is not None]),
        )
        .order_by(Membership.id)
    )
    return [(row.Membership, row.Person) for row in await ctx.session.execute(theirs) if not is_staff(row.Person)]


async def list_shared(ctx: Context, ticket: Locked, _entry: Entry) -> list[Person]:
    """Return those with whom the requester shared the ticket and who hear answers."""
    return await _list_shared(ctx, ticket, Told.ANSWER)


async def list_writers(ctx: Context, ticket: Locked, entry: Entry) -> list[Person]:
    """Return who leads the ticket's organization, has written since it was last opened and still may see it."""
    since = ticket.reopened_at or ticket.filed_at or ticket.created_at
    theirs = select(Entry.author_id).where(
        any_of(Entry.ticket_id, ticket.thread_ids),
        Entry.author_role.is_not(None),
        Entry.created_at >= since,
        Entry.author_id.is_distinct_from(entry.author_id),
    )
    wrote = select(Person).where(Person.id.in_(theirs), Person.id != ticket.requester_id).order_by(Person.id)
    return [
        person
        for person in await ctx.session.scalars(wrote)
        if visibility.can_see_ticket(ticket, await permissions.get_access(ctx.session, ticket, person))
    ]
