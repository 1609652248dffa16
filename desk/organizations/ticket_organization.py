"""The organization and outlet that a ticket is for, as one viewer may see them. Changes nothing, words nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Ticket
from desk.policy import Access
from desk.policy.grants import Grant
from desk.text import phone_numbers

_READ = """(select jsonb_build_object('id', o.id, 'name', o.name, 'is_removed', o.removed_at is not null,
    'external_id', o.external_id, 'position', coalesce(nullif(c.position, ''), p.position, ''),
    'phone', coalesce(c.phone, p.phone), 'is_confirmed', {confirmed},
    'outlet', case when u.id is not null then jsonb_build_object('id', u.id, 'name', u.name, 'address', u.address,
      'equipment', u.equipment, 'is_removed', u.removed_at is not null, 'external_id', u.external_id) end)
  from organizations o left join outlets u on u.id = {outlet}
  left join memberships m on m.organization_id = o.id and m.person_id = {requester} and m.ended_at is null
  left join contacts c on c.id = m.contact_id and c.removed_at is null
  left join profiles p on p.person_id = {requester}
  where o.id = {organization})"""
READ_ORGANIZATION = _READ.format(
    organization=":organization", outlet=":outlet", requester=":requester", confirmed="cast(:confirmed as boolean)"
)
"""A column that other statements read together with what they are for; `parse_organization` reads it."""
_READ_OF_TICKETS = _READ.format(
    organization="coalesce(t.organization_id, t.named_organization_id)", outlet="t.outlet_id",
    requester="t.requester_id", confirmed="t.organization_id is not null",
)  # fmt: skip
_OF_TICKETS = text(
    f"select t.id, {_READ_OF_TICKETS} as found from tickets t where t.id = any(:ids)"  # noqa: S608  (constants)
)


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

    `is_confirmed`: False while nobody has confirmed that the requester belongs there. Only for staff: `position` and
    `phone` of the requester there, as its contact or by their own word."""

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
    return hide_from(who, (await load_organizations(session, [ticket])).get(ticket.id))


def hide_from(who: Access, found: TicketOrganization | None) -> TicketOrganization | None:
    """Return what the viewer may see of an organization."""
    if found is not None and who.staff and Grant.PHONES not in who.grants and found.phone:
        return replace(found, phone=phone_numbers.mask_number(found.phone))
    if found is None or who.staff:
        return found
    outlet = replace(found.outlet, equipment=()) if found.outlet is not None else None
    return TicketOrganization(
        found.id, found.name, found.is_removed, outlet, found.external_id, is_confirmed=found.is_confirmed
    )


async def load_organizations(session: AsyncSession, tickets: Sequence[Ticket]) -> dict[int, TicketOrganization]:
    """Load the organizations of tickets by ticket id, as staff see them; personal tickets have none."""
    ids = [ticket.id for ticket in tickets if ticket.shown_organization_id is not None]
    if not ids:
        return {}
    await session.flush()
    rows = await session.execute(_OF_TICKETS, {"ids": ids})
    read = {row.id: parse_organization(row.found) for row in rows}
    return {ticket_id: found for ticket_id, found in read.items() if found is not None}


def parse_organization(found: Mapping[str, Any] | None) -> TicketOrganization | None:
    """Return the value of a column `READ_ORGANIZATION`."""
    if found is None:
        return None
    outlet = found["outlet"]
    there = TicketOutlet(**{**outlet, "equipment": tuple(outlet["equipment"])}) if outlet is not None else None
    return TicketOrganization(**{**found, "outlet": there})
