"""Verbs on memberships: join an organization, get another role, be confirmed, leave. Knows no channel.

They check what is possible, not who acts: a registering person, a director, an admin and an integration come here, each
after a check of their own.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    ClientRole,
    Contact,
    MemberInvite,
    Membership,
    MembershipSource,
    Organization,
    Origin,
    Person,
    any_of,
)
from desk import Desk, Outdated, Refused, history
from desk.notifications import to_admins
from desk.notifications.confirmations import LastingAction, confirm_actor, require_confirmation
from desk.organizations import of_ticket
from desk.organizations.roles import get_role_for_position, is_led_by
from desk.outbox import Args
from desk.payments import ledger
from desk.policy import permissions
from desk.policy.member_notices import OFFERED, MemberNotice
from desk.policy.permissions import LEADING, is_member

_MOST_NAMED = 10


async def confirm_role(desk: Desk, organization: Organization, person: Person, role: ClientRole) -> None:
    """Let the team give a person such a role only with a confirmation. Other admins are told; of directors they hear
    anyway. Raises FactorNeeded, ConfirmationNeeded."""
    if role not in LEADING or desk.actor is None or not permissions.is_staff(desk.actor):
        return
    ask = confirm_actor if role is ClientRole.DIRECTOR else require_confirmation
    await ask(desk, LastingAction.LEADER, f"{organization.name}: {person.name} ({role.value})")


async def confirm_contacts(desk: Desk, contacts: Collection[int]) -> None:
    """Ask once about all of these contacts with whose number somebody can register and get such a role. Raises as
    `confirm_role`."""
    if not contacts or desk.origin is not Origin.PANEL:
        return
    await desk.session.flush()
    with_number = select(Contact.name, Contact.position, Organization.name.label("organization"))
    with_number = with_number.join(Organization, Organization.id == Contact.organization_id)
    found = await desk.session.execute(
        with_number.where(any_of(Contact.id, contacts), Contact.phone.is_not(None)).order_by(Contact.id)
    )
    table = desk.rules.organizations.positions
    leading = [
        f"{one.organization}: {one.name}" for one in found if get_role_for_position(one.position, table) in LEADING
    ]
    if leading:
        more = [f"+{len(leading) - _MOST_NAMED}"] if len(leading) > _MOST_NAMED else []
        await require_confirmation(desk, LastingAction.LEADER, ", ".join([*leading[:_MOST_NAMED], *more]))


async def join_organization(
    desk: Desk,
    person: Person,
    organization: Organization,
    role: ClientRole,
    source: MembershipSource,
    *,
    contact: Contact | None = None,
    confirmed: bool = True,
) -> Membership:
    """Make the person a member, or return the membership they have: an unconfirmed one becomes what this
    one would be. `confirmed`: somebody other than the person says that they belong there. Raises Refused if the
    organization was removed meanwhile."""
    await desk.session.refresh(organization, with_for_update={"read": True, "key_share": True})
    if organization.removed_at is not None:
        raise Refused("no-such-organization")
    found = await find_membership(desk, person.id, organization.id)
    if found is not None and (found.confirmed_at is not None or not confirmed):
        return found
    if found is None:
        found = Membership(organization_id=organization.id, person_id=person.id, made_at=desk.now)
        desk.session.add(found)
    found.role, found.source = role, source
    found.contact_id = contact.id if contact is not None else None
    found.outlet_id = contact.outlet_id if contact is not None else None
    found.made_by = desk.actor_id if desk.actor_id != person.id else None
    found.confirmed_at = desk.now if confirmed else None
    await desk.session.flush()
    await _record(desk, "member-joined", found)
    await _tell_admins_of_director(desk, found)
    if confirmed:
        await of_ticket.follow_membership(desk, found)
    return found


async def find_membership(desk: Desk, person_id: int, organization_id: int) -> Membership | None:
    """Lock and return the membership that has not ended, or None."""
    theirs = (Membership.person_id == person_id, Membership.organization_id == organization_id)
    query = select(Membership).where(*theirs, is_member(confirmed=False)).with_for_update()
    return (await desk.session.scalars(query.execution_options(populate_existing=True))).one_or_none()


async def get_membership(desk: Desk, membership_id: int) -> Membership:
    """Lock and return a membership that has not ended. Raises Refused."""
    found = await desk.session.get(Membership, membership_id, with_for_update=True, populate_existing=True)
    if found is None or found.ended_at is not None:
        raise Refused("no-such-member")
    return found


async def confirm_membership(desk: Desk, membership: Membership) -> None:
    """Confirm that the person belongs to the organization: what they filed in its name meanwhile is its own."""
    if membership.confirmed_at is None:
        membership.confirmed_at = desk.now
        await _record(desk, "member-confirmed", membership)
        await of_ticket.follow_membership(desk, membership)


async def change_role(desk: Desk, membership: Membership, role: ClientRole) -> None:
    """Give the member another role. Raises Refused while nobody has confirmed that they belong there."""
    if membership.confirmed_at is None:
        raise Refused("member-unconfirmed")
    if membership.role is not role:
        await _end_invites(desk, membership)
        was, membership.role = membership.role, role
        await _record(desk, "member-role", membership)
        await _tell_admins_of_director(desk, membership, was=was)
        await _follow_leaders(desk, membership, was)


async def end_membership(desk: Desk, membership: Membership) -> None:
    """End the membership: from now on the person sees no request of the organization but their own. Admins are told if
    it has no director any more."""
    await _end_invites(desk, membership)
    membership.ended_at = desk.now
    await _record(desk, "member-removed", membership)
    await of_ticket.follow_membership(desk, membership)
    await _tell_admins_of_director(desk, membership, was=membership.role)
    await _follow_leaders(desk, membership, membership.role)


async def _follow_leaders(desk: Desk, membership: Membership, was: ClientRole) -> None:
    """Let who leads the organization now be asked for what it owes, after somebody `was` among them."""
    if was in LEADING and (membership.ended_at is not None or membership.role not in LEADING):
        await desk.session.flush()
        await ledger.follow_leaders(desk, membership.organization_id)


async def _end_invites(desk: Desk, membership: Membership) -> None:
    """End the links they made: a link is as good as the role of who made it."""
    theirs = update(MemberInvite).where(
        MemberInvite.organization_id == membership.organization_id,
        MemberInvite.made_by == membership.person_id,
        MemberInvite.expires_at > desk.now,
    )
    await desk.session.execute(theirs.values(expires_at=desk.now).execution_options(synchronize_session=False))


async def list_directors(session: AsyncSession, organization_id: int) -> Sequence[Person]:
    """Return the directors of an organization."""
    theirs = Membership.organization_id == organization_id, is_led_by(ClientRole.DIRECTOR)
    query = select(Person).join(Membership, Membership.person_id == Person.id).where(*theirs).order_by(Membership.id)
    return (await session.scalars(query)).all()


async def _tell_admins_of_director(desk: Desk, membership: Membership, *, was: ClientRole | None = None) -> None:
    """Tell admins of each new director, with the others of that organization, and when its last one is gone."""
    if ClientRole.DIRECTOR not in (membership.role, was):
        return
    await desk.session.flush()
    directors = {one.id: one.name for one in await list_directors(desk.session, membership.organization_id)}
    organization = await desk.session.get_one(Organization, membership.organization_id)
    args: Args = {"organization": organization.name}
    if membership.person_id in directors:
        args["name"] = directors.pop(membership.person_id)
        args |= {"n": len(directors), "others": ", ".join(directors.values())}
        await to_admins.notify_admins(desk, "org-director-new", args)
    elif was is ClientRole.DIRECTOR and not directors:
        await to_admins.notify_admins(desk, "org-director-none", args)


async def _record(desk: Desk, action: str, membership: Membership) -> None:
    organization = await desk.session.get_one(Organization, membership.organization_id)
    history.record_action(desk, action, f"person:{membership.person_id}", organization.name, membership.role)


async def list_memberships(desk: Desk, person_id: int) -> Sequence[tuple[Membership, Organization]]:
    """Return the person's memberships that have not ended, with their organizations, in the order of joining."""
    rows = (
        select(Membership, Organization)
        .join(Organization, Organization.id == Membership.organization_id)
        .where(Membership.person_id == person_id, is_member(confirmed=False))
    )
    found = await desk.session.execute(rows.order_by(Membership.id))
    return [(membership, organization) for membership, organization in found]


async def switch_notice(desk: Desk, membership_id: int, kind: MemberNotice, *, on: bool) -> None:
    """Switch a kind of notice for the actor's own membership. Raises Refused if it has ended, Outdated for a kind that
    their role does not have."""
    await desk.refresh_actor()
    membership = await get_membership(desk, membership_id)
    if membership.person_id != desk.actor_id:
        raise Refused("no-such-member")
    if kind not in OFFERED[membership.role] or membership.confirmed_at is None:
        raise Outdated
    membership.notices = {**membership.notices, kind.value: on}
