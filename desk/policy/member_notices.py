"""Which notices a member gets of the requests of their organization: their switches over the defaults of their role.
Pure."""

from collections.abc import Mapping
from enum import StrEnum

from db.enums import TO_BE_TAKEN
from db.models import ClientRole, Membership, Status

NEW_LINE, STATUS_LINE = "member-new", "member-status"
"""Keys of a daily digest's lines."""


class MemberNotice(StrEnum):
    """A notice that a member can switch: a kind, and (DAILY) that all of an organization come together once a day."""

    NEW = "new"
    STATUS = "status"
    DAILY = "daily"


class RequestStep(StrEnum):
    """The steps of a request that members are told of."""

    TAKEN = "taken"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    REOPENED = "reopened"


_ALL = tuple(MemberNotice)
OFFERED: Mapping[ClientRole, tuple[MemberNotice, ...]] = {
    ClientRole.USER: (MemberNotice.NEW, MemberNotice.DAILY),
    ClientRole.ADMINISTRATOR: _ALL,
    ClientRole.DIRECTOR: _ALL,
}
"""The notices that each role can have."""
_DEFAULTS: Mapping[ClientRole, frozenset[MemberNotice]] = {
    ClientRole.USER: frozenset(),
    ClientRole.ADMINISTRATOR: frozenset({MemberNotice.NEW}),
    ClientRole.DIRECTOR: frozenset({MemberNotice.NEW}),
}
_STATUSES = {
    Status.ASSIGNED: RequestStep.TAKEN,
    Status.IN_PROGRESS: RequestStep.TAKEN,
    Status.PENDING: RequestStep.TAKEN,
    Status.ON_HOLD: RequestStep.TAKEN,
    Status.RESOLVED: RequestStep.RESOLVED,
    Status.CLOSED: RequestStep.CLOSED,
    Status.CANCELLED: RequestStep.CANCELLED,
    Status.REOPENED: RequestStep.REOPENED,
}


def has_notice(membership: Membership, kind: MemberNotice) -> bool:
    """Return True if the member gets this kind: by their own switch, else by the default of their role."""
    if kind not in OFFERED[membership.role]:
        return False
    said = membership.notices.get(kind.value)
    return said if isinstance(said, bool) else kind in _DEFAULTS[membership.role]


def get_told_status(status: Status) -> RequestStep | None:
    """Return how members are told a status; None for one they are not told of."""
    return _STATUSES.get(status)


def get_told_change(old: Status, new: Status) -> RequestStep | None:
    """Return the step that members are told when a status changes. A request is taken only from those who wait for
    somebody; a step back that was undone is none."""
    told = get_told_status(new)
    if told is RequestStep.TAKEN:
        return told if old in TO_BE_TAKEN else None
    return told if told is not get_told_status(old) else None


def is_line_true(args: Mapping[str, str | int], status: Status) -> bool:
    """Return True if a digest's line about a request is still true."""
    return "status" not in args or args["status"] == get_told_status(status)
