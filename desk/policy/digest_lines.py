"""Lines about a ticket that are gathered for a daily digest: which are still true when it is sent, which replace each
other, and when it is due. Pure; whether somebody wants a digest is in `desk/policy/requester_notifications.py`."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from db.models import Status, Ticket
from desk.policy.member_notices import NEW_LINE, STATUS_LINE, is_line_true

_DIGEST_AT = time(10)
TAKEN = ("taken", "taken-released")
"""Lines that say who has a ticket."""
HOLD_UNTIL = "on-hold-until"
_PROMISED, _NOBODY_FREE = "promise-made", "nobody-free"
_WHILE = {
    "waiting-for-you": Status.PENDING,
    "waiting-for-you-team": Status.PENDING,
    "pending-reminder": Status.PENDING,
    "on-hold": Status.ON_HOLD,
}
_ON_HOLD = ("on-hold", HOLD_UNTIL)
_REMINDS = frozenset({_NOBODY_FREE, "pending-reminder", "still-on-it"})


def is_still_true(key: str, args: Mapping[str, str | int], ticket: Ticket) -> bool:
    """Return True if a gathered line about a ticket is still true. None is for a ticket that is resolved or has ended,
    because its requester is asked or notified then; members of the organization get only the line."""
    if key in (NEW_LINE, STATUS_LINE):
        return is_line_true(args, ticket.status)
    if ticket.status is Status.RESOLVED or ticket.is_finished:
        return False
    if key == _PROMISED:
        return ticket.promised_at is not None and int(ticket.promised_at.timestamp()) == args["at"]
    if key == HOLD_UNTIL:
        return ticket.hold_until is not None and int(ticket.hold_until.timestamp()) == args["at"]
    if key == _NOBODY_FREE:
        return not ticket.is_taken
    return _WHILE.get(key, ticket.status) is ticket.status


def get_line_subject(key: str) -> str:
    """Return what a gathered line is about: of several about the same the last one is sent. "" means that each is
    sent."""
    if key in TAKEN:
        return "taken"
    if key in _ON_HOLD:
        return "on-hold"
    return "" if key in _REMINDS else key


def get_next_digest_time(now: datetime, zone: str) -> datetime:
    """Return the next ten o'clock in a time zone."""
    local = now.astimezone(ZoneInfo(zone))
    today = datetime.combine(local.date(), _DIGEST_AT, ZoneInfo(zone))
    tomorrow = datetime.combine(local.date() + timedelta(days=1), _DIGEST_AT, ZoneInfo(zone))
    return today if today > now else tomorrow
