"""Notes in the database when the newest backup was made, for metrics and for a notice when none follows."""

from __future__ import annotations

from datetime import datetime

import asyncpg

_COLUMN = "select exists (select from pg_attribute where attrelid = to_regclass('desk') and attname = 'backed_up_at')"
_MARK = "update desk set backed_up_at = $1, backup_hours = $2"


async def note_backup(connection: asyncpg.Connection, at: datetime, hours: int | None) -> None:
    """Note a backup that is on the disk; `hours`: from one to the next, or None if none is made by itself. A database
    of an older version is left as it is."""
    if await connection.fetchval(_COLUMN):
        await connection.execute(_MARK, at, hours)
