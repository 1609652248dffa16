"""Fields of requests that admins declare, with kinds of the settings, and their values in a request.

A value is stored as the text that its kind reads, by the field's id: people's words apart from what else is kept, as
only they are sealed. One that no longer fits, such as a removed option, is shown as it is. Knows no verb.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from desk.settings.kinds import CalendarDay, Choice, Number, Switch, TypedLine

LONGEST_NAME, LONGEST_TEXT = 40, 200
PARTS = WORDS, KEPT = "words", "kept"
Held = Mapping[str, Mapping[str, str]] | None
"""The values of one request, as they are stored."""


class FieldKind(StrEnum):
    """The kind of a field's values."""

    TEXT = "text"
    NUMBER = "number"
    SWITCH = "switch"
    CHOICE = "choice"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class DeclaredField:
    """A field. `options`: what it is chosen from; `question`: what a requester is asked for it, by language."""

    id: int
    name: str
    holds: FieldKind
    options: tuple[str, ...] = ()
    question: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def kind(self) -> TypedLine | Number | Switch | Choice | CalendarDay:
        """Return the kind of its values."""
        match self.holds:
            case FieldKind.NUMBER:
                return Number(least=0, most=999_999_999)
            case FieldKind.SWITCH:
                return Switch()
            case FieldKind.CHOICE:
                return Choice("", self.options)
            case FieldKind.DAY:
                return CalendarDay()
        return TypedLine(LONGEST_TEXT)

    @property
    def part(self) -> str:
        """Return the part of what is stored that has its value."""
        return WORDS if self.holds is FieldKind.TEXT else KEPT

    def write_question(self) -> dict[str, str]:
        """Return what a requester is asked, with what can be chosen, by language."""
        chosen = f" ({', '.join(self.options)})" if self.options else ""
        return {language: f"{text}{chosen}" for language, text in self.question.items()}

    def list_chosen(self) -> Sequence[str]:
        """Return the values that it is chosen from, as they are stored."""
        return ("on", "off") if self.holds is FieldKind.SWITCH else self.options

    def say(self, language: str, text: str) -> str:
        """Return a stored value in words; nothing for none."""
        with suppress(ValueError):
            return self.kind.format_value(language, self.kind.parse_text(text)) if text else ""
        return text


def load_field(row: Sequence[Any]) -> DeclaredField | None:
    """Read a stored field; None for one that only a newer version knows."""
    key, name, holds, options, question = row
    with suppress(ValueError):
        return DeclaredField(key, name, FieldKind(holds), tuple(options), question)
    return None


class FieldLine(NamedTuple):
    """A field and its value, as it is stored."""

    field: DeclaredField
    text: str

    def say(self, language: str) -> str:
        """Return the value in words."""
        return self.field.say(language, self.text)


def make_key(one: DeclaredField) -> str:
    """Return how its question is called among those of a request; keys of topics have no colon."""
    return f"field:{one.id}"


def list_values(fields: Sequence[DeclaredField], held: Held) -> tuple[FieldLine, ...]:
    """Return the fields that hold something."""
    return tuple(FieldLine(one, text) for one in fields if (text := get_value(one, held))) if held else ()


def get_value(one: DeclaredField, held: Held) -> str:
    """Return what the field holds, as it is stored; empty for nothing."""
    return (held or {}).get(one.part, {}).get(str(one.id), "")


def put_value(one: DeclaredField, held: Held, text: str) -> dict[str, Any] | None:
    """Return what is stored once the field holds that; None where nothing is left."""
    mine = {key: other for key, other in (held or {}).get(one.part, {}).items() if key != str(one.id)}
    return _drop_empty({**(held or {}), one.part: {**mine, **({str(one.id): text} if text else {})}})


def leave_out_words(held: Held, is_gone: Callable[[str], bool]) -> dict[str, Any] | None:
    """Return what is stored without the words of which that is true."""
    words = {key: text for key, text in (held or {}).get(WORDS, {}).items() if not is_gone(text)}
    return _drop_empty({**(held or {}), WORDS: words})


def _drop_empty(parts: Mapping[str, Mapping[str, str]]) -> dict[str, Any] | None:
    return {name: values for name, values in parts.items() if values} or None


def find_field(fields: Sequence[DeclaredField], said: str) -> DeclaredField | None:
    """Return the field of that name, whatever its case, or of that id."""
    name = " ".join(said.split()).casefold()
    by_name = (one for one in fields if one.name.casefold() == name)
    return next(by_name, None) or next((one for one in fields if str(one.id) == name), None)
