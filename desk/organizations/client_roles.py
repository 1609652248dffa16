"""Roles in an organization: which one a position gives, and who may change whose. Changes nothing."""

from collections.abc import Mapping

from db.models import ClientRole

_RANK = {ClientRole.USER: 0, ClientRole.ADMINISTRATOR: 1, ClientRole.DIRECTOR: 2}


def get_role_for_position(position: str, positions: Mapping[str, ClientRole]) -> ClientRole:
    """Return the role that the table gives to a position, compared in small letters; a user for any other one."""
    return positions.get(" ".join(position.casefold().split()), ClientRole.USER)


def can_give_role(own: ClientRole | None, role: ClientRole) -> bool:
    """Return True if a member with the role `own` may give `role` to somebody, or take it: a director, up to their
    own role."""
    return own is ClientRole.DIRECTOR and _RANK[role] <= _RANK[own]
