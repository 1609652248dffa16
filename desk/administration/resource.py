"""Declarations of a noun: how its rows are listed and found, their fields, what is done to them, how one is added.

Knows no noun and no channel.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from desk import Desk
from desk.administration.kinds import Asker, FieldValue, parse_id, read_id
from desk.outbox import Button
from desk.policy.permissions import Grant
from desk.search.stemming import fold_text
from desk.settings.kinds import BaseKind, TypedLine, format_button_value
from desk.text import RichText, count_units, cut_text

_Value = TypeVar("_Value")
Write = Callable[[Desk, Any, FieldValue], Awaitable[object]]
Do = Callable[[Desk, Any], Awaitable[object]]
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

    def has_match(self, *texts: str) -> bool:
        """Return True if the texts together have all of the words, whatever their case; ё is read as е."""
        text = fold_text(" ".join(texts))
        return all(word in text for word in fold_text(self.words).split())


@dataclass(frozen=True, slots=True)
class NounField:
    """A part of a row that people change, named by the text `field-<noun>-<name>`, explained by its `-help`.

    `get` returns what the row has, nothing or None for an empty field; `write` raises Refused with what would be right.
    `language`: of a field that each language has. `has`: whether a row that is not removed has it.
    """

    name: str
    kind: BaseKind
    get: Callable[[Any], FieldValue | RichText | str | int | None]
    write: Write
    language: str = ""
    has: Callable[[Any], bool] = lambda _row: True

    def read(self, row: Any) -> FieldValue:
        """Return the row's value."""
        value = self.get(row)
        if isinstance(value, FieldValue):
            return value
        if isinstance(value, RichText):
            return FieldValue(value)
        return FieldValue.of("" if value is None else format_button_value(value))

    @property
    def id(self) -> str:
        """Return its name in forms and buttons."""
        return f"{self.name}-{self.language}" if self.language else self.name


def make_new_field(name: str, kind: BaseKind) -> NounField:
    """Return a field of a new row alone, which is added with what it contains."""

    async def write_nothing(_desk: Desk, _row: Any, _value: FieldValue) -> None:
        return

    return NounField(name, kind, lambda _row: "", write_nothing)


def do_by_id(verb: Callable[[Desk, Any], Awaitable[object]], key: str = "id") -> Do:
    """Return what calls the verb with the row's id, or with what else verbs know it by."""
    return lambda desk, row: verb(desk, getattr(row, key))


def set_text(verb: Callable[[Desk, Any, str], Awaitable[object]], key: str = "id") -> Write:
    """Return what calls the verb with the row's id and the typed text."""
    return lambda desk, row, value: verb(desk, getattr(row, key), value.text)


def set_words(verb: Callable[[Desk, Any, RichText], Awaitable[object]], key: str = "id") -> Write:
    """Return what calls the verb with the row's id and the typed words with their formatting."""
    return lambda desk, row, value: verb(desk, getattr(row, key), value.words)


def set_id(verb: Callable[[Desk, Any, int | None], Awaitable[object]]) -> Write:
    """Return what calls the verb with the row's id and the chosen one, or None."""
    return lambda desk, row, value: verb(desk, row.id, parse_id(value))


def set_in_language(
    verb: Callable[[Desk, Any, str, _Value], Awaitable[object]], language: str
) -> Callable[[Desk, Any, _Value], Awaitable[object]]:
    """Return the verb for one language."""
    return lambda desk, key, value: verb(desk, key, language, value)


def find_by_id(load: Callable[[Asker, int], Awaitable[Any]]) -> Callable[[Asker, str], Awaitable[Any]]:
    """Return what loads the row of a key, which is its id; None for what is no id."""

    async def find(asker: Asker, key: str) -> Any:
        row_id = read_id(key)
        return None if row_id is None else await load(asker, row_id)

    return find


def is_live(row: Any) -> bool:
    """Return True unless the row was removed; what cannot be removed and restored is live."""
    return not getattr(row, "is_removed", False)


def make_order(
    list_ids: Callable[[Any], Sequence[int]], write: Callable[[Desk, Sequence[int]], Awaitable[object]]
) -> NounField:
    """Return the order of the rows beside a row, which moving that row changes."""

    async def restore(desk: Desk, _row: Any, value: FieldValue) -> None:
        await write(desk, [int(one) for one in value.text.split(",")])

    return NounField("order", TypedLine(0), lambda row: ",".join(map(str, list_ids(row))), restore)


@dataclass(frozen=True, slots=True)
class Act:
    """A press that changes a row, named by the text `btn-do-<noun>-<name>`. `has`: whether it can be done now; `asks`:
    words that may go along, then it writes them instead of `do`; `changes`: what it changes besides the fields, for
    undo; `is_for_readers`: whoever may see the row does it."""

    name: str
    do: Do
    has: Callable[[Any], bool] = lambda _row: True
    asks: NounField | None = None
    changes: NounField | None = None
    is_for_readers: bool = False


def make_removal(remove: Do, restore: Do) -> tuple[Act, Act]:
    """Return the acts that remove a row and restore it."""
    return Act("remove", remove, has=is_live), Act("restore", restore, has=lambda row: not is_live(row))


@dataclass(frozen=True, slots=True)
class New:
    """A kind of row that is added, named by the text `btn-<noun>-new-<name>`. `fields`: its first ones; in the bot they
    come in one message, a word each, the last one all the rest; without any it is added at once. `create` returns the
    key; it gets the row or group to add it to, empty for none. `may`: who may add it, of those who may see the list.
    `done`: the text that the bot says where there was nothing to type."""

    name: str
    fields: tuple[NounField, ...]
    create: Callable[[Desk, str, Mapping[str, FieldValue]], Awaitable[str]]
    may: Callable[[Asker], bool] = lambda _asker: True
    done: str = "admin-act-done"

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
    """A way to what is done by hand: the button in the bot, if it has data, and the address in the panel, if any."""

    button: Button
    address: str = ""


@dataclass(frozen=True, slots=True)
class StoredNames:
    """Names that stand in stored messages: the slot of its screens, and of the question for a value;
    `prefixes`: of the data of buttons of earlier versions, which are answered with the list; `row`: the slot
    of one row in a message of its own, if others send it."""

    slot: str
    asked: str = ""
    prefixes: tuple[str, ...] = ()
    row: str = ""


async def list_nothing(_asker: Asker, _row: Any) -> Sequence[RichText | str]:
    """Return no facts."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A noun. `name`: in texts, in buttons; `command`: shows its list in the bot; `address`: of its list in the panel,
    `section`: the tab there, None where its pages are made by hand; `grant`: who may see it, None: all staff;
    `setting`: what has to be on, by its path; `columns`, `figures`: heads of a list, named by `column-<noun>-<name>`;
    `saved`: what is said of a change.

    `list_facts`: what is said of a row besides its fields; `list_beside`: rows that belong to it; `list_ways`: what
    is done by hand to a row, or on the first list (None); `name_inside`: what a group is called that is no row;
    `get_title`: the heading of a row where that is not the label of its line.
    """

    name: str
    stored: StoredNames
    command: str
    address: str
    section: tuple[str, str] | None
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
    setting: str = ""
    saved: str = "setting-set"
    get_title: Callable[[Asker, Any], str] | None = None
    may_change: Callable[[Asker, Any], bool] = lambda _asker, _row: True
    list_ways: Callable[[Asker, Any], Sequence[ByHand]] = lambda _asker, _row: ()

    def say_title(self, asker: Asker, row: Any) -> str:
        """Return the heading of a row."""
        return self.get_title(asker, row) if self.get_title is not None else self.make_line(asker, row).label

    def list_fields(self, row: Any) -> list[NounField]:
        """Return the fields that the row has."""
        return [one for one in self.fields if self.has_field(row, one)]

    def has_field(self, row: Any, one: NounField) -> bool:
        """Return True if the row has that field; a removed one has none."""
        return is_live(row) and one.has(row)

    def list_acts(self, asker: Asker, row: Any) -> list[Act]:
        """Return what the asker can do to the row now."""
        may_change = self.may_change(asker, row)
        return [one for one in self.acts if one.has(row) and (may_change or one.is_for_readers)]

    def find_act(self, name: str) -> Act | None:
        """Return the act of that name."""
        return next((one for one in self.acts if one.name == name), None)

    def list_undoable(self, row: Any) -> list[NounField]:
        """Return what a change of the row is remembered by: its fields, and what acts change besides them."""
        besides = (one.changes for one in self.acts if one.has(row))
        return [*self.list_fields(row), *(one for one in besides if one is not None)]

    def find_field(self, row: Any, field_id: str) -> NounField | None:
        """Return the row's field of that id."""
        return next((one for one in self.list_fields(row) if one.id == field_id), None)
