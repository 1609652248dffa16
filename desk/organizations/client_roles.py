"""Roles in an organization: which one a position gives, who may change whose, and which ones a member of the team
confirms in the panel, as they outlast the session there. Changes nothing."""

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import ClientRole, Contact, Membership, Organization, Origin, Person, any_of
from desk import Desk
from desk.notifications.confirmations import LastingAction, confirm_actor, require_confirmation
from desk.policy import permissions
from desk.policy.grants import Grant, has_grant
from desk.policy.permissions import LEADING, is_member

_MOST_NAMED = 10
_RANK = {ClientRole.USER: 0, ClientRole.ADMINISTRATOR: 1, ClientRole.DIRECTOR: 2}


def get_role_for_position(position: str, positions: Mapping[str, ClientRole]) -> ClientRole:
    """Return the role that the table gives to a position, compared in small letters; a user for any other one."""
    return positions.get(" ".join(position.casefold().split()), ClientRole.USER)


def can_give_role(own: ClientRole | None, role: ClientRole) -> bool:
    """Return True if a member with the role `own` may give `role` to a member, or take it: a director, up to their
    own role."""
    return own is ClientRole.DIRECTOR and _RANK[role] <= _RANK[own]


def is_above(role: ClientRole, other: ClientRole) -> bool:
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
