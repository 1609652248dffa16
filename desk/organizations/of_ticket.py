"""The verb that says which organization and outlet a ticket is for. Knows no channel.

The requester chooses among the organizations they belong to, staff among all; a ticket without one is personal. Who
leads an organization sees its tickets by the row alone, so a change gives and takes access at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Membership, Organization, Origin, Outlet, QuestionKind, Ticket, any_of
from desk import Desk, Locked, Outdated, Refused, TicketResult, history
from desk.notifications import to_assignee, to_leaders
from desk.organizations.requisites import Requisites, load_requisites
from desk.payments import ledger
from desk.policy import Access, Verb, get_access
from desk.policy.permissions import Grant, is_member
from desk.text.masking import phone_numbers
from desk.tickets import intake_questions
from desk.tickets.filing import FiledFor, choose_filed_for

_READ = """(select jsonb_build_object('id', o.id, 'name', o.name, 'is_removed', o.removed_at is not null,
    'external_id', o.external_id, 'position', coalesce(nullif(c.position, ''), p.position, ''),
    'phone', coalesce(c.phone, p.phone), 'is_confirmed', {confirmed}, 'requisites', o.requisites,
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
    `phone` of the requester there, as its contact or by their own word; `requisites`."""

    id: int
    name: str
    is_removed: bool
    outlet: TicketOutlet | None = None
    external_id: str | None = None
    position: str = ""
    phone: str | None = None
    is_confirmed: bool = True
    requisites: Requisites = ()

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
    return TicketOrganization(**{**found, "outlet": there, "requisites": load_requisites(found["requisites"])})


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
        wanted = await _find_wanted(desk, ticket, organization_id, outlet_id)
        changed = wanted != FiledFor(
            ticket.shown_organization_id, ticket.outlet_id, is_confirmed=ticket.named_organization_id is None
        )
        if changed:
            await _change(desk, ticket, wanted)
        ticket.organization_open = ticket.organization_open and asks_outlet
        if intake_questions.is_open(ticket, QuestionKind.ORGANIZATION) and not asks_outlet:
            await intake_questions.withdraw_question(desk, ticket)
        return await desk.make_result(ticket, changed=changed)


async def follow_membership(desk: Desk, membership: Membership) -> None:
    """Give the organization what the person filed in its name before somebody confirmed them; if the membership ended
    before that, such requests are only the person's own. Call it in the person's turn."""
    if not desk.rules.organizations.enabled:
        return
    await desk.session.flush()
    of = membership.organization_id if membership.ended_at is None else None
    mine = (Ticket.requester_id == membership.person_id, Ticket.named_organization_id == membership.organization_id)
    for number in await _list_numbers(desk, *mine):
        outlet = (await find_outlet(desk, of, membership.person_id)).id if of is not None else None
        await set_organization(_make_clock(desk), number, of, outlet)
        if of is None:
            await ledger.return_charge(desk, await desk.lock_ticket(number), membership.organization_id)


async def make_personal(desk: Desk, membership: Membership) -> None:
    """Take all the person's requests away from the organization: nobody there may read them, and it gets back what its
    balance paid for them."""
    mine = (Ticket.requester_id == membership.person_id, Ticket.organization_id == membership.organization_id)
    for number in await _list_numbers(desk, *mine):
        await set_organization(_make_clock(desk), number, None)
        await ledger.return_charge(desk, await desk.lock_ticket(number), membership.organization_id)


async def _list_numbers(desk: Desk, *where: ColumnElement[bool]) -> Sequence[int]:
    numbers = select(Ticket.number).where(*where, Ticket.merged_into_id.is_(None), Ticket.filed_at.is_not(None))
    return (await desk.session.scalars(numbers.order_by(Ticket.id))).all()


def _make_clock(desk: Desk) -> Desk:
    return Desk(desk.session, Origin.CLOCK, None, now=desk.now, rules=desk.rules)


async def _find_wanted(desk: Desk, ticket: Locked, organization_id: int | None, outlet_id: int | None) -> FiledFor:
    """Return what the ticket is for: an organization that has not confirmed its requester is only named, whoever
    says so."""
    named = organization_id is not None and await is_unconfirmed(desk, organization_id, ticket.requester_id)
    return FiledFor(organization_id, outlet_id, is_confirmed=not named)


async def is_unconfirmed(desk: Desk, organization_id: int, person_id: int) -> bool:
    """Return True while the person says that they belong to the organization, and nobody has confirmed it."""
    waits = select(Membership.id).where(
        Membership.person_id == person_id,
        Membership.organization_id == organization_id,
        is_member(confirmed=False),
        ~is_member(),
    )
    return await desk.session.scalar(waits) is not None


async def settle_organization(desk: Desk, ticket: Locked) -> None:
    """File the ticket as its requester did the last time, because they did not say for which organization it is."""
    chosen = await choose_filed_for(desk.session, ticket, asks=False)
    await set_organization(desk, ticket.number, chosen.organization_id, chosen.outlet_id)


async def find_outlet(desk: Desk, organization_id: int, person_id: int) -> KnownOutlet:
    """Return the outlet where the person works, or the only one that the organization has."""
    works_at = select(Membership.outlet_id).where(
        Membership.person_id == person_id,
        Membership.organization_id == organization_id,
        is_member(confirmed=False),
    )
    theirs = select(func.count(), func.min(Outlet.id), works_at.scalar_subquery()).where(
        Outlet.organization_id == organization_id, Outlet.removed_at.is_(None)
    )
    count, first, works = (await desk.session.execute(theirs)).one()
    return KnownOutlet(works or (first if count == 1 else None), count > 1)


async def _change(desk: Desk, ticket: Locked, wanted: FiledFor) -> None:
    who, shown_id = await get_access(desk, ticket), ticket.shown_organization_id
    organization_id, outlet_id = wanted.organization_id, wanted.outlet_id
    before = await _load_organization(desk, shown_id), await _load_outlet(desk, ticket.outlet_id)
    organization = await _load_organization(desk, organization_id)
    if organization_id is not None and organization_id != shown_id:
        await _require_possible(desk, organization, ticket.requester_id, who)
    outlet = await _load_outlet(desk, outlet_id)
    if outlet_id is not None and (outlet is None or outlet.organization_id != organization_id or outlet.removed_at):
        raise Refused("no-such-outlet")
    names = [(_name(one), _name(other)) for one, other in zip(before, (organization, outlet), strict=True)]
    (old, new), (old_outlet, new_outlet) = names
    if organization_id != shown_id:
        desk.record(ticket, history.ORGANIZATION, old, new, old_id=shown_id, new_id=organization_id)
    if outlet_id != ticket.outlet_id:
        desk.record(ticket, history.OUTLET, old_outlet, new_outlet, old_id=ticket.outlet_id, new_id=outlet_id)
    is_news = wanted.is_confirmed and organization_id is not None and organization_id != ticket.organization_id
    wanted.put_on(ticket)
    await ledger.move_open_price(desk, ticket)
    if ticket.merged_ids:  # their words are shown in this ticket
        merged = update(Ticket).where(any_of(Ticket.id, ticket.merged_ids))
        where = {"organization_id": ticket.organization_id, "named_organization_id": ticket.named_organization_id}
        await desk.session.execute(merged.values(**where, outlet_id=outlet_id))
    if is_news:
        await to_leaders.tell_leaders_of_new(desk, ticket)
    if desk.actor is not None:
        await to_assignee.post_line_to_assignee(
            desk, ticket, "organization-by", organization=new or "none", outlet=new_outlet or "none"
        )


async def _require_possible(desk: Desk, organization: Organization | None, requester_id: int, who: Access) -> None:
    """Raise Refused for an organization that is gone, or, if the requester chooses, one they do not belong to."""
    if who.requester and not who.staff:
        belongs = select(Membership.id).where(
            Membership.person_id == requester_id,
            Membership.organization_id == (organization.id if organization is not None else 0),
            is_member(confirmed=False),
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
