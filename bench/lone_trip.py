"""Costs of a trip made alone in PostgreSQL: statements, row versions, WAL. They do not depend on the machine."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from bench.context import BenchContext, prepare_desk
from bench.measured_desk import COUNTED, MeasuredDesk, run_desk

_TRIPS = 24
_COUNTED_SECONDS = 11.0
"""An idle backend of PostgreSQL reports its counts after ten seconds (PGSTAT_IDLE_INTERVAL, PostgreSQL 15)."""
_ROWS = """
select relname, n_tup_ins + n_tup_upd + n_tup_del as versions, n_tup_upd as updates, n_tup_hot_upd as hot
from pg_stat_user_tables
"""
_WAL = "select pg_current_wal_insert_lsn() - '0/0'::pg_lsn as bytes"


@dataclass(frozen=True, slots=True)
class TableCounts:
    """Rows inserted, updated and deleted in one table; its updates, and those of them without new index entries."""

    versions: int
    updates: int
    hot: int


@dataclass(frozen=True, slots=True)
class LoneTrip:
    """The cost of one trip: `rows` by table are of all `trips`."""

    statements: float
    wal_kilobytes: float
    rows: Mapping[str, TableCounts]
    trips: int

    def get_versions(self, *tables: str) -> float:
        """Return the row versions of a trip in these tables, or in all."""
        return sum(one.versions for name, one in self.rows.items() if not tables or name in tables) / self.trips

    def get_hot_share(self, table: str) -> float:
        """Return the share of updates that made no index entries, in percent."""
        one = self.rows[table]
        return 100 * one.hot / max(one.updates, 1)

    def list_figures(self) -> dict[str, float]:
        """Return the figures that a comparison shows."""
        return {
            "lone trip: statements": self.statements,
            "lone trip: row versions": self.get_versions(),
            "lone trip: WAL, kB": self.wal_kilobytes,
        }


async def measure_lone_trips(bench: BenchContext) -> LoneTrip:
    """Return what a trip made alone costs, with nothing switched on. Statements are the least of some trips, as a timer
    of the bot may ask something meanwhile; WAL is their median."""
    async with run_desk(bench.server, bench.folder, board=False, tree=bench.tree) as made:
        await made.start_bot(COUNTED)
        await prepare_desk(made, tickets=8)
        for _ in range(8):
            await _make_trip(made)
        await asyncio.sleep(_COUNTED_SECONDS)
        before, counts, wal = await _read_rows(made), list[float](), list[float]()
        for turn in range(_TRIPS + 1):
            if turn:
                began = (await made.run_sql(_WAL))[0]["bytes"]
                await _make_trip(made)
                wal.append(float((await made.run_sql(_WAL))[0]["bytes"] - began) / 1000)
            counts += [await made.read_metric("bench_statements_total") for _ in range(2)]
        await asyncio.sleep(_COUNTED_SECONDS)
        after = await _read_rows(made)
    steps = [later - earlier for earlier, later in pairwise(counts)]
    statements = min(steps[1::2]) - min(steps[::2])  # reading the metric asks the database too
    return LoneTrip(statements, round(median(wal), 1), _subtract(after, before), _TRIPS)


async def _make_trip(made: MeasuredDesk) -> None:
    await made.play_scene("trip")
    await made.wait_until_quiet()


async def _read_rows(made: MeasuredDesk) -> dict[str, TableCounts]:
    found = await made.run_sql(_ROWS)
    return {one["relname"]: TableCounts(one["versions"], one["updates"], one["hot"]) for one in found}


def _subtract(after: Mapping[str, TableCounts], before: Mapping[str, TableCounts]) -> dict[str, TableCounts]:
    changed = {}
    for name, one in after.items():
        old = before.get(name, TableCounts(0, 0, 0))
        if one.versions > old.versions:
            changed[name] = TableCounts(one.versions - old.versions, one.updates - old.updates, one.hot - old.hot)
    return changed
