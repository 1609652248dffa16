"""Which notifications a requester gets, and whether at once: their switches over the desk's. Pure. Answers, and the
question whether it is solved, are not switched: they always come. What is off is still shown in the ticket."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from db.enums import TO_BE_TAKEN
from db.models import ClientRole, Membership, Person, Status, Ticket
from desk.policy.permissions import Grant, has_grant
from desk.settings import DeskSettings

# Which notifications a member of staff gets, and how: their switches. Pure. What is off is still shown in the ticket.


class StaffNotification(StrEnum):
    """Kinds of notifications that their receivers can switch."""

    CARDS = "cards"  # new tickets, and what is back in the queue
    CHANGES = "changes"  # what others did to the tickets assigned to this person
    REMINDERS = "reminders"
    TEAM = "team"  # with the grant `team`: who joined, left, linked an account
    BOARD = "board"  # with the grant `operations`: problems of the board, the brake
    DESK = "desk"  # with the grant `team`: what failed or waits too long, who cannot be reached
    SECURITY = "security"  # with the grant `team`: sign-ins from new places, new tokens, whole exports


class NotificationLevel(StrEnum):
    """How a person gets a kind of notification."""

    SOUND = "sound"
    SILENT = "silent"
    OFF = "off"


OF_LEADS = {
    StaffNotification.TEAM: Grant.TEAM,
    StaffNotification.BOARD: Grant.OPERATIONS,
    StaffNotification.DESK: Grant.TEAM,
    StaffNotification.SECURITY: Grant.TEAM,
}
"""Kinds that only those with a grant get."""


_TEAM = ("invite-", "dismissed", "linked", "unlinked", "admit")
_SECURITY = ("lasting-", "security-")
_BOARD = ("brake-", "board-", "former-on-board", "evict")


def get_kind(key: str) -> StaffNotification:
    """Return to which of the admins' kinds a line belongs, by its key."""
    if key.startswith(_TEAM):
        return StaffNotification.TEAM
    if key.startswith(_SECURITY):
        return StaffNotification.SECURITY
    return StaffNotification.BOARD if key.startswith(_BOARD) else StaffNotification.DESK


_TAKEN_CARDS = "taken_cards"


def has_taken_cards(person: Person) -> bool:
    """Return True if cards of tickets that colleagues took stay in the person's chat; the default."""
    return bool((person.switches or {}).get(_TAKEN_CARDS) != NotificationLevel.OFF.value)


def switch_taken_cards(person: Person, *, on: bool) -> dict[str, str]:
    """Return the person's switches with this one set."""
    how = NotificationLevel.SOUND if on else NotificationLevel.OFF
    return {**(person.switches or {}), _TAKEN_CARDS: how.value}


class PhoneWay(StrEnum):
    """The ways to wake a member of staff outside Telegram."""

    SMS = "sms"
    CALL = "call"
    EMAIL = "email"


def list_phone_ways(rules: DeskSettings) -> tuple[PhoneWay, ...]:
    """Return the ways that the operator has set up."""
    by_gateway = (PhoneWay.SMS, PhoneWay.CALL) if rules.gateway.url is not None else ()
    return (*by_gateway, PhoneWay.EMAIL) if rules.mailbox is not None else by_gateway


_PHONE_WAY, _PHONE_NUMBER, _UNPROVEN = "phone_way", "phone_number", "unproven_address"


def get_phone_way(person: Person) -> PhoneWay | None:
    """Return how the person is woken outside Telegram, as they chose; None: not at all."""
    said = (person.switches or {}).get(_PHONE_WAY)
    return PhoneWay(said) if said in tuple(PhoneWay) else None


def get_phone_number(person: Person) -> str | None:
    """Return the number that the person shared for it, or the address for e-mails that they proved to be theirs."""
    said = (person.switches or {}).get(_PHONE_NUMBER)
    return said if isinstance(said, str) else None


def set_phone(person: Person, way: PhoneWay | None, number: str | None) -> dict[str, str]:
    """Return the person's switches with these set; without a way the number is forgotten, and in any case an address
    that was not proven."""
    names = (_PHONE_WAY, _PHONE_NUMBER, _UNPROVEN)
    others = {name: said for name, said in (person.switches or {}).items() if name not in names}
    chosen = {_PHONE_WAY: way.value} if way is not None else {}
    return {**others, **chosen, **({_PHONE_NUMBER: number} if way is not None and number is not None else {})}


def get_unproven_address(person: Person) -> str | None:
    """Return the address that the person typed and has not proven to be theirs."""
    said = (person.switches or {}).get(_UNPROVEN)
    return said if isinstance(said, str) else None


def set_unproven_address(person: Person, address: str) -> dict[str, str]:
    """Return the person's switches with this address, to which no alert is sent yet."""
    return {**(person.switches or {}), _UNPROVEN: address}


@dataclass(frozen=True, slots=True)
class AlertBrowser:
    """A browser in which its person is woken, subscribed in a session of the panel. `address`: at its push service;
    `key`, `auth`: by which messages for it are encrypted; `under`: the desk's public key at that time."""

    session_id: int
    address: str
    key: str
    auth: str
    under: str


ALERT_BROWSERS = "alert_browsers"
"""The name of the switch that has them."""


def get_alert_browsers(person: Person) -> list[AlertBrowser]:
    """Return the browsers in which the person is woken, the oldest first."""
    return [AlertBrowser(**one) for one in (person.switches or {}).get(ALERT_BROWSERS, ())]


def set_alert_browsers(person: Person, browsers: Sequence[AlertBrowser]) -> dict[str, Any]:
    """Return the person's switches with these browsers."""
    others = {name: said for name, said in (person.switches or {}).items() if name != ALERT_BROWSERS}
    return {**others, **({ALERT_BROWSERS: [asdict(one) for one in browsers]} if browsers else {})}


def is_receiver(person: Person, news: StaffNotification) -> bool:
    """Return True if this kind is for this person."""
    return news not in OF_LEADS or has_grant(person, OF_LEADS[news])


def get_level(person: Person, news: StaffNotification) -> NotificationLevel:
    """Return how the person gets this kind, as they switched it. `/quiet` is a switch of the cards. A word of a newer
    version counts as sound."""
    said = (person.switches or {}).get(news.value)
    if news is StaffNotification.CARDS and said != NotificationLevel.OFF.value:
        return NotificationLevel.SILENT if person.quiet else NotificationLevel.SOUND
    return (
        NotificationLevel(said)
        if said in (NotificationLevel.SILENT.value, NotificationLevel.OFF.value)
        else NotificationLevel.SOUND
    )


def is_notified(person: Person, news: StaffNotification) -> bool:
    """Return True if the person gets this kind at all."""
    return get_level(person, news) is not NotificationLevel.OFF


# Which notices a member gets of the requests of their organization: their switches over the defaults of their role.
# Pure.


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


def _is_line_true(args: Mapping[str, str | int], status: Status) -> bool:
    """Return True if a digest's line about a request is still true."""
    return "status" not in args or args["status"] == get_told_status(status)


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
        return _is_line_true(args, ticket.status)
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
