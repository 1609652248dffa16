"""A registering person's number, or a proven address, among the contacts: which organizations they join."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    ClientRole,
    Contact,
    Membership,
    MembershipSource,
    Organization,
    Person,
    Profile,
    any_of,
)
from desk import Desk
from desk.organizations.members import join_organization
from desk.organizations.roles import get_role_for_position
from desk.text.mail_address import list_spellings

_Found = tuple[Contact, Organization]


async def join_by_number(desk: Desk, phone: str) -> Sequence[Membership]:
    """Make the actor a member of each organization that has a contact with this number (E.164); return the
    memberships they have there now."""
    me = desk.require_actor()
    await desk.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"number {phone}"))))
    found = await _list_contacts(desk.session, Contact.phone == phone)
    doubtful = bool(await list_other_holders(desk.session, me.id, phone)) or _is_shared(found)
    return await _join_as_contact(desk, found, doubtful=doubtful, leads=True)


async def join_by_address(desk: Desk, address: str) -> Sequence[Membership]:
    """Make the actor, who has proved that address, a member of each organization that has a contact with it; return
    the memberships they have there now. A mail makes nobody lead an organization, whatever the contact's position: who
    does is confirmed by the number, or by an admin."""
    found = await _list_contacts(desk.session, func.lower(Contact.email).in_(list_spellings(address)))
    return await _join_as_contact(desk, found, doubtful=_is_shared(found), leads=False)


async def _join_as_contact(desk: Desk, found: Sequence[_Found], *, doubtful: bool, leads: bool) -> Sequence[Membership]:
    """Make the actor a member as these contacts; `leads`: with the role of their positions."""
    me = desk.require_actor()
    left = await _list_left(desk.session, me.id, [organization.id for _, organization in found])
    joined = []
    for contact, organization in found:
        certain = not doubtful and organization.id not in left
        role = get_role_for_position(contact.position, desk.rules.organizations.positions)
        joined.append(
            await join_organization(
                desk,
                me,
                organization,
                role if certain and leads else ClientRole.USER,
                MembershipSource.CONTACT,
                contact=contact,
                confirmed=certain,
            )
        )
    return list({membership.id: membership for membership in joined}.values())


async def _list_contacts(session: AsyncSession, which: ColumnElement[bool]) -> Sequence[_Found]:
    live = (Contact.removed_at.is_(None), Organization.removed_at.is_(None))
    found = select(Contact, Organization).join(Organization, Organization.id == Contact.organization_id)
    rows = await session.execute(found.where(which, *live).order_by(Contact.id))
    return [(contact, organization) for contact, organization in rows]


def _is_shared(found: Sequence[_Found]) -> bool:
    """Return True if the number or address is on contacts with different names: nobody knows which of them this is."""
    return len({" ".join(contact.name.casefold().split()) for contact, _ in found}) > 1


async def _list_left(session: AsyncSession, person_id: int, among: Sequence[int]) -> set[int]:
    """Return the organizations whose member the person once was: somebody may have removed them for a reason."""
    ended = (
        any_of(Membership.organization_id, among),
        Membership.person_id == person_id,
        Membership.ended_at.is_not(None),
    )
    return set(await session.scalars(select(Membership.organization_id).where(*ended)))


async def list_other_holders(session: AsyncSession, person_id: int, phone: str) -> Sequence[str]:
    """Return the names of other people who registered with this number before: it may be somebody else's by now."""
    others = (Profile.phone == phone, Profile.registered_at.is_not(None), Profile.person_id != person_id)
    names = select(Person.name).join(Profile, Profile.person_id == Person.id).where(*others)
    return (await session.scalars(names.order_by(Person.id))).all()


async def list_other_contacts(session: AsyncSession, contact_id: int, phone: str) -> Sequence[str]:
    """Return the names of other contacts with this number."""
    others = (Contact.phone == phone, Contact.removed_at.is_(None), Contact.id != contact_id)
    return (await session.scalars(select(Contact.name).where(*others).order_by(Contact.id))).all()
