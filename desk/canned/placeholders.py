"""Placeholders of canned replies: `{name}`, `{number}`, `{agent}`, `{expected}`, and the same in Russian. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desk.text import Entity, RichText, clean_text, count_units


class Placeholder(StrEnum):
    """A placeholder: the requester's name, the ticket's number, the agent, the expected time of an answer."""

    NAME = "name"
    NUMBER = "number"
    AGENT = "agent"
    EXPECTED = "expected"


_WORDS = {
    **{one.value: one for one in Placeholder},
    "имя": Placeholder.NAME,
    "номер": Placeholder.NUMBER,
    "агент": Placeholder.AGENT,
    "срок": Placeholder.EXPECTED,
}
_WRITTEN = re.compile(r"\{[ \t]*([^\s{}]+)[ \t]*\}")
_OPEN = re.compile(rf"\{{[ \t]*(?:{'|'.join(_WORDS)})(?!\w)(?![ \t]*\}})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Misplaced:
    """An unknown or unclosed placeholder, and its line (from 1)."""

    written: str
    line: int


def find_misplaced(text: str) -> Misplaced | None:
    """Return the first placeholder that cannot be filled, or None. Braces around several words are no placeholder."""
    found = [m for m in _WRITTEN.finditer(text) if m[1].casefold() not in _WORDS]
    found += _OPEN.finditer(text)
    if not found:
        return None
    first = min(found, key=lambda m: m.start())
    return Misplaced(first[0][:40], text.count("\n", 0, first.start()) + 1)


def find_used(text: str) -> set[Placeholder]:
    """Return the placeholders in a text."""
    return {_WORDS[m[1].casefold()] for m in _WRITTEN.finditer(text) if m[1].casefold() in _WORDS}


def fill_placeholders(words: RichText, values: Mapping[Placeholder, str]) -> RichText:
    """Fill in `values`, in the formatting of their placeholders; a placeholder without a value stays. "#{number}" gets
    one sign, not two."""
    named = ((found, _WORDS.get(found[1].casefold())) for found in _WRITTEN.finditer(words.text))
    given = ((found, values[one]) for found, one in named if one is not None and one in values)
    return _with(words, [(found, _once(words.text[: found.start()], value)) for found, value in given])


def _once(before: str, value: str) -> str:
    return value.removeprefix("#") if before.endswith("#") else value


def shorten_name(name: str) -> str:
    """Return a name as in a greeting, without the initial of the last name."""
    given, _, initial = name.rpartition(" ")
    return given if given and len(initial) == 2 and initial.endswith(".") else name


def replace_name(words: RichText, old: str, new: str) -> RichText:
    """Replace a person's name by another's wherever it is a word of its own."""
    if not shorten_name(old):
        return words
    theirs = re.compile(rf"(?<!\w)(?:{re.escape(old)}|{re.escape(shorten_name(old))})(?!\w)", re.IGNORECASE)
    return _with(words, [(found, shorten_name(new)) for found in theirs.finditer(words.text)])


def _with(words: RichText, instead: Iterable[tuple[re.Match[str], str]]) -> RichText:
    text, at, shifts = "", 0, []
    for found, said in instead:
        value = clean_text(said)
        shifts.append(
            (count_units(words.text[: found.start()]), count_units(words.text[: found.end()]), count_units(value))
        )
        text += words.text[at : found.start()] + value
        at = found.end()
    entities = (_move_entity(entity, shifts) for entity in words.entities)
    return RichText(text + words.text[at:], tuple(entity for entity in entities if entity.length))


def _move_entity(entity: Entity, shifts: Sequence[tuple[int, int, int]]) -> Entity:
    """Return where a range lies once each [start, end) has its new length; it includes the whole of what it touches."""
    low, high = entity.offset, entity.offset + entity.length
    first, last = low, high
    for start, end, length in shifts:
        longer = length - (end - start)
        first += longer if end <= low else start - low if start < low else 0
        last += longer if end <= high else start + length - high if start < high else 0
    return Entity(entity.type, first, last - first, entity.extra)
