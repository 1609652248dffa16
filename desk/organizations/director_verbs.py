"""Verbs by which a director leads their organization, and an admin any: members, their roles, leaving."""

from sqlalchemy import select

from db.models import (
    ClientRole,
    Membership,
    MembershipSource,
    Organization,
    Person,
    Role,
)
from desk import Desk, NotAllowed, Refused
from desk.notifications import notifier
from desk.organizations.members import (
    change_role,
    confirm_role,
    end_membership,
    find_membership,
    get_membership,
    join_organization,
)
from desk.organizations.roles import RANK, can_give_role, find_leading_role
from desk.outbox import Args, Say
from desk.people.person_locks import take_turn
from desk.policy.permissions import Grant


def _is_above(role: ClientRole, other: ClientRole) -> bool:
    """Return True if the first role may do more."""
    return RANK[role] > RANK[other]


async def lock_organization(desk: Desk, organization_id: int) -> Organization:
    """Lock an organization against changes of its members. Raises Refused if it was removed."""
    query = select(Organization).where(Organization.id == organization_id, Organization.removed_at.is_(None))
    locked = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = (await desk.session.scalars(locked)).one_or_none()
    if found is None:
        raise Refused("no-such-organization")
    return found


async def require_leader(desk: Desk, organization_id: int) -> tuple[Organization, ClientRole]:
    """Lock an organization and return it with the role up to which the actor may give roles. Raises NotAllowed for
    everybody but its directors and admins; an integration, whose scope was checked, gives any."""
    await desk.refresh_actor()
    organization = await lock_organization(desk, organization_id)
    if desk.is_integration:
        return organization, ClientRole.DIRECTOR
    own = await find_leading_role(desk.session, desk.require_actor(), organization.id)
    if own is None:
        raise NotAllowed("org-only-directors")
    return organization, own


async def require_member(desk: Desk, membership_id: int) -> Membership:
    """Return a membership in an organization that the actor leads. Raises NotAllowed, or Refused if it has ended."""
    return (await _lock_member(desk, membership_id))[1]


async def add_member(desk: Desk, organization_id: int, person_id: int, role: ClientRole) -> Membership:
    """Make a requester a member with that role, confirmed; they are told. For admins. Raises Refused for people on the
    team, and for a member."""
    await take_turn(desk.session, person_id)
    await desk.require_grant(Grant.ORGANIZATIONS)
    organization = await lock_organization(desk, organization_id)
    person = await desk.session.get(Person, person_id, populate_existing=True)
    if person is None or person.role is not Role.REQUESTER:
        raise Refused("no-such-person")
    found = await find_membership(desk, person.id, organization.id)
    if found is not None and found.confirmed_at is not None:
        raise Refused("member-already", name=person.name)
    await confirm_role(desk, organization, person, role)
    made = await join_organization(desk, person, organization, role, MembershipSource.ADMIN)
    await _tell_member(desk, made, "org-added", organization, role=role.value)
    return made


async def set_role(desk: Desk, membership_id: int, role: ClientRole, *, was: ClientRole | None = None) -> Membership:
    """Give a member another role, and tell them. `was`: the role that the actor saw. Raises NotAllowed, or Refused for
    oneself, for a member nobody has confirmed, and if somebody else has given a third role since."""
    organization, membership = await _lock_member(desk, membership_id, role)
    if was is not None and membership.role not in (was, role):
        raise Refused("member-role-changed")
    if membership.person_id == desk.actor_id:
        raise Refused("org-own-role")
    if membership.role is not role:
        if membership.confirmed_at is not None and _is_above(role, membership.role):
            person = await desk.session.get_one(Person, membership.person_id)
            await confirm_role(desk, organization, person, role)
        await change_role(desk, membership, role)
        await _tell_member(desk, membership, "org-role-given", organization, role=role.value)
    return membership


async def remove_member(desk: Desk, membership_id: int) -> Membership:
    """Remove a member, who is told; their access ends at once. Raises NotAllowed, or Refused for oneself."""
    organization, membership = await _lock_member(desk, membership_id)
    if membership.person_id == desk.actor_id:
        raise Refused("org-own-removal")
    await end_membership(desk, membership)
    await _tell_member(desk, membership, "org-removed", organization)
    return membership


async def leave_organization(desk: Desk, membership_id: int) -> Organization:
    """End the actor's own membership; the last director may leave too. Raises Refused."""
    await desk.refresh_actor()
    organization, membership = await _lock(desk, membership_id)
    if membership.person_id != desk.actor_id:
        raise Refused("no-such-member")
    await end_membership(desk, membership)
    return organization


async def _lock_member(
    desk: Desk, membership_id: int, role: ClientRole = ClientRole.USER
) -> tuple[Organization, Membership]:
    """Lock a membership whose role the actor may take, and `role` give."""
    found = await desk.session.get(Membership, membership_id)
    if found is None:
        raise Refused("no-such-member")
    await take_turn(desk.session, found.person_id)
    organization, own = await require_leader(desk, found.organization_id)
    membership = await get_membership(desk, membership_id)
    if not can_give_role(own, membership.role) or not can_give_role(own, role):
        raise NotAllowed("org-only-directors")
    return organization, membership


async def _lock(desk: Desk, membership_id: int) -> tuple[Organization, Membership]:
    found = await desk.session.get(Membership, membership_id)
    if found is None:
        raise Refused("no-such-member")
    await take_turn(desk.session, found.person_id)
    return await lock_organization(desk, found.organization_id), await get_membership(desk, membership_id)


async def _tell_member(
    desk: Desk, membership: Membership, key: str, organization: Organization, **more: str | int
) -> None:
    args: Args = {"organization": organization.name, "by": desk.who.name or "", **more}
    notifier.post_letter(desk, await desk.get_person(membership.person_id), Say(key, args))
