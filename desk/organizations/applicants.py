"""Applicants: people who registered in words, shown to who confirms or declines them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    ClientRole,
    Contact,
    Membership,
    MembershipSource,
    Organization,
    Person,
    Profile,
)
from desk import Desk, DeskSettings, Outdated, PersonView
from desk.notifications import notifier
from desk.organizations import director_verbs, of_ticket
from desk.organizations.joining import list_other_contacts, list_other_holders
from desk.organizations.members import change_role, confirm_membership, confirm_role, end_membership
from desk.organizations.registration import lock_row, remove_if_unused, show_applicant
from desk.organizations.roles import get_role_for_position
from desk.outbox import Args, Say
from desk.people import person_rows
from desk.people.person_locks import take_turn
from desk.policy import permissions
from desk.policy.permissions import Grant


@dataclass(frozen=True, slots=True)
class Applicant:
    """A person who says that they belong to an organization, for admins. `phone`: whole, in E.164; `other_contacts`,
    `other_people`: names of those who have this number too; `role`: what they are if they are confirmed."""

    membership_id: int
    person: PersonView
    full_name: str
    position: str
    phone: str | None
    organization: str
    tax_id: str | None
    source: MembershipSource
    role: ClientRole
    is_open: bool
    other_contacts: Sequence[str]
    other_people: Sequence[str]


async def load_applicant(session: AsyncSession, membership_id: int, settings: DeskSettings) -> Applicant | None:
    """Return the person as admins see them, or None if there is no such membership."""
    row = await session.get(Membership, membership_id)
    if row is None:
        return None
    person = await session.get_one(Person, row.person_id)
    organization = await session.get_one(Organization, row.organization_id)
    profile = await session.get(Profile, row.person_id) or Profile(full_name="", position="")
    contact = await session.get(Contact, row.contact_id) if row.contact_id is not None else None
    phone = profile.phone
    return Applicant(
        membership_id=row.id,
        person=person_rows.make_view(person),
        full_name=profile.full_name or (contact.name if contact is not None else ""),
        position=profile.position or (contact.position if contact is not None else ""),
        phone=phone,
        organization=organization.name,
        tax_id=organization.tax_id,
        source=row.source,
        role=_get_role(contact, settings) if row.confirmed_at is None else row.role,
        is_open=row.confirmed_at is None and row.ended_at is None,
        other_contacts=await list_other_contacts(session, contact.id, phone) if contact is not None and phone else (),
        other_people=await list_other_holders(session, person.id, phone) if phone else (),
    )


def _get_role(contact: Contact | None, settings: DeskSettings) -> ClientRole:
    if contact is None:
        return ClientRole.USER
    return get_role_for_position(contact.position, settings.organizations.positions)


async def confirm_applicant(desk: Desk, membership_id: int) -> None:
    """Confirm the person, who gets the role of their contact's position. Raises NotAllowed for everybody except
    admins and directors of the organization, Outdated if somebody else was first or the person left."""
    membership = await _get_open(desk, membership_id)
    contact = await desk.session.get(Contact, membership.contact_id) if membership.contact_id is not None else None
    role = _get_role(contact, desk.rules)
    organization = await desk.session.get_one(Organization, membership.organization_id)
    await confirm_role(desk, organization, await desk.session.get_one(Person, membership.person_id), role)
    await confirm_membership(desk, membership)
    await change_role(desk, membership, role)
    await _tell(desk, membership, "register-confirmed", "applicant-confirmed")


async def decline_applicant(desk: Desk, membership_id: int) -> None:
    """End the membership of a person who does not belong there; what they filed for the organization is their own
    then. Raises as `confirm_applicant`."""
    membership = await _get_open(desk, membership_id)
    await end_membership(desk, membership)
    await of_ticket.make_personal(desk, membership)
    await remove_if_unused(desk, membership.organization_id)
    await _tell(desk, membership, "register-declined", "applicant-declined")


async def _get_open(desk: Desk, membership_id: int) -> Membership:
    seen = await desk.session.get(Membership, membership_id)
    if seen is None:
        raise Outdated
    await take_turn(desk.session, seen.person_id)
    if permissions.is_staff(desk.require_actor()):
        await desk.require_grant(Grant.ORGANIZATIONS)
        await lock_row(desk, seen.organization_id)
    else:
        await director_verbs.require_leader(desk, seen.organization_id)
    membership = await desk.session.get_one(Membership, seen.id, with_for_update=True, populate_existing=True)
    if membership.ended_at is not None or membership.confirmed_at is not None:
        raise Outdated
    return membership


async def _tell(desk: Desk, membership: Membership, key: str, became: str) -> None:
    """Tell the person, and show all admins who decided."""
    organization = await desk.session.get_one(Organization, membership.organization_id)
    person = await desk.session.get_one(Person, membership.person_id)
    args: Args = {"organization": organization.name, "role": membership.role.value}
    notifier.post_letter(desk, person, Say(key, args))
    await desk.session.flush()
    await show_applicant(desk, membership, became=became)
