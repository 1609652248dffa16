"""One authorised REST request as the routes see it, and paging. Must not know sockets."""

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from sandbox.todoist.errors import make_invalid_argument
from sandbox.todoist.tables import Row
from sandbox.todoist.world import TodoistWorld

PAGE_SIZE, PAGE_LIMIT = 50, 200


@dataclass(frozen=True, slots=True)
class Call:
    """One authorised request: the account, path parameters, query, JSON body."""

    world: TodoistWorld
    uid: str
    path: dict[str, str]
    query: dict[str, str]
    body: Row = field(default_factory=dict)

    def make_page(self, rows: Iterable[Row], key: str = "results") -> Row:
        """Return one page; its cursor is only valid with the same other parameters."""
        limit = self.query.get("limit", str(PAGE_SIZE))
        if not limit.isdecimal() or not 1 <= int(limit) <= PAGE_LIMIT:
            raise make_invalid_argument("limit", f"limit must be between 1 and {PAGE_LIMIT}")
        others = sorted((name, value) for name, value in self.query.items() if name not in {"cursor", "limit"})
        mark = hashlib.sha256(repr((self.uid, others)).encode()).hexdigest()[:12]
        start = _read_cursor(self.query.get("cursor"), mark)
        found = list(rows)
        end = start + int(limit)
        following = base64.urlsafe_b64encode(f"{mark}:{end}".encode()).decode() if end < len(found) else None
        return {key: found[start:end], "next_cursor": following}

    def is_match(self, row: Row, names: Iterable[str]) -> bool:
        """Return True if a row has the query's value in each of these names."""
        return all(row[name] == self.query[name] for name in names if name in self.query)


def _read_cursor(cursor: str | None, mark: str) -> int:
    if not cursor:
        return 0
    try:
        found, start = base64.urlsafe_b64decode(cursor).decode().split(":")
    except (ValueError, UnicodeError):
        raise make_invalid_argument("cursor", "Invalid cursor") from None
    if found != mark:
        raise make_invalid_argument("cursor", "The cursor belongs to another request")
    return int(start)


def rename_fields(body: Row, names: dict[str, str]) -> Row:
    """Return a body with REST's names replaced by those of the Sync API."""
    return {names.get(name, name): value for name, value in body.items()}
