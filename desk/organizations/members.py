"""Verbs on memberships: join an organization, get another role, be confirmed, leave. Knows no channel.

They check what is possible, not who acts: a registering person, a director, an admin and an integration come here, each
after a check of their own.
"""

from collections.abc import Collection, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, select, text, update
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
    Profile,
    Role,
    any_of,
)
from desk import Desk, NotAllowed, Outdated, Refused, history
from desk.notifications import notifier, to_staff
from desk.notifications.confirmations import LastingAction, confirm_actor, require_confirmation
from desk.organizations import of_ticket
from desk.outbox import Args, Say
from desk.people.directory import take_turn
from desk.policy import permissions
from desk.policy.member_notices import OFFERED, MemberNotice
from desk.policy.permissions import LEADING, Grant, has_grant, is_member

# Roles in an organization: which one a position gives, who may change whose, and which ones a member of the team
# confirms in the panel, as they outlast the session there. Changes nothing.


_MOST_NAMED = 10
_RANK = {ClientRole.USER: 0, ClientRole.ADMINISTRATOR: 1, ClientRole.DIRECTOR: 2}


def get_role_for_position(position: str, positions: Mapping[str, ClientRole]) -> ClientRole:
    """Return the role that the table gives to a position, compared in small letters; a user for any other one."""
    return positions.get(" ".join(position.casefold().split()), ClientRole.USER)


def can_give_role(own: ClientRole | None, role: ClientRole) -> bool:
    """Return True if a member with the role `own` may give `role` to a member, or take it: a director, up to their
    own role."""
    return own is ClientRole.DIRECTOR and _RANK[role] <= _RANK[own]


def _is_above(role: ClientRole, other: ClientRole) -> bool:
    """Return True if the first role may do more."""
    return _RANK[role] > _RANK[other]


def is_led_by(role: ClientRole) -> ColumnElement[bool]:
    """Match the confirmed memberships with a role that have not ended."""
    return and_(is_member(), Membership.role == role)


async def find_leading_role(session: AsyncSession, person: Person, organization_id: int) -> ClientRole | None:
    """Return the role up to which the person may give roles in an organization now: a director's own, for an admin that
    of a director; None for everybody else."""
    if permissions.is_staff(person):
        return ClientRole.DIRECTOR if has_grant(person, Grant.ORGANIZATIONS) else None
    theirs = select(Membership.role).where(Membership.organization_id == organization_id)
    role: ClientRole | None = await session.scalar(theirs.where(permissions.is_leading(person.id)))
    return role if role is ClientRole.DIRECTOR else None


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


# Phone numbers that come to a contact other than the person who registered with them: admins hear of it at once, as
# that person keeps their access until somebody ends it.


_MOST_LINES = 3
_ALIKE = 0.8
_HOLDERS = text("""
select c.name as contact, o.name as organization, p.name as person, f.full_name, a.names as access,
  array(select k.name from memberships m join contacts k on k.id = m.contact_id
    where m.person_id = f.person_id and k.id <> c.id) as contacts
from contacts c
join organizations o on o.id = c.organization_id
join profiles f on f.phone = c.phone and f.registered_at is not null
join people p on p.id = f.person_id
join lateral (
  select string_agg(g.name, ', ' order by m.id) as names from memberships m
  join organizations g on g.id = m.organization_id where m.person_id = f.person_id and m.ended_at is null
) a on a.names is not null
where c.id = any(:contacts) and c.removed_at is null order by c.id, f.person_id
""")


async def tell_of_moved_numbers(desk: Desk, contacts: Sequence[int], *, known_as: str = "") -> None:
    """Tell admins which of these contacts, new or with a new number or name, have a number that somebody of another
    name registered with. `known_as`: the name that the contact with this number had before."""
    if not contacts or not desk.rules.organizations.enabled:
        return
    await desk.session.flush()
    holders = (await desk.session.execute(_HOLDERS, {"contacts": list(contacts)})).all()
    moved = [one for one in holders if not _is_same_person(one, known_as)]
    for one in moved[:_MOST_LINES]:
        args: Args = {"person": one.person, "contact": one.contact, "organization": one.organization}
        await to_staff.notify_admins(desk, "contact-number-moved", {**args, "access": one.access})
    if len(moved) > _MOST_LINES:
        await to_staff.notify_admins(desk, "contact-numbers-moved", {"n": len(moved) - _MOST_LINES})


def _is_same_person(holder: Row[Any], known_as: str) -> bool:
    """Return True if the contact has a name of the person who registered with the number, but for a few letters."""
    names = (holder.person, holder.full_name, known_as, *holder.contacts)
    return any(_is_same_name(holder.contact, name) for name in names if name)


def _is_same_name(first: str, second: str) -> bool:
    words, others = (sorted(name.casefold().split()) for name in (first, second))
    if set(words) <= set(others) or set(others) <= set(words):
        return True
    return SequenceMatcher(None, " ".join(words), " ".join(others)).ratio() >= _ALIKE


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


async def end_membership(desk: Desk, membership: Membership) -> None:
    """End the membership: from now on the person sees no request of the organization but their own. Admins are told if
    it has no director any more."""
    await _end_invites(desk, membership)
    membership.ended_at = desk.now
    await _record(desk, "member-removed", membership)
    await of_ticket.follow_membership(desk, membership)
    await _tell_admins_of_director(desk, membership, was=membership.role)


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
        await to_staff.notify_admins(desk, "org-director-new", args)
    elif was is ClientRole.DIRECTOR and not directors:
        await to_staff.notify_admins(desk, "org-director-none", args)


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


# The verb by which a member switches the notices of an organization's requests.


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


# The number of a registering person, or the proven address of who writes by mail, among the contacts: which
# organizations they join, and with which role. A doubt never costs the person their request, and never gives a role:
# they are a user whom an admin has to confirm.


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
    found = await _list_contacts(desk.session, func.lower(Contact.email) == address.lower())
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


# Verbs by which a director leads their organization, and an admin any: adding members, roles, removing members; and
# leaving. Knows no channel. The organization's row is locked first, so of two directors who act at once the second
# one acts on what the first left.


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
    if desk.origin is Origin.API and desk.actor is None:
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
