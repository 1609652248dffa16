"""The measures, one function each, and the rows they return. Knows how a desk is started, not how people act."""

from pathlib import Path
from typing import Any

from bench.measures_board import idle_pull, many_changes, webhook_to_chat
from bench.measures_large import large
from bench.measures_pages import pages
from bench.measures_panel import panel
from bench.measures_people import backlog, fail_over, presses
from bench.searching import searches
from bench.setting import Bench, Measure, Options, Say, prepared
from bench.table import Row
from bench.town import COUNTED, LIFTED, Town, town
from db.embedded.shared_server import EmbeddedServer


async def measure(server: EmbeddedServer, folder: Path, options: Options, say: Say) -> list[Row]:
    """Run every measure (or those named), one after the other."""
    bench, rows = Bench(server, folder, options, say), []
    for name, function in MEASURES.items():
        if name in options.only or (not options.only and name not in _ONLY_NAMED):
            say(f"{name} …")
            rows += await function(bench)
    return rows


async def round_trips(bench: Bench) -> list[Row]:
    """Measure round trips without the board."""
    async with town(bench.server, bench.folder, board=False) as made:
        await made.start_bot(LIFTED)
        rows = await _at_all_rates(bench, made, "board off")
        rows += await _memory(bench, made)
        return rows


async def round_trips_of_two(bench: Bench) -> list[Row]:
    """Measure round trips without the board, the inbox shared by two bots; one of them polls and delivers."""
    async with town(bench.server, bench.folder, board=False) as made:
        for _ in range(2):
            await made.start_bot(LIFTED)
        return await _at_all_rates(bench, made, "two bots")


async def round_trips_with_board(bench: Bench) -> list[Row]:
    """Measure round trips with the board; a run ends when its last comment has arrived there."""
    async with town(bench.server, bench.folder, board=True) as made:
        await made.start_sync()
        await made.start_bot(LIFTED)
        rows = await _at_all_rates(bench, made, "board on")
        rows += await _memory(bench, made)
        return rows


async def _at_all_rates(bench: Bench, made: Town, board: str) -> list[Row]:
    await prepared(bench, made)
    seconds, rows = bench.options.seconds, []
    for rate in (10, 70, 0):
        before = made.cpu()
        result = await made.play("trips", rate=rate, seconds=seconds)
        await made.quiet("from_telegram", "to_telegram", "to_todoist") if made.syncs else await made.quiet()
        spent = made.cpu().since(before).each(result["count"])
        bench.say(f"  {board} {rate or 'max'}/s: {result} CPU ms a trip {spent}")
        rows += _trip_rows(board, rate, result, spent)
    return rows


def _trip_rows(board: str, rate: int, result: dict[str, Any], spent: dict[str, float]) -> list[Row]:
    waits = f"{result['p50']:.0f} / {result['p95']:.0f} / {result['p99']:.0f} ms"
    lost = f", {result['lost']} lost" if result["lost"] else ""
    cpu = ", ".join(f"{name} {value:.1f}" for name, value in spent.items() if value)
    if not rate:
        goal = "200/s (70 is the floor)" if board != "board on" else ""
        return [
            Row(f"Round trips a second, most, {board}", f"{result['per_second']:.0f}/s{lost}", goal, "CPU of 2 cores"),
            Row(f"– p50 / p95 / p99 there, 64 under way, {board}", waits),
            Row(f"– CPU a trip there, ms, {board}", cpu),
        ]
    goal = "p95 < 250 ms" if rate == 70 else ""
    limit = "Telegram: 30 sends a second" if rate == 10 else ""
    return [
        Row(f"Round trip at {rate}/s, p50 / p95 / p99, {board}", f"{waits}{lost}", goal, limit),
        Row(f"– CPU a trip at {rate}/s, ms, {board}", cpu),
    ]


async def _memory(bench: Bench, made: Town) -> list[Row]:
    rows = [Row("Memory after these runs", _used(made), "< 220 MB each")]
    if bench.options.messages:
        half = bench.options.messages // 2  # two messages a trip
        await made.play("trips", rate=0, seconds=0, count=half)
        await made.quiet()
        rows.append(Row(f"Memory after {half * 2} messages more", _used(made), "flat, < 220 MB each"))
    return rows


def _used(made: Town) -> str:
    return ", ".join(f"{name} {mb:.0f} MB" for name, mb in made.memory().items())


async def statements(bench: Bench) -> list[Row]:
    """Measure the database statements of a trip, in runs of their own: with nothing switched on, and with all of it."""
    off, calls = await _asked(bench, switched_on=False)
    on, _ = await _asked(bench, switched_on=True)
    return [
        Row("Database round trips a message (two messages a trip)", _each_message(off)),
        Row("– with targets, hours, shifts and waves", _each_message(on), "two a trip more at most"),
        Row("Telegram calls a trip", f"{calls:.1f}"),
    ]


def _each_message(asked: tuple[float, float]) -> str:
    statements_, transactions = (count / 2 for count in asked)
    return f"{statements_ + 2 * transactions:.1f}: {statements_:.1f} statements, {transactions:.1f} transactions"


async def _asked(bench: Bench, *, switched_on: bool) -> tuple[tuple[float, float], float]:
    """Return statements and transactions a trip, and calls of Telegram."""
    async with town(bench.server, bench.folder, board=False) as made:
        if switched_on:
            await made.switch_on()
        bot = await made.start_bot(COUNTED)
        await prepared(bench, made, agents=8 if switched_on else 4)

        async def counted() -> list[float]:
            names = ("bench_statements_total", "bench_transactions_total")
            return [await made.metric(bot, name) for name in names] + [(await made.play("counts"))["calls"]]

        before = await counted()
        result = await made.play("trips", rate=20, seconds=bench.options.seconds)
        await made.quiet()
        spent = [(b - a) / result["count"] for a, b in zip(before, await counted(), strict=True)]
        said = "statements {:.1f}, transactions {:.1f}, calls {:.1f} a trip".format(*spent)
        bench.say(f"  {'all on' if switched_on else 'all off'}: {said}")
        return (spent[0], spent[1]), spent[2]


MEASURES: dict[str, Measure] = {
    "trips": round_trips,
    "trips-two": round_trips_of_two,
    "trips-board": round_trips_with_board,
    "statements": statements,
    "presses": presses,
    "backlog": backlog,
    "search": searches,
    "webhook": webhook_to_chat,
    "changes": many_changes,
    "idle": idle_pull,
    "fail-over": fail_over,
    "panel": panel,
    "large": large,
    "pages": pages,
}
_ONLY_NAMED = frozenset({"large", "pages"})
"""Measures that take a quarter of an hour."""
