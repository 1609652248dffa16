"""The organization and outlet that a ticket is for, as one viewer may see them. Changes nothing, words nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Contact, Membership, Organization, Outlet, Profile, Ticket, any_of
from desk.policy import Access


@dataclass(frozen=True, slots=True)
class TicketOutlet:
    """The outlet of a ticket. `equipment`: for staff only."""

    id: int
    name: str
    address: str
    equipment: tuple[str, ...]
    is_removed: bool
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class TicketOrganization:
    """The organization of a ticket. `is_removed`: it was removed from the directory later.

    Only for staff: `position` and `phone` of the requester there, as its contact or by their own word, and
    `is_confirmed`: False while nobody has confirmed that they belong there."""

    id: int
    name: str
    is_removed: bool
    outlet: TicketOutlet | None = None
    external_id: str | None = None
    position: str = ""
    phone: str | None = None
    is_confirmed: bool = True

    @property
    def name_args(self) -> dict[str, str | int]:
        """The arguments of the text `organization-name`: what was removed later is marked."""
        outlet = self.outlet
        removed = outlet.is_removed if outlet is not None else self.is_removed
        return {"name": self.name, "outlet": outlet.name if outlet is not None else "none", "removed": int(removed)}


async def load_organization(session: AsyncSession, ticket: Ticket, who: Access) -> TicketOrganization | None:
    """Load a ticket's organization for a viewer in one statement; None for a personal one, at no cost."""
    found = (await load_organizations(session, [ticket])).get(ticket.id)
    if found is None or who.staff:
        return found
    outlet = replace(found.outlet, equipment=()) if found.outlet is not None else None
    return TicketOrganization(found.id, found.name, found.is_removed, outlet, found.external_id)


async def load_organizations(session: AsyncSession, tickets: Sequence[Ticket]) -> dict[int, TicketOrganization]:
    """Load the organizations of tickets by ticket id, as staff see them; personal tickets have none."""
    ids = [ticket.id for ticket in tickets if ticket.organization_id is not None]
    if not ids:
        return {}
    belongs = and_(
        Membership.organization_id == Organization.id,
        Membership.person_id == Ticket.requester_id,
        Membership.ended_at.is_(None),
    )
    position = func.coalesce(func.nullif(Contact.position, ""), Profile.position, "")
    phone = func.coalesce(Contact.phone, Profile.phone)
    unconfirmed = and_(Membership.id.is_not(None), Membership.confirmed_at.is_(None))
    rows = await session.execute(
        select(Ticket.id, Organization, Outlet, position, phone, unconfirmed)
        .select_from(Ticket)
        .join(Organization, Organization.id == Ticket.organization_id)
        .outerjoin(Outlet, Outlet.id == Ticket.outlet_id)
        .outerjoin(Membership, belongs)
        .outerjoin(Contact, and_(Contact.id == Membership.contact_id, Contact.removed_at.is_(None)))
        .outerjoin(Profile, Profile.person_id == Ticket.requester_id)
        .where(any_of(Ticket.id, ids))
    )
    return {
        ticket_id: TicketOrganization(
            of.id,
            of.name,
            of.removed_at is not None,
            _make_outlet(outlet),
            of.external_id,
            held,
            called,
            is_confirmed=not unsure,
        )
        for ticket_id, of, outlet, held, called, unsure in rows
    }


def _make_outlet(row: Outlet | None) -> TicketOutlet | None:
    if row is None:
        return None
    return TicketOutlet(
        row.id, row.name, row.address, tuple(row.equipment), row.removed_at is not None, row.external_id
    )
