"""Which notifications a member of staff gets, and how: their switches. Pure. What is off is still shown in the ticket.
How they are woken outside Telegram is in `desk/policy/phone_alerts.py`."""

from enum import StrEnum

from db.models import Person
from desk.policy.permissions import Grant, has_grant


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
