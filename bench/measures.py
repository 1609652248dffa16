"""The measures, one function each, and the rows they return. Knows how a desk is started, not how people act."""

from typing import Any

from bench.comparison import GROWTH, measure_figures
from bench.context import BenchContext, Measure, prepare_desk
from bench.lone_trip import measure_lone_trips
from bench.measured_desk import COUNTED, LIFTED, MeasuredDesk, run_desk
from bench.measures_board import measure_idle_pull, measure_many_changes, measure_webhook
from bench.measures_day import measure_day
from bench.measures_erasure import measure_erasure
from bench.measures_growth import measure_beside_transaction, measure_growth
from bench.measures_large import measure_large_desk
from bench.measures_mail import measure_mails
from bench.measures_pages import measure_pages
from bench.measures_panel import measure_sign_in_flood
from bench.measures_people import measure_backlog, measure_fail_over, measure_presses
from bench.measures_search import measure_searches
from bench.result_table import ResultRow

RECORDED = {"lone trip: statements": 12, "lone trip: row versions": 26, "lone trip: WAL, kB": 10.5}
"""What a lone trip costs, to be changed with what changes it; the bench fails at a tenth more."""


async def run_measures(bench: BenchContext) -> list[ResultRow]:
    """Run every measure (or those named), one after the other."""
    only, rows = bench.options.only, []
    for name, function in MEASURES.items():
        if name in only or (not only and name not in _ONLY_NAMED):
            bench.say(f"{name} …")
            rows += await function(bench)
    return rows


async def measure_round_trips(bench: BenchContext) -> list[ResultRow]:
    """Measure round trips without the board."""
    async with run_desk(bench.server, bench.folder, board=False, tree=bench.tree) as made:
        await made.start_bot(LIFTED)
        rows = await _measure_all_rates(bench, made, "board off")
        rows += await _measure_memory(bench, made)
        return rows


async def measure_two_bots(bench: BenchContext) -> list[ResultRow]:
    """Measure round trips without the board, the inbox and delivery shared by two bots."""
    async with run_desk(bench.server, bench.folder, board=False, tree=bench.tree) as made:
        for _ in range(2):
            await made.start_bot(LIFTED)
        return await _measure_all_rates(bench, made, "two bots")


async def measure_with_board(bench: BenchContext) -> list[ResultRow]:
    """Measure round trips with the board; a run ends when its last comment has arrived there."""
    async with run_desk(bench.server, bench.folder, board=True, tree=bench.tree) as made:
        await made.start_sync()
        await made.start_bot(LIFTED)
        rows = await _measure_all_rates(bench, made, "board on")
        rows += await _measure_memory(bench, made)
        return rows


async def measure_loop(bench: BenchContext) -> list[ResultRow]:
    """Measure the closed loop: people who each write every few seconds, however long the answers take."""
    return [ResultRow(f"Closed loop: {name}", f"{value:.1f}") for name, value in (await measure_figures(bench)).items()]


async def measure_lone_trip(bench: BenchContext) -> list[ResultRow]:
    """Count what a trip made alone costs the database."""
    found, rows = await measure_lone_trips(bench), list[ResultRow]()
    for name, figure in found.list_figures().items():
        most = RECORDED[name] * GROWTH
        rows.append(ResultRow(name[0].upper() + name[1:], f"{figure:.1f}", f"at most {most:.0f}", missed=figure > most))
    for table in sorted(found.rows, key=found.get_versions, reverse=True):
        said = f"{found.get_versions(table):.1f}, {found.get_hot_share(table):.0f} % of updates HOT"
        rows.append(ResultRow(f"– row versions of {table}", said))
    return rows


async def _measure_all_rates(bench: BenchContext, made: MeasuredDesk, board: str) -> list[ResultRow]:
    await prepare_desk(bench, made)
    seconds, rows = bench.options.seconds, []
    for rate in (10, 70, 0):
        before = made.read_cpu_times()
        result = await made.play_scene("trips", rate=rate, seconds=seconds)
        await made.wait_until_quiet(
            "from_telegram", "to_telegram", "to_todoist"
        ) if made.syncs else await made.wait_until_quiet()
        spent = made.read_cpu_times().subtract(before).get_milliseconds_each(result["count"])
        bench.say(f"  {board} {rate or 'max'}/s: {result} CPU ms a trip {spent}")
        rows += _make_trip_rows(board, rate, result, spent)
    return rows


def _make_trip_rows(board: str, rate: int, result: dict[str, Any], spent: dict[str, float]) -> list[ResultRow]:
    waits = f"{result['p50']:.0f} / {result['p95']:.0f} / {result['p99']:.0f} ms"
    lost = f", {result['lost']} lost" if result["lost"] else ""
    cpu = ", ".join(f"{name} {value:.1f}" for name, value in spent.items() if value)
    if not rate:
        goal = "200/s (70 is the floor)" if board != "board on" else ""
        return [
            ResultRow(
                f"Round trips a second, most, {board}", f"{result['per_second']:.0f}/s{lost}", goal, "CPU of 2 cores"
            ),
            ResultRow(f"– p50 / p95 / p99 there, 64 under way, {board}", waits),
            ResultRow(f"– CPU a trip there, ms, {board}", cpu),
        ]
    goal = "p95 < 250 ms" if rate == 70 else ""
    limit = "Telegram: 30 sends a second" if rate == 10 else ""
    return [
        ResultRow(f"Round trip at {rate}/s, p50 / p95 / p99, {board}", f"{waits}{lost}", goal, limit),
        ResultRow(f"– CPU a trip at {rate}/s, ms, {board}", cpu),
    ]


async def _measure_memory(bench: BenchContext, made: MeasuredDesk) -> list[ResultRow]:
    rows = [ResultRow("Memory after these runs", _format_memory(made), "< 220 MB each")]
    if bench.options.messages:
        half = bench.options.messages // 2  # two messages a trip
        await made.play_scene("trips", rate=0, seconds=0, count=half)
        await made.wait_until_quiet()
        rows.append(ResultRow(f"Memory after {half * 2} messages more", _format_memory(made), "flat, < 220 MB each"))
    return rows


def _format_memory(made: MeasuredDesk) -> str:
    return ", ".join(f"{name} {mb:.0f} MB" for name, mb in made.read_memory().items())


async def measure_statements(bench: BenchContext) -> list[ResultRow]:
    """Measure the database statements of a trip, in runs of their own: with nothing switched on, with the features of
    the team, and with organizations."""
    off, calls = await _count_statements(bench, switched_on=False)
    on, _ = await _count_statements(bench, switched_on=True)
    clients, _ = await _count_statements(bench, switched_on=False, organizations=True)
    return [
        ResultRow("Database round trips a message (two messages a trip)", _format_statements(off)),
        ResultRow("– with targets, hours, shifts and waves", _format_statements(on), "two a trip more at most"),
        ResultRow("– with organizations", _format_statements(clients), "two a trip more at most"),
        ResultRow("Telegram calls a trip", f"{calls:.1f}"),
    ]


def _format_statements(asked: tuple[float, float]) -> str:
    statements_, transactions = (count / 2 for count in asked)
    return f"{statements_ + 2 * transactions:.1f}: {statements_:.1f} statements, {transactions:.1f} transactions"


async def _count_statements(
    bench: BenchContext, *, switched_on: bool, organizations: bool = False
) -> tuple[tuple[float, float], float]:
    """Return statements and transactions a trip, and calls of Telegram."""
    async with run_desk(bench.server, bench.folder, board=False, tree=bench.tree) as made:
        if switched_on:
            await made.switch_on_features()
        bot = await made.start_bot(COUNTED)
        await prepare_desk(bench, made, agents=8 if switched_on else 4)
        if organizations:
            await made.switch_on_organizations()

        async def counted() -> list[float]:
            names = ("bench_statements_total", "bench_transactions_total")
            return [await made.read_metric(bot, name) for name in names] + [(await made.play_scene("counts"))["calls"]]

        before = await counted()
        result = await made.play_scene("trips", rate=20, seconds=bench.options.seconds)
        await made.wait_until_quiet()
        spent = [(b - a) / result["count"] for a, b in zip(before, await counted(), strict=True)]
        said = "statements {:.1f}, transactions {:.1f}, calls {:.1f} a trip".format(*spent)
        bench.say(f"  {'organizations' if organizations else 'all on' if switched_on else 'all off'}: {said}")
        return (spent[0], spent[1]), spent[2]


MEASURES: dict[str, Measure] = {
    "trips": measure_round_trips,
    "trips-two": measure_two_bots,
    "trips-board": measure_with_board,
    "loop": measure_loop,
    "lone-trip": measure_lone_trip,
    "statements": measure_statements,
    "presses": measure_presses,
    "backlog": measure_backlog,
    "search": measure_searches,
    "webhook": measure_webhook,
    "changes": measure_many_changes,
    "idle": measure_idle_pull,
    "fail-over": measure_fail_over,
    "panel": measure_sign_in_flood,
    "growth": measure_growth,
    "held": measure_beside_transaction,
    "large": measure_large_desk,
    "pages": measure_pages,
    "erasure": measure_erasure,
    "mails": measure_mails,
    "day": measure_day,
}
_ONLY_NAMED = frozenset({"loop", "growth", "held", "large", "pages", "erasure", "mails", "day"})
"""Measures that take long."""
