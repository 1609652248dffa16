"""Completed tasks within a time range, as the two REST lists return them. Must not know HTTP."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sandbox.todoist.errors import make_invalid_argument, make_missing_argument
from sandbox.todoist.tables import Row
from sandbox.todoist.world import TodoistWorld

BY_COMPLETION, BY_DUE = timedelta(days=92), timedelta(weeks=6)


def list_completed(world: TodoistWorld, uid: str, query: Mapping[str, str], *, by_due: bool) -> list[Row]:
    """Return the completed tasks that an account sees, newest first, between `since` and `until`."""
    since, until = _read_time(query, "since"), _read_time(query, "until")
    if until - since > (BY_DUE if by_due else BY_COMPLETION):
        raise make_invalid_argument("until", "The time range is too wide")
    visible = world.list_visible_projects(uid)
    found = [
        (when, row)
        for row in world.items.rows.values()
        if row["checked"] and not row["is_deleted"] and row["project_id"] in visible
        for when in [_get_time(row, by_due=by_due)]
        if when is not None and since <= when <= until
    ]
    return [row for _, row in sorted(found, key=lambda pair: pair[0], reverse=True)]


def _get_time(row: Row, *, by_due: bool) -> datetime | None:
    if by_due:
        return _parse_time(row["due"]["date"]) if row["due"] else None
    return _parse_time(row["completed_at"])


def _read_time(query: Mapping[str, str], name: str) -> datetime:
    if name not in query:
        raise make_missing_argument(name)
    try:
        return _parse_time(query[name])
    except ValueError:
        raise make_invalid_argument(name, f"{name} must be a time") from None


def _parse_time(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
