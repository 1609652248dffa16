"""The measure of growth: a trip on an empty desk and on one that has worked for years, in turns."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from statistics import median

import asyncpg

from bench.context import BenchContext, prepare_desk
from bench.measured_desk import COUNTED, MeasuredDesk, get_milliseconds_each, run_desk
from bench.result_table import ResultRow
from db.embedded.shared_server import EmbeddedServer
from tests.growing import grow

_CLOSED, _COPIES, _FEW_COPIES = 10, 10_000, 100
"""Tickets that come to their end, each of which is copied so often, fifteen copies to a day."""
_EVERY, _TICKETS, _TURNS = 4.8, 96, 3
"""Twenty trips a second."""


async def measure_growth(bench: BenchContext) -> list[ResultRow]:
    """Measure trips on both desks."""
    copies = _FEW_COPIES if bench.options.short else _COPIES
    async with _run_counted(bench, 0) as empty, _run_counted(bench, copies) as large:
        before, after = list[dict[str, float]](), list[dict[str, float]]()
        for _ in range(1 if bench.options.short else _TURNS):
            before.append(await _measure_cost(bench, empty))
            after.append(await _measure_cost(bench, large))
            bench.say(f"  empty {before[-1]}, large {after[-1]}")
    rows = []
    for name in before[0]:
        small, much = (median(cost[name] for cost in costs) for costs in (before, after))
        about = f"A trip at 20/s on an empty desk; with {copies * _CLOSED} tickets: {name}"
        rows.append(ResultRow(about, f"{small:.1f}; {much:.1f}: {much / small:.2f} times", "at most 1.1 times"))
    return rows


@asynccontextmanager
async def _run_counted(bench: BenchContext, copies: int) -> AsyncIterator[MeasuredDesk]:
    async with run_desk(bench.server, bench.folder, board=False, tree=bench.tree) as made:
        await made.start_bot(COUNTED)
        await made.add_staff(4)
        await made.play_scene("closed_tickets", count=_CLOSED, agents=4)
        await made.wait_until_quiet()
        if copies:
            connection = await _connect_as_superuser(bench.server, made)
            await grow(connection, 1, copies)
            await connection.close()
        await prepare_desk(made, tickets=_TICKETS)
        await made.run_sql("vacuum analyze")
        yield made


async def _connect_as_superuser(server: EmbeddedServer, made: MeasuredDesk) -> asyncpg.Connection:
    """Return a connection that may leave foreign keys out; the desk's role may not."""
    (server.place.home / "pg_hba.conf").write_text("local all all trust\n")
    os.kill(made.postmaster, signal.SIGHUP)
    while True:
        try:
            return await server.connect(made.folder.name, user="postgres")
        except asyncpg.InvalidAuthorizationSpecificationError:
            await asyncio.sleep(0.1)


async def _measure_cost(bench: BenchContext, made: MeasuredDesk) -> dict[str, float]:
    asked, before = await made.read_metric("bench_statements_total"), made.read_cpu_times()
    result = await made.play_scene("loop", every=_EVERY, seconds=bench.options.seconds)
    await made.wait_until_quiet()
    spent = get_milliseconds_each(before, made.read_cpu_times(), result["count"])
    asked = await made.read_metric("bench_statements_total") - asked
    return {
        "statements": asked / result["count"],
        "CPU of the bot, ms": spent["bot"],
        "CPU of PostgreSQL, ms": spent["postgres"],
    }
