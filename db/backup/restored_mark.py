"""Marks a database as just restored: what may have been done after the backup is not done again unseen.

What waited for people is held, by whichever door it goes, since most of it was sent a moment later; announcements under
way are stopped. What was on its way to Todoist counts as sent
with its answer lost, so that it is looked for on the board first; changes of fields are planned again, from a full
reading. Browsers and links that may have been shut out or used after it do not open the desk again. The processes then
recover (`desk/operations/after_restore.py`).
"""

from __future__ import annotations

from datetime import datetime

import asyncpg

_COLUMN = "select exists (select from pg_attribute where attrelid = to_regclass('desk') and attname = 'recovery')"
_HOLD = (
    "update jobs set state = 'held' where state = 'waiting' and (box in ('to_telegram', 'to_mail', 'to_gateway')"
    " or box = 'reports' and lane = 1)",
    "delete from job_keys k where not exists ("
    "select from jobs j where (j.box, j.key, j.state) = (k.box, k.key, 'waiting'))",
    "update mailings set state = 'draft', next_at = null where state = 'scheduled'",
    "update mailings set state = 'stopped', ended_at = next_at where state = 'sending'",
    "update job_keys set worker = null where worker is not null",
    "update boards set sync_token = null",
    "delete from board_commands where answered_at is null and kind not in ('item_add', 'note_add')",
    "update board_commands set answered_at = created_at, error = 'answer lost' where answered_at is null",
    "update board_cards set dirty = true where gone is null and task_id is not null and not dirty",
    "update web_sessions set ended_at = seen_at where ended_at is null",
    "update invites set expires_at = made_at",
    "update member_invites set expires_at = made_at",
)
_MARK = """
insert into desk (id, backup_at, recovery, is_quiet) values (1, $1, 'inbox', $2)
on conflict (id) do update set backup_at = $1, recovery = 'inbox', is_quiet = $2
"""


async def mark_restored(connection: asyncpg.Connection, backup_at: datetime, *, quiet: bool) -> bool:
    """Mark the database; return False if it is of a version that has no mark yet."""
    if not await connection.fetchval(_COLUMN):
        return False
    for statement in _HOLD:
        await connection.execute(statement)
    await connection.execute(_MARK, backup_at, quiet)
    return True
