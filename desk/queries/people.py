"""People as lists and cards name them, and how they are found by words of their names. Knows no ticket."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_

from db.models import Person, Role
from desk.search.named import read_place, select_people_at

_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class PersonInfo:
    """A person by name. `key` identifies them in callback data: the Telegram id, None for people without one."""

    id: int
    name: str
    key: int | None
    role: Role
    away: bool = False
    away_until: datetime | None = None


def describe_person(person: Person) -> PersonInfo:
    """Describe a person for views."""
    return PersonInfo(person.id, person.name, person.telegram_id, person.role, person.away, person.away_until)


def match_names(words: str) -> list[ColumnElement[bool]]:
    """Match people with each of the typed words in their name, or those at the address or domain that was typed."""
    said = (Person.name, Person.username)
    typed = [word.removeprefix("@") for word in words.split()[:_MOST_WORDS]]
    named = [or_(*(one.icontains(word, autoescape=True) for one in said)) for word in typed]
    if (place := read_place(words)) is None:
        return named
    return [or_(Person.id.in_(select_people_at(place)), *named)]  # it is one word
