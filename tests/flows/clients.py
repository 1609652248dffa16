"""Organizations with members, for conversations: made by the desk's own verbs, as an admin does it elsewhere."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import ClientRole, Membership, MembershipSource, Organization, Origin, Ticket
from desk import Desk
from desk.organizations import members, organization_verbs
from desk.organizations.record_fields import OrganizationValues, OutletValues
from desk.people.person_rows import find_by_telegram
from tests.flows.phone import Phone
from tests.flows.stage import VERA, Stage
from tests.sql import execute

ACME = "Acme"


async def with_organization(stage: Stage, name: str = ACME) -> int:
    """Switch organizations on and make one; return its id."""
    await stage.vera.writes("/settings organizations on")
    async with stage.database.unit_of_work() as session:
        made = await organization_verbs.create_organization(await _vera(stage, session), OrganizationValues(name))
        return made.id


async def joined(
    stage: Stage, phone: Phone, organization: int, role: ClientRole = ClientRole.USER, *, confirmed: bool = True
) -> int:
    """Make a person who has written to the bot a member; return the membership's id."""
    await phone.writes("/start")
    async with stage.database.unit_of_work() as session:
        person = await find_by_telegram(session, phone.id)
        assert person is not None
        of = await session.get_one(Organization, organization)
        desk = await _vera(stage, session)
        source = MembershipSource.ADMIN if confirmed else MembershipSource.TAX_ID
        made: Membership = await members.join_organization(desk, person, of, role, source, confirmed=confirmed)
    await stage.settle()
    return made.id


async def belongs(stage: Stage, number: int, organization: int | None) -> None:
    """Let the ticket be of that organization, or personal."""
    await execute(stage, update(Ticket).where(Ticket.number == number).values(organization_id=organization))


@asynccontextmanager
async def as_vera(stage: Stage, whose: int = VERA) -> AsyncIterator[Desk]:
    """Vera's desk, or somebody else's, in a unit of work."""
    async with stage.database.unit_of_work() as session:
        yield await _vera(stage, session, whose)


async def with_outlets(stage: Stage, name: str, *outlets: str, equipment: tuple[str, ...] = ()) -> int:
    """Switch organizations on and make one with these outlets; return its id."""
    organization = await with_organization(stage, name)
    async with as_vera(stage) as desk:
        for outlet in outlets:
            await organization_verbs.create_outlet(
                desk, organization, OutletValues(outlet, f"{outlet} street 1", equipment)
            )
    return organization


async def left(stage: Stage, membership: int) -> None:
    """End a membership."""
    async with as_vera(stage) as desk:
        await members.end_membership(desk, await members.get_membership(desk, membership))


async def directed(stage: Stage, name: str = "Dora") -> tuple[Phone, int, int]:
    """Make an organization with a director; return their phone, the organization and the membership."""
    organization = await with_organization(stage)
    dora = await stage.phone(name)
    return dora, organization, await joined(stage, dora, organization, ClientRole.DIRECTOR)


async def _vera(stage: Stage, session: AsyncSession, whose: int = VERA) -> Desk:
    vera = await find_by_telegram(session, whose)
    return Desk(session, Origin.TELEGRAM, vera, now=stage.clock(), rules=stage.settings)
