"""Reads from the desk's database what the demo page shows: statuses and the team.

Reads two tables, changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import asyncpg

from db.embedded.shared_server import EmbeddedServer

_STATUSES = "select number, status::text from tickets where filed_at is not null order by number desc limit 30"
_TEAM = """
select telegram_id, dismissed_at is not null as former
from people where telegram_id > 0 and (dismissed_at is not null or role not in ('requester', 'group', 'intake_group'))
"""


@dataclass(frozen=True, slots=True)
class Team:
    """Telegram ids of the team and of its former members."""

    staff: frozenset[int] = frozenset()
    former: frozenset[int] = frozenset()


class DeskReader:
    """Reads one desk over a connection of its own, which is replaced when it breaks. `statuses`: those of the newest
    tickets by their numbers."""

    def __init__(self, server: EmbeddedServer, database: str) -> None:
        self._server = server
        self._database = database
        self._connection: asyncpg.Connection | None = None
        self.statuses: dict[str, str] = {}
        self.team = Team()

    async def read(self) -> None:
        """Read both; they stay as they are if the database does not answer."""
        try:
            if self._connection is None or self._connection.is_closed():
                self._connection = await self._server.connect(self._database, command_timeout=5)
            statuses = await self._connection.fetch(_STATUSES)
            team = await self._connection.fetch(_TEAM)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await self.close()
            return
        self.statuses = {str(row["number"]): row["status"] for row in statuses}
        former = frozenset(row["telegram_id"] for row in team if row["former"])
        self.team = Team(frozenset(row["telegram_id"] for row in team) - former, former)

    async def close(self) -> None:
        """Close the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()
