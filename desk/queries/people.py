"""People as lists and cards name them, and how they are found by words of their names. Knows no ticket."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from db.models import Contact, Membership, Person, Profile, Role
from desk.policy.permissions import is_member
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


def match_names(words: str) -> ColumnElement[bool]:
    """Match people with each of the typed words, in any order, in one of their names: as the desk calls them, as they
    registered, or as their contact is called. Somebody kept as "Mira C." is found by the whole name, too, and everybody
    by the address or domain."""
    typed = [fold_name(word.removeprefix("@")) for word in words.split()[:_MOST_WORDS]]
    registered = select(Profile.person_id).where(has_words(typed, Profile.full_name))
    known = select(Membership.person_id).join(Contact, Contact.id == Membership.contact_id)
    ways = [
        has_words(typed, Person.name, Person.full_name, Person.username),
        Person.id.in_(registered),
        Person.id.in_(known.where(is_member(), Contact.removed_at.is_(None), has_words(typed, Contact.name))),
    ]
    if (place := read_place(words)) is not None:
        ways.append(Person.id.in_(select_people_at(place)))
    if len(typed) == _WHOLE and all(typed):
        first, last = typed
        ways.append(_fold(Person.name).in_([f"{first} {last[0]}.", f"{last} {first[0]}."]))
    return or_(*ways)


_WHOLE = 2
"""Words of a whole name, of which Telegram's second is kept as its first letter."""


def has_words(folded: Sequence[str], *columns: Any) -> ColumnElement[bool]:
    """Match what has each of the words, as `fold_name` returns them, in these columns together."""
    said = _fold(func.concat_ws(" ", *columns))
    return and_(*(said.contains(word, autoescape=True) for word in folded))


def fold_name(said: str) -> str:
    """Return words of a name as they are compared."""
    return said.lower().replace("ё", "е")


def _fold(said: Any) -> ColumnElement[str]:
    return func.translate(func.lower(said), "ё", "е").collate("C")  # comparing bytes costs a fraction
