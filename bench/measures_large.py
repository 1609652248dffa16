"""The measures of a desk that has worked for years: lists, searches, cards, reports, exports, answers during
reports.

The desk is made once as a template; copies of it are measured and dropped.
"""

from datetime import UTC, date, datetime, timedelta

from bench import processes
from bench.large import pictures, template
from bench.large.reading import Reading
from bench.setting import Bench, prepared
from bench.table import Row
from bench.town import LIFTED, postmaster, town
from db.database import Database, create_engine
from desk import DeskSettings

_ADMINS = 10
_TURNS = 3  # one reading is not enough: the machine's noise is as large as the difference
_ALL_ADMINS = "update people set role = 'admin', role_given = 'admin' where telegram_id is not null and role = 'agent'"
_NOBODY_HAS_A_PHONE = "update people set telegram_id = null where telegram_id > 500000000 and telegram_id < 510000000"


async def large(bench: Bench) -> list[Row]:
    """Measure a desk that has worked for years."""
    now = datetime.now(UTC).replace(microsecond=0)
    tickets, _ = template.size(bench)
    engine = create_engine(await template.make(bench, now))
    try:
        rows = await _read(bench, Database(engine), tickets, now)
    finally:
        await engine.dispose()
    rows += await _beside(bench)
    rows += await _export(bench, now)
    await bench.server.drop_database(template.NAME)
    return rows


async def _read(bench: Bench, database: Database, tickets: int, now: datetime) -> list[Row]:
    rules, rows = DeskSettings(), []
    pid = postmaster(bench.server)

    def postgres() -> float:
        return processes.family_cpu_seconds(pid)

    reading = Reading(database, rules, now, postgres, tickets)
    similar = await reading.similar()
    bench.say(f"  similar: {similar}")
    said = f"{similar.p50:.0f}, {similar.p95:.0f} ms"
    rows.append(Row(f"solved requests like one, of {tickets}: p50, p95", said, "beside a filing, nobody waits"))
    for asked in await reading.all():
        bench.say(f"  {asked}")
        said = f"{asked.waits.p50:.0f}, {asked.waits.p95:.0f} ms"
        rows.append(Row(f"{asked.what}: p50, p95", said, "p95 under 50 ms", _cpu(asked.own, asked.postgres)))
    drawn = await pictures.drawn(database, rules, now, postgres, 2 if bench.options.short else 5)
    for what, (waits, own, theirs) in drawn.items():
        bench.say(f"  {what}: {waits} {own:.0f} {theirs:.0f}")
    for period in ("month", "year"):
        slowest = max((one for one in drawn.items() if one[0].endswith(period)), key=lambda one: one[1][0].p95)
        what, (waits, own, theirs) = slowest
        said = f"{what}: {waits.p50 / 1000:.2f}, {waits.p95 / 1000:.2f} s"
        rows.append(
            Row(f"`/stats`, the slowest form of a {period}: p50, p95", said, "p95 under 2 s", _cpu(own, theirs))
        )
    day = now.date() - timedelta(days=10)
    rows.append(Row("a day counted", f"{await pictures.day_counted(database, rules, now, day):.2f} s", "under 5 s"))
    return rows


def _cpu(own: float, postgres: float) -> str:
    return f"CPU: ours {own:.0f}, PostgreSQL's {postgres:.0f} ms"


async def _beside(bench: Bench) -> list[Row]:
    """Measure answers of a bot alone, and while ten charts of a year are drawn all the time, in turns."""
    async with town(bench.server, bench.folder, board=False, template=template.NAME) as made:
        await made.sql(_NOBODY_HAS_A_PHONE)
        await made.start_bot(LIFTED)
        await prepared(bench, made, agents=_ADMINS)
        await made.sql(_ALL_ADMINS)
        seconds = 2 * bench.options.seconds
        year = "quality " + "..".join(f"{day}" for day in _year(datetime.now(UTC).date()))
        await made.play("pictures", admins=1, asked=year, rate=5, seconds=2)
        alone, together, memory = [], [], []
        for _ in range(1 if bench.options.short else _TURNS):
            alone.append(await made.play("trips", rate=5, seconds=seconds))
            memory.append(made.memory()["bot"])
            together.append(await made.play("pictures", admins=_ADMINS, asked=year, rate=5, seconds=seconds))
            memory.append(made.memory()["bot"])
            bench.say(f"  alone {alone[-1]}\n  together {together[-1]}\n  bot {memory[-2:]} MB")
        made_pictures = [one["pictures"] for one in together]
        waits = f"{_said(alone)}; with them {_said(together)} ms"
        drawn = "; ".join(f"{one['p50'] / 1000:.1f}, {one['p95'] / 1000:.1f} s" for one in made_pictures)
        return [
            Row(f"round trips at 5/s alone, and with {_ADMINS} `/stats` under way: p50, p95", waits, "unchanged"),
            Row(f"a picture where {_ADMINS} wait for theirs all the time: p50, p95", drawn),
            Row(
                "memory of the bot before and after each",
                ", ".join(f"{one:.0f}" for one in memory) + " MB",
                "unchanged",
            ),
        ]


def _said(turns: list[dict[str, float]]) -> str:
    return "; ".join(f"{one['p50']:.0f}, {one['p95']:.0f}" for one in turns)


def _year(today: date) -> tuple[date, date]:
    return today - timedelta(days=364), today


async def _export(bench: Bench, now: datetime) -> list[Row]:
    folder = bench.folder / "export"
    folder.mkdir()
    took, most, size = await pictures.exported(bench.server.get_url(template.NAME), folder, now)
    bench.say(f"  export {took:.0f} s, {most} MB, {size:.0f} MB on disk")
    return [
        Row("everything exported: time, the most memory, size", f"{took:.0f} s, {most:.0f} MB, {size:.0f} MB", "220 MB")
    ]
