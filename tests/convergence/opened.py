"""A pair as it is once opened, kept to begin from again: the board's state, every row, the time. Knows no rule."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import deepcopy
from typing import Any

import asyncpg

from db.database import Database
from db.models import Base
from tests.convergence.pair import Pair
from tests.fixtures import emptied
from tests.todoist_sync.table import laid

_PLUMBING = ("feed", "_now", "listeners")
_TABLES = {
    table.name: ", ".join(f'"{column.name}"' for column in table.columns if column.computed is None)
    for table in Base.metadata.sorted_tables
}
_KEEP = "create schema kept; " + "; ".join(f'create table kept."{name}" as table "{name}"' for name in _TABLES)
_BACK = "; ".join(
    f'insert into "{name}" ({columns}) select {columns} from kept."{name}"'  # noqa: S608
    for name, columns in _TABLES.items()
)
_NUMBERS = "select format('%I.%I', schemaname, sequencename) as name, last_value from pg_sequences"
_ANEW = "select setval(cast($1 as text)::regclass, $2)"


class Opened:
    """A database of its own whose first pair took the usual second to open, each further one a fraction of it."""

    def __init__(self, url: str, database: Database) -> None:
        self._url = url
        self._database = database
        self._world: dict[str, Any] | None = None
        self._pair: dict[str, Any] = {}
        self._numbers: list[tuple[str, int]] = []

    @asynccontextmanager
    async def pair(self) -> AsyncIterator[Pair]:
        """A desk and its board, as if just opened."""
        await emptied(self._url)
        async with laid(self._database, begin=False) as table:
            pair = Pair(table)
            if self._world is None:
                await table.settle()
                await pair.open()
                await self._keep(pair)
            else:
                await self._put_back(pair)
            yield pair

    async def _keep(self, pair: Pair) -> None:
        table = pair.table
        world = {name: value for name, value in vars(table.world).items() if name not in _PLUMBING}
        self._world = deepcopy(world)
        people = {name: getattr(pair, name) for name in ("accounts", "numbers", "rita", "olga", "ivan", "_said")}
        stage = {name: getattr(table, name) for name in ("now", "rules", "account", "_token", "_messages", "_people")}
        self._pair = deepcopy({"pair": people, "table": stage})
        connection = await asyncpg.connect(self._url)
        try:
            await connection.execute(_KEEP)
            found = await connection.fetch(_NUMBERS)
            self._numbers = [(row["name"], row["last_value"]) for row in found if row["last_value"] is not None]
        finally:
            await connection.close()

    async def _put_back(self, pair: Pair) -> None:
        connection = await asyncpg.connect(self._url)
        try:
            await connection.execute(_BACK)
            await connection.executemany(_ANEW, self._numbers)
        finally:
            await connection.close()
        kept = deepcopy(self._pair)
        vars(pair).update(kept["pair"])
        vars(pair.table).update(kept["table"])
        vars(pair.table.world).update(deepcopy(self._world or {}))
        pair.table.restart()
