"""Times reports of a large desk: every form of a month and of a year, an export."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import select

from bench import processes
from bench.large.random_tickets import DAYS
from bench.wait_times import WaitTimes
from db.database import Database
from db.models import Person
from desk import DeskSettings
from desk.charts.stats_command import StatsQuestion
from desk.metrics.registry import REPORT_FORMS
from reports.request import ReportRequest
from reports.stats import make_stats

ChartTimes = dict[str, tuple[WaitTimes, float, float]]
"""Waits, and milliseconds of CPU each of the bench and of PostgreSQL, by the chart's name."""


async def draw_charts(
    database: Database, settings: DeskSettings, now: datetime, postgres: Callable[[], float], times: int
) -> ChartTimes:
    """Draw every form that many times, of a month and of a year."""
    year = f"{now.date() - timedelta(days=364)}..{now.date()}"
    found: ChartTimes = {}
    for name, period in (("month", "month"), ("year", year)):
        for form in REPORT_FORMS:
            question = StatsQuestion(of=form, period=period)
            waits, own, theirs = [], process_time(), postgres()
            for _ in range(times):
                began = perf_counter()
                async with database.unit_of_work() as session:
                    admin = (await session.scalars(select(Person).where(Person.role == "admin").limit(1))).one()
                    request = ReportRequest(session, now, settings, admin, "en", question.dump())
                    assert [made async for made in make_stats(request)], form
                waits.append(perf_counter() - began)
            each = 1000 / times
            found[f"{form}, {name}"] = (
                WaitTimes.from_seconds(waits),
                (process_time() - own) * each,
                (postgres() - theirs) * each,
            )
    return found


async def export_all(url: str, folder: Path, now: datetime) -> tuple[float, float, float]:
    """Export everything by `python -m bot export`; return seconds, the most memory in MB, MB on disk."""
    days = f"{now.date() - timedelta(days=DAYS)}..{now.date()}"
    given = {"DATABASE_URL": url, "PULLDESK_SANDBOX": "bench", "LOG_LEVEL": "WARNING"}
    began, most = perf_counter(), 0.0
    asked = ("export", days, "--names", "--words", "--to", str(folder))
    running = await processes.start_module("bot", given, folder / "export.log", *asked)
    while running.process.returncode is None:
        most = max(most, processes.get_memory_mb(running.pid, most=True))
        await asyncio.sleep(0.2)
    if running.process.returncode:
        raise RuntimeError((folder / "export.log").read_text("utf-8", "replace")[-3000:])
    return perf_counter() - began, most, _get_size(folder)


def _get_size(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.glob("*.zip")) / 1e6
