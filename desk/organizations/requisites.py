"""Requisites of organizations: named lines such as the address, KPP and head. Changes nothing.

A service that knows tax ids answers the known names, which are kept as keys and said in the reader's language. People
and integrations may add lines of any name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from desk import Refused
from desk.i18n import LANGUAGES, say
from desk.text import clean_name

KNOWN = ("full_name", "address", "kpp", "ogrn", "head", "post")
"""The names that a service answers, in the order in which they are shown first."""
LONGEST_NAME = 60
LONGEST_VALUE = 300
MOST = 20


@dataclass(frozen=True, slots=True)
class Requisite:
    """A line: `name` is one of `KNOWN`, or as somebody wrote it."""

    name: str
    value: str

    def say_name(self, language: str) -> str:
        """Return the name as people read it."""
        return say(language, "requisite", name=self.name) if self.name in KNOWN else self.name


Requisites = tuple[Requisite, ...]


@dataclass(frozen=True, slots=True)
class FoundOrganization:
    """The answer of a service that knows organizations by their tax id."""

    name: str
    requisites: Requisites = ()


def load_requisites(stored: Iterable[Mapping[str, Any]]) -> Requisites:
    """Return stored lines."""
    return tuple(Requisite(str(one["name"]), str(one["value"])) for one in stored)


def dump_requisites(lines: Iterable[Requisite]) -> list[dict[str, str]]:
    """Return lines as they are stored."""
    return [{"name": one.name, "value": one.value} for one in lines]


def tidy_requisites(lines: Iterable[Requisite]) -> Requisites:
    """Return the lines as they can be stored: known names by any of their labels, of one name the last, without empty
    ones. Raises Refused if there are too many."""
    found: dict[str, Requisite] = {}
    for one in lines:
        name, value = _fold_name(clean_name(one.name, LONGEST_NAME)), clean_name(one.value, LONGEST_VALUE)
        if name and value:
            found[name.casefold()] = Requisite(name, value)
    if len(found) > MOST:
        raise Refused("requisites-too-many", most=MOST)
    return tuple(found.values())


def merge_requisites(there: Iterable[Requisite], answered: Iterable[Requisite]) -> Requisites:
    """Return what a service answered, then the lines that it knows nothing of; as many as can be stored."""
    answered = tidy_requisites(answered)
    names = {one.name for one in answered}
    return (*answered, *(one for one in there if one.name not in names))[:MOST]


def write_requisites(lines: Iterable[Requisite], language: str) -> str:
    """Return lines as text, such as "KPP: 773601001"."""
    return "\n".join(f"{one.say_name(language)}: {one.value}" for one in lines)


def parse_requisites(typed: str) -> Requisites:
    """Return the lines of a text. Raises Refused for a line without a name, or too many."""
    return tidy_requisites(_parse_line(line) for line in typed.splitlines() if line.strip())


def _parse_line(line: str) -> Requisite:
    name, colon, value = line.partition(":")
    if not colon or not name.strip():
        raise Refused("requisites-line", line=clean_name(line, LONGEST_NAME))
    return Requisite(name, value)


def _fold_name(name: str) -> str:
    return _list_labels().get(name.casefold(), name)


@cache
def _list_labels() -> Mapping[str, str]:
    labels = {say(code, "requisite", name=name).casefold(): name for code in LANGUAGES for name in KNOWN}
    return {**labels, **{name: name for name in KNOWN}}
