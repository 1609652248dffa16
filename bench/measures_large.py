"""The measures of a desk that has worked for years: lists, searches, cards, reports, exports, answers during
reports.

The desk is made once as a template; copies of it are measured and dropped.
"""

from datetime import UTC, date, datetime, timedelta

from bench import processes
from bench.context import BenchContext, prepare_desk
from bench.large import charts, database_template
from bench.large.views import ViewReader
from bench.measured_desk import LIFTED, get_postmaster_pid, run_desk
from bench.result_table import ResultRow
from db.database import Database, create_engine
from desk import DeskSettings

_ADMINS = 10
_TURNS = 3  # one reading is not enough: the machine's noise is as large as the difference
_ALL_ADMINS = "update people set role = 'admin', role_given = 'admin' where telegram_id is not null and role = 'agent'"
_FORGET_TELEGRAM_IDS = "update people set telegram_id = null where telegram_id > 500000000 and telegram_id < 510000000"


async def measure_large_desk(bench: BenchContext) -> list[ResultRow]:
    """Measure a desk that has worked for years."""
    now = datetime.now(UTC).replace(microsecond=0)
    tickets, _ = database_template.get_size(bench)
    engine = create_engine(await database_template.make_template(bench, now))
    try:
        rows = await _measure_views(bench, Database(engine), tickets, now)
    finally:
        await engine.dispose()
    rows += await _measure_beside_charts(bench)
    rows += await _measure_export(bench, now)
    await bench.server.drop_database(database_template.NAME)
    return rows


async def _measure_views(bench: BenchContext, database: Database, tickets: int, now: datetime) -> list[ResultRow]:
    rules, rows = DeskSettings(), []
    pid = get_postmaster_pid(bench.server)

    def postgres() -> float:
        return processes.get_family_cpu_seconds(pid)

    reading = ViewReader(database, rules, now, postgres, tickets)
    similar = await reading.time_similar()
    bench.say(f"  similar: {similar}")
    said = f"{similar.p50:.0f}, {similar.p95:.0f} ms"
    rows.append(ResultRow(f"solved requests like one, of {tickets}: p50, p95", said, "beside a filing, nobody waits"))
    for asked in await reading.time_views():
        bench.say(f"  {asked}")
        said = f"{asked.waits.p50:.0f}, {asked.waits.p95:.0f} ms"
        rows.append(
            ResultRow(f"{asked.what}: p50, p95", said, "p95 under 50 ms", _format_cpu(asked.own, asked.postgres))
        )
    drawn = await charts.draw_charts(database, rules, now, postgres, 2 if bench.options.short else 5)
    for what, (waits, own, theirs) in drawn.items():
        bench.say(f"  {what}: {waits} {own:.0f} {theirs:.0f}")
    for period in ("month", "year"):
        slowest = max((one for one in drawn.items() if one[0].endswith(period)), key=lambda one: one[1][0].p95)
        what, (waits, own, theirs) = slowest
        said = f"{what}: {waits.p50 / 1000:.2f}, {waits.p95 / 1000:.2f} s"
        rows.append(
            ResultRow(
                f"`/stats`, the slowest form of a {period}: p50, p95", said, "p95 under 2 s", _format_cpu(own, theirs)
            )
        )
    return rows


def _format_cpu(own: float, postgres: float) -> str:
    return f"CPU: ours {own:.0f}, PostgreSQL's {postgres:.0f} ms"


async def _measure_beside_charts(bench: BenchContext) -> list[ResultRow]:
    """Measure answers of a bot alone, and while ten charts of a year are drawn all the time, in turns."""
    async with run_desk(bench.server, bench.folder, board=False, template=database_template.NAME) as made:
        await made.run_sql(_FORGET_TELEGRAM_IDS)
        await made.start_bot(LIFTED)
        await prepare_desk(bench, made, agents=_ADMINS)
        await made.run_sql(_ALL_ADMINS)
        seconds = 2 * bench.options.seconds
        year = "quality " + "..".join(f"{day}" for day in _get_year(datetime.now(UTC).date()))
        await made.play_scene("pictures", admins=1, asked=year, rate=5, seconds=2)
        alone, together, memory = [], [], []
        for _ in range(1 if bench.options.short else _TURNS):
            alone.append(await made.play_scene("trips", rate=5, seconds=seconds))
            memory.append(made.read_memory()["bot"])
            together.append(await made.play_scene("pictures", admins=_ADMINS, asked=year, rate=5, seconds=seconds))
            memory.append(made.read_memory()["bot"])
            bench.say(f"  alone {alone[-1]}\n  together {together[-1]}\n  bot {memory[-2:]} MB")
        made_pictures = [one["pictures"] for one in together]
        waits = f"{_format_turns(alone)}; with them {_format_turns(together)} ms"
        drawn = "; ".join(f"{one['p50'] / 1000:.1f}, {one['p95'] / 1000:.1f} s" for one in made_pictures)
        return [
            ResultRow(f"round trips at 5/s alone, and with {_ADMINS} `/stats` under way: p50, p95", waits, "unchanged"),
            ResultRow(f"a picture where {_ADMINS} wait for theirs all the time: p50, p95", drawn),
            ResultRow(
                "memory of the bot before and after each",
                ", ".join(f"{one:.0f}" for one in memory) + " MB",
                "unchanged",
            ),
        ]


def _format_turns(turns: list[dict[str, float]]) -> str:
    return "; ".join(f"{one['p50']:.0f}, {one['p95']:.0f}" for one in turns)


def _get_year(today: date) -> tuple[date, date]:
    return today - timedelta(days=364), today


async def _measure_export(bench: BenchContext, now: datetime) -> list[ResultRow]:
    folder = bench.folder / "export"
    folder.mkdir()
    took, most, size = await charts.export_all(bench.server.get_url(database_template.NAME), folder, now)
    bench.say(f"  export {took:.0f} s, {most} MB, {size:.0f} MB on disk")
    return [
        ResultRow(
            "everything exported: time, the most memory, size", f"{took:.0f} s, {most:.0f} MB, {size:.0f} MB", "220 MB"
        )
    ]
