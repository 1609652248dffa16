"""The organization and outlet of a ticket through the API: shown, and set by the ids of the integration's own
system."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from pydantic import BaseModel, Field

from db.models import Organization, Outlet, Ticket
from desk import Desk, Refused
from desk.organizations import of_ticket
from desk.organizations.of_ticket import TicketOrganization, TicketOutlet, load_organizations
from desk.organizations.records_by_external_id import find_record
from web.api.caller import Caller
from web.api.schemas.values import HereId, OwnId

_Record = TypeVar("_Record", Organization, Outlet)


class OutletOfTicket(BaseModel):
    """The outlet that a request is about."""

    id: HereId
    external_id: OwnId
    name: str = Field(description="as it was entered")
    address: str = Field(description="one line; empty: not known")
    equipment: list[str] | None = Field(description="only with all:read")


class OrganizationOfTicket(BaseModel):
    """The organization that a request is for."""

    id: HereId
    external_id: OwnId
    name: str = Field(description="as it was entered")
    removed: bool = Field(description="it was removed later")
    confirmed: bool | None = Field(description="false: only the requester says so; only with all:read")
    position: str | None = Field(description="of the requester there; only with all:read")
    phone: str | None = Field(description="of the requester; only with all:read")


async def load_shown(caller: Caller, tickets: Sequence[Ticket]) -> Mapping[int, TicketOrganization]:
    """Return the organizations of tickets in one statement; nothing while the desk works without organizations."""
    return await load_organizations(caller.session, tickets) if caller.rules.organizations.enabled else {}


def describe_organization(of: TicketOrganization | None, *, is_team: bool) -> dict[str, object]:
    """Return the fields of a ticket; people's data for the team only."""
    if of is None:
        return {"organization": None, "outlet": None}
    shown = OrganizationOfTicket(
        id=of.id,
        external_id=of.external_id,
        name=of.name,
        removed=of.is_removed,
        confirmed=of.is_confirmed if is_team else None,
        position=of.position if is_team else None,
        phone=of.phone if is_team else None,
    )
    return {"organization": shown, "outlet": _describe_outlet(of.outlet, is_team=is_team)}


def _describe_outlet(outlet: TicketOutlet | None, *, is_team: bool) -> OutletOfTicket | None:
    if outlet is None:
        return None
    return OutletOfTicket(
        id=outlet.id,
        external_id=outlet.external_id,
        name=outlet.name,
        address=outlet.address,
        equipment=list(outlet.equipment) if is_team else None,
    )


async def set_given(desk: Desk, number: int, given: Mapping[str, str | None]) -> None:
    """Set `organization` and `outlet` as far as they are given; an outlet alone names its organization. Who files for a
    user is not told which ids of others there are. Raises Refused."""
    ticket = await desk.lock_ticket(number)
    is_user = desk.actor is not None
    no_outlet = "organization-not-yours" if is_user and "organization" not in given else "no-such-outlet"
    outlet = await _require(desk, Outlet, given.get("outlet"), no_outlet)
    organization_id, outlet_id = ticket.shown_organization_id, outlet.id if outlet is not None else None
    if "organization" in given:
        no_organization = "organization-not-yours" if is_user else "no-such-organization"
        named = await _require(desk, Organization, given["organization"], no_organization)
        organization_id = named.id if named is not None else None
    elif outlet is not None:
        organization_id = outlet.organization_id
    if organization_id is not None and "outlet" not in given:
        outlet_id = (await of_ticket.find_outlet(desk, organization_id, ticket.requester_id)).id
    await of_ticket.set_organization(desk, number, organization_id, outlet_id)


async def _require(desk: Desk, table: type[_Record], external_id: str | None, refusal: str) -> _Record | None:
    if external_id is None:
        return None
    found = await find_record(desk, table, external_id)
    if found is None:
        raise Refused(refusal)
    return found
