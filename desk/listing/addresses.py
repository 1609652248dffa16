"""Filters of a list as words: in the address of a page, in a form, in a stored row, behind a button."""

from collections.abc import Collection, Mapping
from dataclasses import Field, fields, replace
from datetime import date
from enum import Enum
from typing import Any, TypeVar
from urllib.parse import urlencode

from desk.text import clean_text
from desk.text.typed_digits import parse_digits

_Filters = TypeVar("_Filters")
_MOST_TYPED = 200
_FIRST_YEAR, _LAST_YEAR = 2000, 2200


def read_filters(usual: _Filters, given: Mapping[str, Any], only: Collection[str] = ()) -> _Filters:
    """Return the filters with what is said of them, or of those that a door offers (`only`); what does not fit is as
    usual."""
    for one in _list_said(usual):
        if one.name in given and (not only or one.name in only):
            try:
                usual = change_filter(usual, one.name, str(given[one.name]))
            except ValueError:
                continue
    return usual


def change_filter(filters: _Filters, name: str, said: str) -> _Filters:
    """Return the filters with one of them changed; nothing: as a list has it at first. Raises ValueError."""
    one = next(one for one in _list_said(filters) if one.name == name)
    return replace(filters, **{name: one.metadata["read"](said) if said else one.default})  # type: ignore[type-var]


def write_filters(filters: Any, **changed: object) -> dict[str, str]:
    """Return what is said of the filters with these changes, without those that ask what a list shows at first."""
    values = [(one, changed.get(one.name, getattr(filters, one.name))) for one in _list_said(filters)]
    return {one.name: _say(value) for one, value in values if value not in (None, one.default)}


def write_address(path: str, filters: Any, page: int | str | None = None, **changed: object) -> str:
    """Return the address of a list: of its first page, of another, or ("") up to the number of one."""
    said = write_filters(filters, **changed) | ({} if page is None else {"page": str(page)})
    return f"{path}?{urlencode(said)}" if said else path


def read_id(said: str) -> int:
    """Return an id. Raises ValueError."""
    if (found := parse_digits(said)) is None:
        raise ValueError(said)
    return found


def read_words(said: str) -> str:
    """Return words to search for, each after one space."""
    return " ".join(clean_text(said.replace("\0", "")).split())[:_MOST_TYPED]


def read_day(said: str) -> date:
    """Return a day of this time. Raises ValueError."""
    found = date.fromisoformat(said.strip())
    if not _FIRST_YEAR <= found.year < _LAST_YEAR:
        raise ValueError(said)
    return found


def read_flag(said: str) -> bool:
    """Return True for a box that is ticked."""
    return said in ("1", "True")


def _list_said(filters: Any) -> list[Field[Any]]:
    return [one for one in fields(filters) if one.metadata["read"]]


def _say(value: object) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    return "1" if value is True else str(value)
