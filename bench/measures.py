"""What is measured, one function each, and the rows it gives. Knows how a desk is started, not how people act."""

from pathlib import Path
from typing import Any

from bench.measures_board import idle_pull, many_changes, webhook_to_chat
from bench.measures_people import backlog, fail_over, presses
from bench.setting import Bench, Measure, Options, Say, prepared
from bench.table import Row
from bench.town import COUNTED, LIFTED, Town, town
from db.embedded.server import EmbeddedServer


async def measure(server: EmbeddedServer, folder: Path, options: Options, say: Say) -> list[Row]:
    """Every measure (or those named), one after the other."""
    bench, rows = Bench(server, folder, options, say), []
    for name, function in MEASURES.items():
        if not options.only or name in options.only:
            say(f"{name} …")
            rows += await function(bench)
    return rows


async def round_trips(bench: Bench) -> list[Row]:
    """Without the board."""
    async with town(bench.server, bench.folder, board=False) as made:
        await made.start_bot(LIFTED)
        rows = await _at_all_rates(bench, made, "board off")
        rows += await _memory(bench, made)
        return rows


async def round_trips_of_two(bench: Bench) -> list[Row]:
    """Without the board, the inbox shared by two bots; one of them polls and delivers."""
    async with town(bench.server, bench.folder, board=False) as made:
        for _ in range(2):
            await made.start_bot(LIFTED)
        return await _at_all_rates(bench, made, "two bots")


async def round_trips_with_board(bench: Bench) -> list[Row]:
    """With the board; its last comment has arrived there when a run counts as over."""
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
    rows = [Row("Memory after these runs", _used(made), "< 150 MB each")]
    if bench.options.messages:
        half = bench.options.messages // 2  # two messages a trip
        await made.play("trips", rate=0, seconds=0, count=half)
        await made.quiet()
        rows.append(Row(f"Memory after {half * 2} messages more", _used(made), "flat, < 150 MB each"))
    return rows


def _used(made: Town) -> str:
    return ", ".join(f"{name} {mb:.0f} MB" for name, mb in made.memory().items())


async def statements(bench: Bench) -> list[Row]:
    """What a trip asks of the database, in a run of its own."""
    async with town(bench.server, bench.folder, board=False) as made:
        bot = await made.start_bot(COUNTED)
        await prepared(bench, made)

        async def counted() -> tuple[float, float]:
            return (
                await made.metric(bot, "bench_statements_total"),
                await made.metric(bot, "bench_transactions_total"),
            )

        before = await counted()
        calls = (await made.play("counts"))["calls"]
        result = await made.play("trips", rate=20, seconds=bench.options.seconds)
        await made.quiet()
        after = await counted()
        calls = (await made.play("counts"))["calls"] - calls
        each = [(b - a) / result["count"] for a, b in zip(before, after, strict=True)]
        bench.say(f"  statements {each[0]:.1f}, transactions {each[1]:.1f}, calls {calls / result['count']:.1f} a trip")
        return [
            Row(
                "Database round trips a message (two messages a trip)",
                f"{(each[0] + 2 * each[1]) / 2:.1f}: {each[0] / 2:.1f} statements, {each[1] / 2:.1f} transactions",
            ),
            Row("Telegram calls a trip", f"{calls / result['count']:.1f}"),
        ]


MEASURES: dict[str, Measure] = {
    "trips": round_trips,
    "trips-two": round_trips_of_two,
    "trips-board": round_trips_with_board,
    "statements": statements,
    "presses": presses,
    "backlog": backlog,
    "webhook": webhook_to_chat,
    "changes": many_changes,
    "idle": idle_pull,
    "fail-over": fail_over,
}
