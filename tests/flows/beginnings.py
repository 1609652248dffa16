"""What every conversation begins with is gone through once, saved, and laid out again for each: rows and worlds.

A desk laid out like this is one that was started again just after its admin met it. Must not know what is in it.
"""

from __future__ import annotations

import copy
import io
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from db.database import Database
from db.models import Base
from sandbox.telegram import TelegramWorld
from sandbox.todoist import Service, TodoistWorld
from tests.flows.clock import Clock
from tests.flows.looking import seen_by
from tests.flows.phone import Phone

if TYPE_CHECKING:
    from tests.flows.stage import Stage

_EMPTY = "; ".join(f'delete from "{table.name}"' for table in reversed(Base.metadata.sorted_tables))  # noqa: S608
_FILLED = " union all ".join(  # which tables have rows
    f"select '{table.name}' where exists (select from \"{table.name}\")"  # noqa: S608
    for table in Base.metadata.sorted_tables
)
_SEQUENCES = "select schemaname, sequencename, last_value from pg_sequences where last_value is not null"
_AS_THEY_WERE = "select setval(format('%I.%I', $1::text, $2::text)::regclass, $3::bigint)"
_NUMBERS = itertools.count(1)


@dataclass(slots=True)
class Worlds:
    """The simulated services and the time they live in."""

    clock: Clock
    telegram: TelegramWorld
    todoist: TodoistWorld
    token: str = ""  # Todoist's, of the desk's account
    polled: int = 0  # newest update that the desk has seen
    served: dict[str, Any] = field(default_factory=dict)  # what Todoist's server remembers

    def copied(self) -> Worlds:
        """Return a copy without listeners."""
        heard, self.todoist.listeners = self.todoist.listeners, []
        try:
            return copy.deepcopy(self)
        finally:
            self.todoist.listeners = heard


@dataclass(frozen=True, slots=True)
class AtHand:
    """Rows kept in their database, in separate tables, from where one call copies them back."""

    engine: AsyncEngine
    connection: asyncpg.Connection
    call: str

    @classmethod
    async def kept(
        cls, database: Database, tables: Iterable[str], sequences: Iterable[tuple[str, str, int]]
    ) -> AtHand | None:
        """Keep all rows of these tables and these sequences; return None without a permanent connection."""
        connection = seen_by(database.engine)
        if connection is None:
            return None
        name, steps = f"kept.n{next(_NUMBERS)}", []
        for table in tables:
            await connection.execute(f'create table {name}_{table} as table "{table}"')
            names = ", ".join(
                f'"{column.name}"' for column in Base.metadata.tables[table].columns if not column.computed
            )
            steps.append(
                f'insert into "{table}" ({names}) overriding system value select {names} from {name}_{table};'  # noqa: S608
            )
        steps += [f"perform setval('{schema}.{sequence}', {last});" for schema, sequence, last in sequences]
        body = f"begin {' '.join(steps)} end"
        await connection.execute(f"create function {name}() returns void language plpgsql as $${body}$$")
        return cls(database.engine, connection, f"select {name}()")

    async def laid_out(self) -> None:
        """Copy them back into their empty tables."""
        await self.connection.fetchval(self.call)


@dataclass(frozen=True, slots=True)
class Beginning:
    """One saved moment of a desk at rest: `people` by name, what each step on the way `gave`."""

    worlds: Worlds
    tables: dict[str, bytes]
    sequences: list[tuple[str, str, int]]
    people: Mapping[str, int]
    gave: Mapping[Any, Any]
    at_hand: AtHand | None
    kept: dict[str, Any] = field(default_factory=dict)  # what is made of it only once

    @classmethod
    async def saved(cls, stage: Stage) -> Beginning:
        """Save a desk that is not used any more; its database is empty afterwards."""
        tables = {}
        async with stage.database.engine.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            filled = {name for (name,) in await driver.fetch(_FILLED)}
            for table in Base.metadata.sorted_tables:
                if table.name in filled:
                    rows = io.BytesIO()
                    await driver.copy_from_table(table.name, output=rows, format="binary")
                    tables[table.name] = rows.getvalue()
            sequences = [tuple(row) for row in await driver.fetch(_SEQUENCES)]
            at_hand = await AtHand.kept(stage.database, tables, sequences)
            await driver.execute(_EMPTY)
        people = {name: phone.id for name, phone in stage.people.items()}
        return cls(stage.worlds.copied(), tables, sequences, people, dict(stage.begun), at_hand)

    def recall(self, stage: Stage) -> None:
        """Tell a stage that was filled with it who is there and what has happened."""
        stage.people |= {name: Phone(stage, known, name) for name, known in self.people.items()}
        for step, gave in self.gave.items():
            stage.begun[step] = stage.people[gave.name] if isinstance(gave, Phone) else copy.deepcopy(gave)

    async def laid_out(self, database: Database) -> Worlds:
        """Fill an empty database with it; return copies of the worlds."""
        if self.at_hand is not None and self.at_hand.engine is database.engine:
            await self.at_hand.laid_out()
            return self.worlds.copied()
        async with database.engine.connect() as connection:
            driver: asyncpg.Connection | None = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            for name, rows in self.tables.items():
                await driver.copy_to_table(name, source=io.BytesIO(rows), format="binary")
            await driver.executemany(_AS_THEY_WERE, self.sequences)
        return self.worlds.copied()


async def is_fresh(database: Database) -> bool:
    """Return True if no desk has used this database."""
    async with database.engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        return not await driver.fetchval("select exists (select from desk) or exists (select from people)")


def remembered(service: Service) -> dict[str, Any]:
    """Return what a server knows besides its world: tokens, calls and their cost, and its listeners."""
    told = {"authorised": service.sender.authorised}
    return {"tokens": service.tokens, "calls": service.calls, "counts": service.counts} | told


def remind(service: Service, served: dict[str, Any]) -> None:
    """Give a server that memory."""
    for name, value in served.items():
        setattr(service.sender if name == "authorised" else service, name, value)
