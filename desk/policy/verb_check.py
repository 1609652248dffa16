"""Check whether the actor may use a verb on a ticket now, through the channel they came by. Changes nothing."""

from dataclasses import replace

from db.models import ClientRole, Origin, Ticket
from desk.context import Context
from desk.errors import NoSuchTicket, NotAllowed
from desk.policy import permissions, visibility
from desk.policy.permissions import ALL, Access, Capacity, get_grants
from desk.policy.transitions import Verb


async def get_access(ctx: Context, ticket: Ticket) -> Access:
    """Return what the actor is to the ticket. On the board everybody who can write there and was not dismissed acts as
    an agent, also in tickets they filed, members of the team and their unlinked accounts as far as the member's grants
    go; the desk itself sees what staff see."""
    me = ctx.actor
    if me is None:
        return Access(staff=True)
    if ctx.origin is Origin.TODOIST and me.dismissed_at is None:
        member = await permissions.get_member(ctx.session, me)
        grants = get_grants(member) if permissions.is_staff(member) or member is not me else ALL
        return Access(requester=ticket.requester_id == me.id, staff=True, grants=grants)
    who = await permissions.get_access(ctx.session, ticket, me)
    return replace(who, joins=not who.requester) if _is_there(ctx, ticket) else who


def _is_there(ctx: Context, ticket: Ticket) -> bool:
    """Return True if the actor writes in the group that the ticket is from, or from an address that takes part."""
    written_in = ctx.place.written_in
    return ctx.who.part_in == ticket.id or (written_in is not None and written_in == ticket.intake_group_id)


async def get_client_role(ctx: Context, ticket: Ticket) -> ClientRole | None:
    """Return as what the actor leads the ticket's organization: USER for somebody else who takes part in it, None for
    its requester, staff and everybody else. A ticket without either costs no query."""
    if ticket.organization_id is None and not _is_there(ctx, ticket):
        return None
    who = await get_access(ctx, ticket)
    return who.client or (ClientRole.USER if who.joins else None)


async def can_use_verb(ctx: Context, ticket: Ticket, verb: Verb) -> bool:
    """Return True if the actor may see the ticket and use the verb on it, whatever its status."""
    who = await get_access(ctx, ticket)
    return visibility.can_see_ticket(ticket, who) and permissions.may_use(verb, who)


async def require_verb(ctx: Context, ticket: Ticket, verb: Verb) -> None:
    """Raise NoSuchTicket if the actor may not see the ticket, NotAllowed if they may not use the verb."""
    who = await get_access(ctx, ticket)
    if not visibility.can_see_ticket(ticket, who) and not (who.joins and ticket.filed_at is not None):
        raise NoSuchTicket(ticket.number)
    if ctx.actor is None and permissions.is_allowed(verb, (Capacity.DESK,)):
        return
    if ctx.actor is not None and permissions.may_use(verb, who):
        return
    if who.requester and ctx.actor is not None and permissions.is_staff(ctx.actor):
        raise NotAllowed("own-ticket", number=ticket.number)
    if ctx.actor is not None and permissions.may_use(verb, replace(who, grants=ALL)):
        raise NotAllowed("not-granted")
    if who.staff:
        raise NotAllowed("requesters-only", number=ticket.number)
    raise NotAllowed
