"""The accounts that changed tasks, field by field: a reading of the board does not tell, a signed webhook does."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, literal, or_, select
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import BoardCard, BoardChange, Collaborator, Person, StoredSetting
from desk.policy.permissions import is_limited_on_board
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
IS_WATCHED = or_(
    exists().where(StoredSetting.key == "board_members_only", StoredSetting.value == literal(True, JSONB)),
    exists().where(Collaborator.active, Collaborator.todoist_id == Person.todoist_id, is_limited_on_board()),
)
"""Somebody on the board may do less there than an agent, so that it matters who changed what."""


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
    has_card = exists().where(BoardCard.task_id == change.task_id, BoardCard.gone.is_(None))
    if not await session.scalar(select(and_(IS_WATCHED, has_card))):
        return
    row = insert(BoardChange).values(
        [{"task_id": change.task_id, "field": field, "by": change.by, "at": change.at} for field in change.fields]
    )
    new = {"by": row.excluded.by, "at": row.excluded.at}
    newer = row.on_conflict_do_update(
        index_elements=["task_id", "field"], set_=new, where=BoardChange.at < row.excluded.at
    )
    await session.execute(newer)
