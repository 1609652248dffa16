"""Which notifications a member of staff gets, and how: their switches. Pure. What is off is still shown in the
ticket."""

from enum import StrEnum

from db.models import Person


class StaffNews(StrEnum):
    """Kinds of notifications that their receivers can switch."""

    CARDS = "cards"  # new tickets, and what is back in the queue
    CHANGES = "changes"  # what others did to the tickets assigned to this person
    REMINDERS = "reminders"
    TEAM = "team"  # admins: who joined, left, linked an account
    BOARD = "board"  # admins: problems of the board, the brake
    DESK = "desk"  # admins: what failed or waits too long, who cannot be reached


class Hearing(StrEnum):
    """How a person gets a kind of notification."""

    SOUND = "sound"
    SILENT = "silent"
    OFF = "off"


ADMINS_NEWS = (StaffNews.TEAM, StaffNews.BOARD, StaffNews.DESK)


_TEAM = ("invite-", "dismissed", "linked", "unlinked", "admit")
_BOARD = ("brake-", "board-", "former-on-board", "evict")


def kind_of(key: str) -> StaffNews:
    """Return to which of the admins' kinds a line belongs, by its key."""
    if key.startswith(_TEAM):
        return StaffNews.TEAM
    return StaffNews.BOARD if key.startswith(_BOARD) else StaffNews.DESK


def hearing(person: Person, news: StaffNews) -> Hearing:
    """Return how the person gets this kind, as they switched it. `/quiet` is a switch of the cards. A word of a newer
    version counts as sound."""
    said = (person.switches or {}).get(news.value)
    if news is StaffNews.CARDS and said != Hearing.OFF.value:
        return Hearing.SILENT if person.quiet else Hearing.SOUND
    return Hearing(said) if said in (Hearing.SILENT.value, Hearing.OFF.value) else Hearing.SOUND


def hears(person: Person, news: StaffNews) -> bool:
    """Return True if the person gets this kind at all."""
    return hearing(person, news) is not Hearing.OFF
