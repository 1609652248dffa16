"""Completed tasks within a time range, as the two REST lists return them. Must not know HTTP."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sandbox.todoist.errors import invalid, missing
from sandbox.todoist.store import Row
from sandbox.todoist.world import TodoistWorld

BY_COMPLETION, BY_DUE = timedelta(days=92), timedelta(weeks=6)


def between(world: TodoistWorld, uid: str, query: Mapping[str, str], *, by_due: bool) -> list[Row]:
    """Return the completed tasks that an account sees, newest first, between `since` and `until`."""
    since, until = _moment(query, "since"), _moment(query, "until")
    if until - since > (BY_DUE if by_due else BY_COMPLETION):
        raise invalid("until", "The time range is too wide")
    visible = world.visible(uid)
    found = [
        (when, row)
        for row in world.items.rows.values()
        if row["checked"] and not row["is_deleted"] and row["project_id"] in visible
        for when in [_when(row, by_due=by_due)]
        if when is not None and since <= when <= until
    ]
    return [row for _, row in sorted(found, key=lambda pair: pair[0], reverse=True)]


def _when(row: Row, *, by_due: bool) -> datetime | None:
    if by_due:
        return _parse(row["due"]["date"]) if row["due"] else None
    return _parse(row["completed_at"])


def _moment(query: Mapping[str, str], name: str) -> datetime:
    if name not in query:
        raise missing(name)
    try:
        return _parse(query[name])
    except ValueError:
        raise invalid(name, f"{name} must be a time") from None


def _parse(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
