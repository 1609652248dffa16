"""The organization and outlet that a ticket is for, as one viewer may see them. Changes nothing, words nothing."""

from dataclasses import dataclass, replace

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Contact, Membership, Organization, Outlet, Profile, Ticket
from desk.policy import Access


@dataclass(frozen=True, slots=True)
class TicketOutlet:
    """The outlet of a ticket. `equipment`: for staff only."""

    id: int
    name: str
    address: str
    equipment: tuple[str, ...]
    is_removed: bool


@dataclass(frozen=True, slots=True)
class TicketOrganization:
    """The organization of a ticket. `is_removed`: it was removed from the directory later.

    Only for staff: `position` and `phone` of the requester there, as its contact or by their own word, and
    `is_confirmed`: False while nobody has confirmed that they belong there."""

    id: int
    name: str
    is_removed: bool
    outlet: TicketOutlet | None = None
    position: str = ""
    phone: str | None = None
    is_confirmed: bool = True


async def load_organization(session: AsyncSession, ticket: Ticket, who: Access) -> TicketOrganization | None:
    """Load a ticket's organization in one statement; None for a personal one, at no cost."""
    if ticket.organization_id is None:
        return None
    belongs = and_(
        Membership.organization_id == Organization.id,
        Membership.person_id == ticket.requester_id,
        Membership.ended_at.is_(None),
    )
    position = func.coalesce(func.nullif(Contact.position, ""), Profile.position, "")
    row = (
        await session.execute(
            select(Organization, Outlet, Membership, position, func.coalesce(Contact.phone, Profile.phone))
            .select_from(Organization)
            .outerjoin(Outlet, Outlet.id == ticket.outlet_id)
            .outerjoin(Membership, belongs)
            .outerjoin(Contact, and_(Contact.id == Membership.contact_id, Contact.removed_at.is_(None)))
            .outerjoin(Profile, Profile.person_id == ticket.requester_id)
            .where(Organization.id == ticket.organization_id)
        )
    ).one()
    organization, outlet, membership, position_there, phone = row
    found = TicketOrganization(
        organization.id, organization.name, organization.removed_at is not None, _make_outlet(outlet, who)
    )
    if not who.staff:
        return found
    confirmed = membership is None or membership.confirmed_at is not None
    return replace(found, position=position_there, phone=phone, is_confirmed=confirmed)


def _make_outlet(row: Outlet | None, who: Access) -> TicketOutlet | None:
    if row is None:
        return None
    equipment = tuple(row.equipment) if who.staff else ()
    return TicketOutlet(row.id, row.name, row.address, equipment, row.removed_at is not None)
