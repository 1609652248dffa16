"""Which notifications a requester gets, and whether at once: their switches over the desk's. Pure. Answers, and the
question whether it is solved, are not switched: they always come. What is off is still shown in the ticket."""

from enum import StrEnum

from db.models import Person
from desk.settings import DeskSettings

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
