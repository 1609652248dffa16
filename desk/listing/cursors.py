"""The place in a list that a program was given, signed: the last row's keys may be more than it is shown, and whoever
could write them could search for these values."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from desk.references import Purpose, is_same, sign

_KINDS: dict[str, type[date]] = {"at": datetime, "on": date}


def write_cursor(secret: bytes, about: str, values: Sequence[Any]) -> str:
    """Return the place behind the row with these values, in the list that `about` describes."""
    said = json.dumps([_pack(one) for one in values], separators=(",", ":")).encode()
    return _seal(secret, about, said)


def read_cursor(secret: bytes, about: str, cursor: str) -> list[Any] | None:
    """Return the values; None for a cursor that was not given out for this list."""
    try:
        whole = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except ValueError:
        return None
    said = whole[Purpose.LIST.size :]
    if not is_same(_seal(secret, about, said), cursor):
        return None
    return [_unpack(one) for one in json.loads(said)]


def _seal(secret: bytes, about: str, said: bytes) -> str:
    mark = sign(secret, Purpose.LIST, about.encode() + b"\0" + said)
    return urlsafe_b64encode(mark + said).rstrip(b"=").decode()


def _pack(value: Any) -> Any:
    kind = next((name for name, type_ in _KINDS.items() if isinstance(value, type_)), None)
    return value if kind is None else {kind: value.isoformat()}


def _unpack(value: Any) -> Any:
    return next(_KINDS[kind].fromisoformat(said) for kind, said in value.items()) if isinstance(value, dict) else value
