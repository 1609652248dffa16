"""The people who moved tasks to another section: a reading of the board does not tell, a signed webhook does. Knows
no HTTP."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import BoardCard, BoardChange, Person
from desk.people import directory
from desk.policy import is_staff
from todoist_sync.api.rows import parse_time
from todoist_sync.context import SyncContext

_SAME = timedelta(seconds=3)  # a change so soon after a move belongs to the move
_WAITED = timedelta(seconds=5)
_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
_KEEP = text("""
insert into board_changes (task_id, field, section_id, by, at) select :task_id, 'section', :section_id, :by, :at
where exists (select 1 from board_cards where task_id = :task_id and gone is null)
on conflict (task_id, field) do update set section_id = excluded.section_id, by = excluded.by, at = excluded.at
where board_changes.at < excluded.at
""")


class MoverUnknownYetError(Exception):
    """A task was moved a moment ago, and the webhook that says by whom may be on its way."""


@dataclass(frozen=True, slots=True)
class MoveOfTask:
    """A task was put into a section: by whom (a Todoist id), and when (by Todoist's clock)."""

    task_id: str
    section_id: str
    by: str
    at: datetime


def parse_move(body: bytes) -> MoveOfTask | None:
    """Parse the move in a signed webhook; None if it is about anything else or unreadable."""
    try:
        sent = json.loads(body)
        if sent["event_name"] != "item:updated":
            return None
        now, before = sent["event_data"], sent["event_data_extra"]["old_item"]
        ids = now["id"], now["section_id"], sent["initiator"]["id"]
        moved, at = before["section_id"] != now["section_id"], parse_time(now["updated_at"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not moved or at is None or not all(isinstance(one, str) and _ID.fullmatch(one) for one in ids):
        return None
    return MoveOfTask(*ids, at)


async def store_move(session: AsyncSession, move: MoveOfTask) -> None:
    """Store the move if the task is a ticket's and no newer move is stored: webhooks come twice, late, in any order."""
    given: dict[str, Any] = {name: getattr(move, name) for name in ("task_id", "section_id", "by", "at")}
    await session.execute(_KEEP, given)


async def find_mover(
    session: AsyncSession, ticket_id: int, section_id: str | None, at: datetime, ctx: SyncContext
) -> Person | None:
    """Return the team member who put a ticket's task into its section; `at`: when the task last changed. None if
    unknown, or if it was our own account, which others may use too. Raises MoverUnknownYetError."""
    query = (
        select(BoardChange.by)
        .join(BoardCard, BoardCard.task_id == BoardChange.task_id)
        .where(
            BoardCard.ticket_id == ticket_id,
            BoardCard.project_id == ctx.project.project_id,
            BoardCard.gone.is_(None),
            BoardChange.field == "section",
            BoardChange.section_id == section_id,
            BoardChange.at >= at - _SAME,
        )
    )
    by = await session.scalar(query)
    if by is None and ctx.project.webhooks and abs(ctx.now - at) < _WAITED:
        raise MoverUnknownYetError
    if by is None or by == ctx.project.account_id:
        return None
    person = await directory.find_by_todoist(session, by)
    return person if person is not None and is_staff(person) else None
