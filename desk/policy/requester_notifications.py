"""Which notifications a requester gets, and whether at once: their switches over the desk's. Pure. Answers, and the
question whether it is solved, are not switched: they always come. What is off is still shown in the ticket."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from db.models import Person, Status, Ticket
from desk.policy.member_notices import NEW_LINE, STATUS_LINE, is_line_true
from desk.policy.transitions import FINISHED
from desk.settings import DeskSettings

DIGEST_AT = time(10)
TAKEN = ("taken", "taken-released")
"""Lines that say who has a ticket."""
_PROMISED, _NOBODY_FREE = "promise-made", "nobody-free"
_WHILE = {
    "waiting-for-you": Status.PENDING,
    "waiting-for-you-team": Status.PENDING,
    "pending-reminder": Status.PENDING,
    "on-hold": Status.ON_HOLD,
}
_REMINDS = frozenset({_NOBODY_FREE, "pending-reminder", "still-on-it"})
_ON, _OFF = "on", "off"
BEGUN_SWITCH = "own_begun"
"""The name of a person's switch for requests begun by the team, next to those of their notifications."""


class RequesterNotification(StrEnum):
    """A notification that can be switched: a kind, and (DAILY) that all come together once a day. The desk's own
    switches are the setting `tell`."""

    TAKEN = "taken"
    STATUS = "status"
    REMINDERS = "reminders"
    SURVEYS = "surveys"
    DAILY = "daily"

    @property
    def switch(self) -> str:
        """Return its key among a person's switches, which hold those of staff too."""
        return f"own_{self.value}"


def is_wanted(person: Person, news: RequesterNotification, rules: DeskSettings) -> bool:
    """Return True if the person gets this kind: by their own switch, else by the desk's."""
    said = (person.switches or {}).get(news.switch)
    default: bool = getattr(rules.news, news.value)
    return said == _ON if said in (_ON, _OFF) else default


def set_switch(person: Person, news: RequesterNotification, *, on: bool) -> dict[str, str]:
    """Return the person's switches with this one set."""
    return {**(person.switches or {}), news.switch: _ON if on else _OFF}


def has_team_requests_on(person: Person) -> bool:
    """Return True unless the person has declined requests that the team begins."""
    return (person.switches or {}).get(BEGUN_SWITCH) != _OFF


def set_team_requests(person: Person, *, on: bool) -> dict[str, str]:
    """Return the person's switches with that for requests begun by the team set."""
    return {**(person.switches or {}), BEGUN_SWITCH: _ON if on else _OFF}


def get_requester_switches(person: Person) -> dict[str, str]:
    """Return those of the person's switches that they have as a requester."""
    theirs = {news.switch for news in RequesterNotification} | {BEGUN_SWITCH}
    return {switch: said for switch, said in (person.switches or {}).items() if switch in theirs}


def is_still_true(key: str, args: Mapping[str, str | int], ticket: Ticket) -> bool:
    """Return True if a gathered line about a ticket is still true. None is for a ticket that is resolved or has ended,
    because its requester is asked or notified then; members of the organization get only the line."""
    if key in (NEW_LINE, STATUS_LINE):
        return is_line_true(args, ticket.status)
    if ticket.status is Status.RESOLVED or ticket.status in FINISHED:
        return False
    if key == _PROMISED:
        return ticket.promised_at is not None and int(ticket.promised_at.timestamp()) == args["at"]
    if key == _NOBODY_FREE:
        return not ticket.is_taken
    return _WHILE.get(key, ticket.status) is ticket.status


def get_line_subject(key: str) -> str:
    """Return what a gathered line is about: of several about the same the last one is sent. "" means that each is
    sent."""
    if key in TAKEN:
        return "taken"
    return "" if key in _REMINDS else key


def get_next_digest_time(now: datetime, zone: str) -> datetime:
    """Return the next ten o'clock in a time zone."""
    local = now.astimezone(ZoneInfo(zone))
    today = datetime.combine(local.date(), DIGEST_AT, ZoneInfo(zone))
    tomorrow = datetime.combine(local.date() + timedelta(days=1), DIGEST_AT, ZoneInfo(zone))
    return today if today > now else tomorrow
