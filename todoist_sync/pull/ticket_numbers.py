"""Ticket numbers that the board has already seen: after a backup was brought back, the tasks of tickets that it does
not know are still there, and no new ticket may be called as one of them."""

import re

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from todoist_sync.api.rows import TaskRow
from todoist_sync.context import SyncContext
from todoist_sync.markdown import reader

_NUMBERED = re.compile(r"#(\d{1,9}) ")
_AT_MOST = 10_000  # tickets since the backup: no title makes the numbers jump further

_PASS_BY = text(
    "select setval('ticket_numbers', :number) from ticket_numbers"
    " where last_value < :number and last_value + :most >= :number"
)


async def pass_by(session: AsyncSession, item: TaskRow, round_: SyncContext) -> None:
    """Let new numbers begin after the one in the title of a task that our account made and no ticket has."""
    if item.added_by_uid not in {None, round_.place.account_id}:
        return
    if found := _NUMBERED.match(reader.shown(item.content)):
        await session.execute(_PASS_BY, {"number": int(found[1]), "most": _AT_MOST})
