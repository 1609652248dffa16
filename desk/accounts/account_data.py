"""Account data as other systems send it, within its limits. Pure: knows no table and no HTTP.

Whatever they send is untrusted: each text becomes one line of limited length, and a link is an http(s) address.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from desk.text import clean_text, strip_invisible

MOST_FIELDS = 12
LONGEST_LABEL, LONGEST_VALUE, LONGEST_URL = 40, 200, 500
LARGEST_ANSWER = 16_384
"""Bytes of an answer; a longer one is refused."""


@dataclass(frozen=True, slots=True)
class AccountField:
    """A value with its label, each one line."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class AccountLink:
    """An address where staff read more, in the other system."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class AccountData:
    """An answer of another system about a person; without fields and link it does not know them."""

    fields: tuple[AccountField, ...] = ()
    link: AccountLink | None = None


@dataclass(frozen=True, slots=True)
class AccountInfo:
    """Account data as staff see it. `as_of`: when the other system last said so, None if it never did;
    `failed_since`: the first of the requests that have failed since then."""

    fields: tuple[AccountField, ...]
    link: AccountLink | None
    as_of: datetime | None
    failed_since: datetime | None


def parse_answer(body: bytes) -> AccountData:
    """Return what an answer says; fields beyond the limit and those without text are left out. Raises ValueError if it
    is not such an answer."""
    try:
        said = json.loads(body)
    except RecursionError:
        raise ValueError("too deep") from None
    if not isinstance(said, dict) or not isinstance(said.get("fields", []), list):
        raise ValueError("no fields")
    return AccountData(make_fields(said.get("fields", [])), make_link(said.get("link")))


def make_fields(said: Iterable[Any]) -> tuple[AccountField, ...]:
    """Return fields of objects with `label` and `value`."""
    found = []
    for one in said:
        if isinstance(one, dict):
            label, value = make_line(one.get("label"), LONGEST_LABEL), make_line(one.get("value"), LONGEST_VALUE)
            if label and value:
                found.append(AccountField(label, value))
    return tuple(found[:MOST_FIELDS])


def make_link(said: Any) -> AccountLink | None:
    """Return a link of an object with `label` and `url`; None if the address is not fit to be opened."""
    url = said.get("url") if isinstance(said, dict) else None
    if not isinstance(url, str) or not is_good_address(url):
        return None
    return AccountLink(make_line(said.get("label"), LONGEST_LABEL) or urlsplit(url).hostname or "", url)


def is_good_address(url: str) -> bool:
    """Return True for an http(s) address in plain letters, without a name or password in it."""
    if not (url.isascii() and url.isprintable() and " " not in url) or len(url) > LONGEST_URL:
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        return False


def require_address(url: str) -> str:
    """Return the address. Raises ValueError unless it is fit to be opened."""
    if not is_good_address(url):
        raise ValueError("is no http(s) address")
    return url


def require_line(said: str) -> str:
    """Return a text as one line. Raises ValueError if it says nothing."""
    line = make_line(said, len(said) + 1)
    if not line:
        raise ValueError("says nothing")
    return line


def make_line(said: Any, most: int) -> str:
    """Return a text or number as one line, cut to a number of characters; empty for anything else."""
    if isinstance(said, bool) or not isinstance(said, str | int | float):
        return ""
    line = " ".join(clean_text(str(said)).split())
    if not strip_invisible(line).strip():
        return ""
    return line if len(line) <= most else line[: most - 1] + "…"
