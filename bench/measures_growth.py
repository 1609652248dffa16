"""The measures of growth: a trip on a desk that has worked for years, and beside a transaction that stays open."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from statistics import median

import asyncpg

from bench.context import BenchContext, prepare_desk
from bench.large import database_template
from bench.measured_desk import COUNTED, LIFTED, MeasuredDesk, run_desk
from bench.result_table import ResultRow

_RATE, _TURNS = 20, 3
_TripCost = tuple[float, float, float]
"""Statements of a trip, its milliseconds of CPU of the bot, and of PostgreSQL."""


async def measure_growth(bench: BenchContext) -> list[ResultRow]:
    """Measure trips on an empty desk and on a large one in turns."""
    tickets, entries = database_template.get_size(bench)
    await database_template.make_template(bench, datetime.now(UTC).replace(microsecond=0), reports=False)
    async with AsyncExitStack() as stack:
        desks = {
            name: await stack.enter_async_context(_run_counted(bench, template))
            for name, template in (("empty", None), ("large", database_template.NAME))
        }
        found: dict[str, list[_TripCost]] = {name: [] for name in desks}
        for _ in range(1 if bench.options.short else _TURNS):
            for name, made in desks.items():
                found[name].append(await _measure_cost(bench, made))
                bench.say(f"  {name}: statements, CPU of bot and PostgreSQL a trip {found[name][-1]}")
    await bench.server.drop_database(database_template.NAME)
    rows = []
    for number, what in enumerate(("statements", "CPU of bot, ms", "CPU of PostgreSQL, ms")):
        before, after = (median(cost[number] for cost in found[name]) for name in ("empty", "large"))
        said = f"{before:.1f}; {after:.1f}: {after / before:.2f} times"
        about = f"A trip at {_RATE}/s on an empty desk; with {tickets} tickets and {entries} entries: {what}"
        rows.append(ResultRow(about, said, "at most 1.1 times"))
    return rows


@asynccontextmanager
async def _run_counted(bench: BenchContext, template: str | None) -> AsyncIterator[MeasuredDesk]:
    async with run_desk(bench.server, bench.folder, board=False, template=template, tree=bench.tree) as made:
        await made.run_sql("update people set telegram_id = null where telegram_id > 500000000")
        await made.run_sql("vacuum analyze")
        await made.start_bot(COUNTED)
        await prepare_desk(bench, made)
        await made.play_scene("trips", rate=_RATE, seconds=bench.options.seconds)
        await made.wait_until_quiet()
        yield made


async def _measure_cost(bench: BenchContext, made: MeasuredDesk) -> _TripCost:
    asked, before = await made.read_metric(made.bots[0], "bench_statements_total"), made.read_cpu_times()
    result = await made.play_scene("trips", rate=_RATE, seconds=bench.options.seconds)
    await made.wait_until_quiet()
    spent = made.read_cpu_times().subtract(before).get_milliseconds_each(result["count"])
    asked = await made.read_metric(made.bots[0], "bench_statements_total") - asked
    return asked / result["count"], spent["bot"], spent["postgres"]


async def measure_beside_transaction(bench: BenchContext) -> list[ResultRow]:
    """Measure the most trips a second alone, and while a transaction is open as a backup's is, in turns."""
    free, held = list[float](), list[float]()
    async with run_desk(bench.server, bench.folder, board=False, tree=bench.tree) as made:
        await made.start_bot(LIFTED)
        await prepare_desk(bench, made)
        await made.play_scene("trips", rate=0, seconds=bench.options.seconds)
        for _ in range(1 if bench.options.short else _TURNS):
            free.append(await _measure_rate(bench, made))
            async with _hold_transaction(made):
                held.append(await _measure_rate(bench, made))
            bench.say(f"  trips a second alone {free}, beside an open transaction {held}")
    before, after = median(free), median(held)
    said = f"{before:.0f}/s; {after:.0f}/s: {after / before:.2f} times"
    return [ResultRow("Most trips a second alone; beside a transaction open all the time", said, "at least 0.7 times")]


async def _measure_rate(bench: BenchContext, made: MeasuredDesk) -> float:
    result = await made.play_scene("trips", rate=0, seconds=2 * bench.options.seconds)
    await made.wait_until_quiet()
    return float(result["per_second"])


@asynccontextmanager
async def _hold_transaction(made: MeasuredDesk) -> AsyncIterator[None]:
    """Keep a snapshot of the whole database, which keeps PostgreSQL from removing what is deleted meanwhile."""
    connection = await asyncpg.connect(made.database_url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            await connection.execute("select from jobs limit 1")
            yield
    finally:
        await connection.close()
