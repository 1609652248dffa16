"""The accounts that changed tasks, field by field: a reading of the board does not tell, a signed webhook does."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from todoist_sync.api.rows import parse_time
from todoist_sync.merge.three_way import Field

ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
GONE = "gone"
"""The field of a task that was deleted or moved to another project."""
_FIELDS = {
    "content": Field.SUBJECT.value,
    "priority": Field.PRIORITY.value,
    "labels": Field.LABELS.value,
    "responsible_uid": Field.ASSIGNEE.value,
    "section_id": Field.STATUS.value,
    "due": Field.DUE.value,
    "project_id": GONE,
}
_EVENTS = {
    "item:completed": Field.STATUS.value,
    "item:uncompleted": Field.STATUS.value,
    "item:deleted": GONE,
}
_CHANGERS_KEEP = text("""
insert into board_changes (task_id, field, by, at)
select :task_id, field, :by, :at from unnest(cast(:fields as text[])) as changed (field)
where exists (select 1 from settings where key = 'board_members_only' and value = 'true'::jsonb)
and exists (select 1 from board_cards where task_id = :task_id and gone is null)
on conflict (task_id, field) do update set by = excluded.by, at = excluded.at where board_changes.at < excluded.at
""")


@dataclass(frozen=True, slots=True)
class ChangeOfTask:
    """Fields of a task were changed: by whom (a Todoist id), and when (by Todoist's clock)."""

    task_id: str
    fields: tuple[str, ...]
    by: str
    at: datetime


def parse_change(body: bytes) -> ChangeOfTask | None:
    """Parse the change in a signed webhook; None if it is about anything else or unreadable."""
    try:
        sent = json.loads(body)
        now, ids = sent["event_data"], (sent["event_data"]["id"], sent["initiator"]["id"])
        fields = _list_fields(sent, now)
        at = parse_time(sent["triggered_at"] if now.get("is_deleted") else now["updated_at"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if not fields or at is None or not all(isinstance(one, str) and ID.fullmatch(one) for one in ids):
        return None
    return ChangeOfTask(ids[0], fields, ids[1], at)


def _list_fields(sent: Any, now: Any) -> tuple[str, ...]:
    if sent["event_name"] in _EVENTS:
        return (_EVENTS[sent["event_name"]],)
    if sent["event_name"] != "item:updated":
        return ()
    before = sent["event_data_extra"]["old_item"]
    return tuple(field for name, field in _FIELDS.items() if now.get(name) != before.get(name))


async def store_change(session: AsyncSession, change: ChangeOfTask) -> None:
    """Store who changed the fields if the task is a ticket's and nothing newer is stored: webhooks come twice, late,
    in any order."""
    given = {"task_id": change.task_id, "fields": list(change.fields), "by": change.by, "at": change.at}
    await session.execute(_CHANGERS_KEEP, given)
