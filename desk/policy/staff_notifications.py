"""Which news a member of staff hears, and how: their switches. Pure; what is off still stands in the ticket."""

from enum import StrEnum

from db.models import Person


class StaffNews(StrEnum):
    """Kinds of news that can be switched by whoever gets them."""

    CARDS = "cards"  # new tickets, and what is back in the queue
    CHANGES = "changes"  # what others did to the tickets one holds
    REMINDERS = "reminders"
    TEAM = "team"  # admins: who came, went, linked an account
    BOARD = "board"  # admins: what is wrong with the board, the brake
    DESK = "desk"  # admins: what was given up or waits too long, who cannot be reached


class Hearing(StrEnum):
    """How somebody hears a kind of news."""

    SOUND = "sound"
    SILENT = "silent"
    OFF = "off"


ADMINS_NEWS = (StaffNews.TEAM, StaffNews.BOARD, StaffNews.DESK)


_TEAM = ("invite-", "dismissed", "linked", "unlinked", "admit")
_BOARD = ("brake-", "board-", "former-on-board", "evict")


def kind_of(key: str) -> StaffNews:
    """Which of the admins' kinds a line is, by its key."""
    if key.startswith(_TEAM):
        return StaffNews.TEAM
    return StaffNews.BOARD if key.startswith(_BOARD) else StaffNews.DESK


def hearing(person: Person, news: StaffNews) -> Hearing:
    """As they have switched it; `/quiet` is a switch of the cards. A word of a newer version counts as a sound."""
    said = (person.switches or {}).get(news.value)
    if news is StaffNews.CARDS and said != Hearing.OFF.value:
        return Hearing.SILENT if person.quiet else Hearing.SOUND
    return Hearing(said) if said in (Hearing.SILENT.value, Hearing.OFF.value) else Hearing.SOUND


def hears(person: Person, news: StaffNews) -> bool:
    """Whether they get it at all."""
    return hearing(person, news) is not Hearing.OFF
