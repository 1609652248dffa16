"""Declarations of a noun: how its rows are listed and found, their fields, what is done to them, how one is added.

Knows no noun and no channel.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desk import Desk
from desk.administration.kinds import Asker, FieldValue, Kind
from desk.outbox import Button
from desk.policy.permissions import Grant
from desk.text import RichText, count_units, cut_text

INSIDE = "@"
"""Before the key of a row or of a group of rows: the list of what is in it."""


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row in a list. `key`: in addresses and buttons, at most 20 characters, with `INSIDE` before it of what leads to
    a list; `about`: what its other columns say; `trouble`: what has to be put right about it; `inside`: the row or
    group that it is in. `figures`: numbers in the last columns, for which a message has no room."""

    key: str
    label: str
    about: Sequence[str] = ()
    trouble: str = ""
    inside: str = ""
    figures: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows a list shows: those with all of the words, or else those in a row or group (`inside`: its key)."""

    words: str = ""
    inside: str = ""


@dataclass(frozen=True, slots=True)
class NounField:
    """A part of a row that people change, named by the text `field-<noun>-<name>`, explained by its `-help`.

    `write` raises Refused with what would be right. `language`: of a field that each language has. `has`: whether a row
    has it.
    """

    name: str
    kind: Kind
    read: Callable[[Any], FieldValue]
    write: Callable[[Desk, Any, FieldValue], Awaitable[object]]
    language: str = ""
    has: Callable[[Any], bool] = lambda _row: True

    @property
    def id(self) -> str:
        """Return its name in forms and buttons."""
        return f"{self.name}-{self.language}" if self.language else self.name


@dataclass(frozen=True, slots=True)
class Act:
    """A press that changes a row, named by the text `btn-<noun>-<name>`. `has`: whether it can be done now; `is_grave`:
    the panel asks first."""

    name: str
    do: Callable[[Desk, Any], Awaitable[object]]
    has: Callable[[Any], bool] = lambda _row: True
    is_grave: bool = False


@dataclass(frozen=True, slots=True)
class New:
    """A kind of row that is added, named by the text `btn-<noun>-new-<name>`. `fields`: its first ones; in the bot they
    come in one message, a word each, the last one all the rest. `create` returns the key; it gets the row or group to
    add it to, empty for none. `may`: who may add it, of those who may see the list."""

    name: str
    fields: tuple[NounField, ...]
    create: Callable[[Desk, str, Mapping[str, FieldValue]], Awaitable[str]]
    may: Callable[[Asker], bool] = lambda _asker: True

    def split(self, value: FieldValue) -> dict[str, FieldValue]:
        """Return the values of its fields in one message."""
        *first, last = (one.id for one in self.fields)
        rest, given = value.words, {}
        for one in first:
            word = next(iter(rest.text.split(maxsplit=1)), "")
            behind = rest.text.partition(word)[2] if word else ""
            start = count_units(rest.text) - count_units(behind.lstrip())
            given[one], rest = FieldValue.of(word), cut_text(rest, start, count_units(rest.text))
        return given | {last: FieldValue(rest, value.files, value.album)}


@dataclass(frozen=True, slots=True)
class ByHand:
    """A way from a noun's first list to what is done by hand: the button in the bot, if it has data, and the
    address in the panel."""

    button: Button
    address: str


@dataclass(frozen=True, slots=True)
class StoredNames:
    """Names that stand in stored letters and messages: the view and its slot, the question for a value and its slot;
    `prefixes`: of the data of buttons of earlier versions, which are answered with the list."""

    view: str
    slot: str
    ask: str
    asked: str
    prefixes: tuple[str, ...] = ()


async def list_nothing(_asker: Asker, _row: Any) -> Sequence[RichText | str]:
    """Return no facts."""
    return ()


async def take_no_part(_desk: Desk, _value: FieldValue) -> bool:
    """Take nothing of an album."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A noun. `name`: in texts, in buttons; `command`: shows its list in the bot; `address`: of its list in the panel,
    `section`: the tab there; `grant`: who may see it, None: all staff. `columns`, `figures`: heads of a list, named by
    `column-<noun>-<name>`.

    `list_facts`: what is said of a row besides its fields; `list_beside`: rows that belong to it; `list_ways`: buttons
    of the bot for what is done to it by hand; `name_inside`: what a group is called that is no row; `get_title`: the
    heading of a row where that is not the label of its line; `take_part`: takes a further message of an album that a
    row was made of, and returns whether there is one.
    """

    name: str
    stored: StoredNames
    command: str
    address: str
    section: tuple[str, str]
    grant: Grant | None
    list_lines: Callable[[Asker, Wanted], Awaitable[Sequence[RowLine]]]
    find: Callable[[Asker, str], Awaitable[Any]]
    make_line: Callable[[Asker, Any], RowLine]
    fields: tuple[NounField, ...]
    acts: tuple[Act, ...] = ()
    news: tuple[New, ...] = ()
    columns: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    list_facts: Callable[[Asker, Any], Awaitable[Sequence[RichText | str]]] = list_nothing
    list_beside: Callable[[Asker, Any], Sequence[RowLine]] = lambda _asker, _row: ()
    name_inside: Callable[[Asker, str], str] = lambda _asker, _key: ""
    get_title: Callable[[Asker, Any], str] | None = None
    may_change: Callable[[Asker, Any], bool] = lambda _asker, _row: True
    ways: tuple[ByHand, ...] = ()
    list_ways: Callable[[Any], Sequence[Button]] = lambda _row: ()
    take_part: Callable[[Desk, FieldValue], Awaitable[bool]] = take_no_part

    def say_title(self, asker: Asker, row: Any) -> str:
        """Return the heading of a row."""
        return self.get_title(asker, row) if self.get_title is not None else self.make_line(asker, row).label

    def list_fields(self, row: Any) -> list[NounField]:
        """Return the fields that the row has."""
        return [one for one in self.fields if one.has(row)]

    def list_acts(self, row: Any) -> list[Act]:
        """Return what can be done to the row now."""
        return [one for one in self.acts if one.has(row)]

    def find_field(self, row: Any, field_id: str) -> NounField | None:
        """Return the row's field of that id."""
        return next((one for one in self.list_fields(row) if one.id == field_id), None)
