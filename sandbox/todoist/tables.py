"""Rows by id, and the order in which they last changed.

The cost of reading "since" depends on what changed, not on what exists. Must not know what the rows mean.
"""

import random
from typing import Any

Row = dict[str, Any]

_ALPHABET = "23456789CFGHJMPQRVWXcfghjmpqrvwx"


class Table:
    """One kind of object in the shape in which the service sends it."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self._changed: dict[str, int] = {}

    def put_row(self, key: str, row: Row, version: int) -> None:
        """Store a row as changed just now."""
        self.rows[key] = row
        self._changed.pop(key, None)
        self._changed[key] = version

    def drop_row(self, key: str) -> None:
        """Forget a row and its change."""
        self.rows.pop(key, None)
        self._changed.pop(key, None)

    def list_changed_since(self, version: int) -> list[Row]:
        """Return the latest state of every row changed after `version`, oldest change first."""
        found: list[Row] = []
        for key in reversed(self._changed):
            if self._changed[key] <= version:
                break
            found.append(self.rows[key])
        found.reverse()
        return found


class Ids:
    """New ids: opaque case-sensitive strings for objects, digits for users."""

    def __init__(self, seed: int | None = None) -> None:
        self._random = random.Random(seed)

    def make_object_id(self) -> str:
        """Make an id like `6XR4GqQQCW6Gv9h4`."""
        return "6" + "".join(self._random.choices(_ALPHABET, k=15))

    def make_user_id(self) -> str:
        """Make an id like `2671355`."""
        return str(self._random.randrange(10_000_000, 99_999_999))

    def make_token(self) -> str:
        """Make a token of forty hexadecimal digits, like a personal one."""
        return f"{self._random.getrandbits(160):040x}"
