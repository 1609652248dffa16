"""Notify members of an organization of its requests: new ones, and what became of them. Never the requester, the actor
or staff; never of a personal request.

What a member may read is decided when the notice is delivered, so a member who has left by then reads nothing.
"""

from datetime import datetime

from sqlalchemy import or_, select

from db.models import Lane, Membership, Person, Status, Ticket
from desk.context import Context
from desk.locked import Locked
from desk.notifications import notifier, requester_digest
from desk.outbox import Say, Show
from desk.policy import FINISHED, is_staff
from desk.policy.member_notices import NEW_LINE, STATUS_LINE, MemberNotice, get_told_change, has_notice
from desk.policy.permissions import LEADING, is_member
from desk.sla import night_calls


async def tell_new(ctx: Context, ticket: Locked) -> None:
    """Notify members of a request that was filed for their organization, now or by a correction."""
    if ticket.status not in FINISHED:
        await _tell(ctx, ticket, MemberNotice.NEW, Say(NEW_LINE), "new")


async def tell_status(ctx: Context, ticket: Locked, old: Status, *, told_later: bool = False) -> None:
    """Notify members of a request's new status; after the undo time if the requester is told then too."""
    told = get_told_change(old, ticket.status)
    if told is not None:
        due_at = ctx.now + ctx.rules.team.undo if told_later else None
        line = Say(STATUS_LINE, {"status": told.value})
        await _tell(ctx, ticket, MemberNotice.STATUS, line, told.value, due_at=due_at)


async def _tell(
    ctx: Context, ticket: Locked, kind: MemberNotice, line: Say, told: str, *, due_at: datetime | None = None
) -> None:
    if ticket.organization_id is None or ticket.filed_at is None or not ctx.rules.organizations.enabled:
        return
    silent = night_calls.is_night(ctx.rules, due_at or ctx.now)
    for membership, person in await _list_receivers(ctx, ticket):
        if not has_notice(membership, kind):
            continue
        if has_notice(membership, MemberNotice.DAILY):
            await requester_digest.add_line(ctx, person, ticket, line)
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
