"""The verb that says which organization and outlet a ticket is for. Knows no channel.

The requester chooses among the organizations they belong to, staff among all; a ticket without one is personal. Who
leads an organization sees its tickets by the row alone, so a change gives and takes access at once.
"""

from dataclasses import dataclass

from sqlalchemy import func, select, update

from db.models import Membership, Organization, Outlet, QuestionKind, Ticket, any_of
from desk import Desk, Locked, Outdated, Refused, TicketResult, history
from desk.notifications import to_assignee, to_clients
from desk.payments import prices
from desk.policy import Access, Verb, get_access
from desk.policy.filed_for import choose_filed_for
from desk.tickets import intake_questions


@dataclass(frozen=True, slots=True)
class KnownOutlet:
    """The outlet that a request of an organization is for unless somebody chooses another. `several`: there are others
    to choose from."""

    id: int | None
    several: bool


async def set_organization(
    desk: Desk, number: int, organization_id: int | None, outlet_id: int | None = None, *, asks_outlet: bool = False
) -> TicketResult:
    """Set the organization and outlet of a ticket; None: it is personal. `asks_outlet`: the requester chose among
    several, and the question for the outlet follows. Raises NoSuchTicket, NotAllowed, Outdated while organizations are
    switched off, Refused for an organization or outlet that is gone or not theirs."""
    if not desk.rules.organizations.enabled:
        raise Outdated(number)
    async with desk.change(number, Verb.SET_ORGANIZATION) as ticket:
        now = (ticket.organization_id, ticket.outlet_id)
        if (organization_id, outlet_id) != now:
            await _change(desk, ticket, organization_id, outlet_id)
        ticket.organization_open = ticket.organization_open and asks_outlet
        if intake_questions.is_open(ticket, QuestionKind.ORGANIZATION) and not asks_outlet:
            await intake_questions.withdraw_question(desk, ticket)
        return await desk.make_result(ticket, changed=(organization_id, outlet_id) != now)


async def settle_organization(desk: Desk, ticket: Locked) -> None:
    """File the ticket as its requester did the last time, because they did not say for which organization it is."""
    chosen = await choose_filed_for(desk.session, ticket, asks=False)
    await set_organization(desk, ticket.number, chosen.organization_id, chosen.outlet_id)


async def find_outlet(desk: Desk, organization_id: int, person_id: int) -> KnownOutlet:
    """Return the outlet where the person works, or the only one that the organization has."""
    works_at = select(Membership.outlet_id).where(
        Membership.person_id == person_id,
        Membership.organization_id == organization_id,
        Membership.ended_at.is_(None),
    )
    theirs = select(func.count(), func.min(Outlet.id), works_at.scalar_subquery()).where(
        Outlet.organization_id == organization_id, Outlet.removed_at.is_(None)
    )
    count, first, works = (await desk.session.execute(theirs)).one()
    return KnownOutlet(works or (first if count == 1 else None), count > 1)


async def _change(desk: Desk, ticket: Locked, organization_id: int | None, outlet_id: int | None) -> None:
    who = await get_access(desk, ticket)
    before = await _load_organization(desk, ticket.organization_id), await _load_outlet(desk, ticket.outlet_id)
    organization = await _load_organization(desk, organization_id)
    if organization_id is not None and organization_id != ticket.organization_id:
        await _require_possible(desk, organization, ticket.requester_id, who)
    outlet = await _load_outlet(desk, outlet_id)
    if outlet_id is not None and (outlet is None or outlet.organization_id != organization_id or outlet.removed_at):
        raise Refused("no-such-outlet")
    names = [(_name(one), _name(other)) for one, other in zip(before, (organization, outlet), strict=True)]
    (old, new), (old_outlet, new_outlet) = names
    if organization_id != ticket.organization_id:
        desk.record(
            ticket, history.ORGANIZATION, old, new, old_id=ticket.organization_id, new_id=organization_id
        )  # fmt: skip
    if outlet_id != ticket.outlet_id:
        desk.record(ticket, history.OUTLET, old_outlet, new_outlet, old_id=ticket.outlet_id, new_id=outlet_id)
    is_news = organization_id is not None and organization_id != ticket.organization_id
    ticket.organization_id, ticket.outlet_id = organization_id, outlet_id
    await prices.move_open_price(desk, ticket)
    if ticket.merged_ids:  # their words are shown in this ticket
        merged = update(Ticket).where(any_of(Ticket.id, ticket.merged_ids))
        await desk.session.execute(merged.values(organization_id=organization_id, outlet_id=outlet_id))
    if is_news:
        await to_clients.tell_new(desk, ticket)
    if desk.actor is not None:
        await to_assignee.post_line(
            desk, ticket, "organization-by", organization=new or "none", outlet=new_outlet or "none"
        )


async def _require_possible(desk: Desk, organization: Organization | None, requester_id: int, who: Access) -> None:
    """Raise Refused for an organization that is gone, or, if the requester chooses, one they do not belong to."""
    if who.requester and not who.staff:
        belongs = select(Membership.id).where(
            Membership.person_id == requester_id,
            Membership.organization_id == (organization.id if organization is not None else 0),
            Membership.ended_at.is_(None),
        )
        if await desk.session.scalar(belongs) is None:
            raise Refused("organization-not-yours")
    if organization is None or organization.removed_at is not None:
        raise Refused("no-such-organization")


async def _load_organization(desk: Desk, organization_id: int | None) -> Organization | None:
    return await desk.session.get(Organization, organization_id) if organization_id is not None else None


async def _load_outlet(desk: Desk, outlet_id: int | None) -> Outlet | None:
    return await desk.session.get(Outlet, outlet_id) if outlet_id is not None else None


def _name(row: Organization | Outlet | None) -> str | None:
    return row.name if row is not None else None
