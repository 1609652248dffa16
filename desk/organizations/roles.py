"""Roles in an organization: who may give which, and who leads whom."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    ClientRole,
    Membership,
    Person,
)
from desk.policy import permissions
from desk.policy.permissions import Grant, has_grant, is_member

RANK = {ClientRole.USER: 0, ClientRole.ADMINISTRATOR: 1, ClientRole.DIRECTOR: 2}


def get_role_for_position(position: str, positions: Mapping[str, ClientRole]) -> ClientRole:
    """Return the role that the table gives to a position, compared in small letters; a user for any other one."""
    return positions.get(" ".join(position.casefold().split()), ClientRole.USER)


def can_give_role(own: ClientRole | None, role: ClientRole) -> bool:
    """Return True if a member with the role `own` may give `role` to a member, or take it: a director, up to their
    own role."""
    return own is ClientRole.DIRECTOR and RANK[role] <= RANK[own]


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
