"""The page's switch that loads the finished month into the running demo's database, once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime

import asyncpg

from db.embedded.shared_server import EmbeddedServer
from sandbox.month.restore import CannotRestoreError, RestoreTarget, insert_month, read_month

_PATIENCE_SECONDS = 30


class MonthSwitch:
    """The switch of one demo; its `database` carries `mark`. `agents`: Telegram ids by name; `requests`: how many
    were loaded."""

    def __init__(
        self, server: EmbeddedServer, database: str, mark: str, agents: Mapping[str, int], language: str
    ) -> None:
        self._server, self._database, self._mark = server, database, mark
        self._agents, self._language = agents, language
        self.requests = 0

    async def restore_month(self, now: datetime) -> int:
        """Load the month so that it ended yesterday; return the number of its requests. Raises CannotRestoreError."""
        month = await asyncio.to_thread(read_month)
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        try:
            connection = await self._server.connect(self._database, command_timeout=_PATIENCE_SECONDS)
            try:
                place = RestoreTarget(connection, self._mark, midnight, self._agents, self._language)
                self.requests = await insert_month(month, place)
            finally:
                connection.terminate()
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise CannotRestoreError("the desk's memory does not answer: try again in a moment") from error
        return self.requests
