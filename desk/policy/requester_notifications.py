"""Which news a requester wants to be told of, and whether at once: their switches over the desk's. Pure; answers, and
the question whether it is solved, are no news: they always come. What is off still stands in the ticket."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from db.models import Person
from desk.settings import DeskSettings

DIGEST_AT = time(10)
_ON, _OFF = "on", "off"


class RequesterNews(StrEnum):
    """What can be switched: a kind of news, and (DAILY) that all come gathered, once a day. The desk's own switch is
    the field `tell_<value>` of its settings."""

    TAKEN = "taken"
    STATUS = "status"
    REMINDERS = "reminders"
    SURVEYS = "surveys"
    DAILY = "daily"

    @property
    def switch(self) -> str:
        """Under which it stands in a person's switches, beside those of staff."""
        return f"own_{self.value}"


def wants(person: Person, news: RequesterNews, rules: DeskSettings) -> bool:
    """As the person has switched it, else as the desk has."""
    said = (person.switches or {}).get(news.switch)
    default: bool = getattr(rules, f"tell_{news.value}")
    return said == _ON if said in (_ON, _OFF) else default


def switched(person: Person, news: RequesterNews, *, on: bool) -> dict[str, str]:
    """The person's switches with this one set."""
    return {**(person.switches or {}), news.switch: _ON if on else _OFF}


def of_requester(person: Person) -> dict[str, str]:
    """Of the person's switches those that they have as a requester."""
    theirs = {news.switch for news in RequesterNews}
    return {switch: said for switch, said in (person.switches or {}).items() if switch in theirs}


def next_digest(now: datetime, zone: str) -> datetime:
    """The next ten o'clock of a zone."""
    local = now.astimezone(ZoneInfo(zone))
    today = datetime.combine(local.date(), DIGEST_AT, ZoneInfo(zone))
    tomorrow = datetime.combine(local.date() + timedelta(days=1), DIGEST_AT, ZoneInfo(zone))
    return today if today > now else tomorrow
