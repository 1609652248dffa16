"""Kinds of reports that only tests ask for, and the reports' process with them: `python -m tests.reports.kinds`."""

import os
import signal
from collections.abc import AsyncIterator

from sqlalchemy import text

from desk.outbox import Button
from desk.text import RichText
from ops import run
from reports import __main__ as process
from reports.request import MadeReport, ReportRequest
from reports.worker import KINDS

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cf50"
    "0f0003860180b1b8d3950000000049454e44ae426082"
)


async def picture(asked: ReportRequest) -> AsyncIterator[MadeReport]:
    """A point; asked for a `lock`, it waits for whoever holds it."""
    if lock := asked.arguments.get("lock"):
        await asked.session.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": lock})
    words = RichText(f"a picture, {asked.language}" + "!" * asked.arguments.get("long", 0)).with_style("bold")
    again = ((Button("btn-retry", "retry:1", {"job": 1}),),)
    place = "stats" if asked.arguments.get("there") else None
    named = f"{asked.arguments.get('n', 0)}.png"
    yield MadeReport(PNG, named, "image/png", words, again, place, fresh=not asked.arguments.get("edit"))


async def parts(asked: ReportRequest) -> AsyncIterator[MadeReport]:
    """Two files."""
    for number in (1, 2):
        yield MadeReport(
            b"x" * 3_000_000, f"part-{number}.csv", "text/csv", RichText(f"part {number}"), admins_only=True
        )


async def mistaken(asked: ReportRequest) -> AsyncIterator[MadeReport]:
    """A part, then a mistake."""
    yield MadeReport(PNG, "half.png", "image/png", RichText("half"))
    raise ZeroDivisionError


async def deadly(asked: ReportRequest) -> AsyncIterator[MadeReport]:
    """The end of the process."""
    os.kill(os.getpid(), signal.SIGKILL)
    yield MadeReport(PNG, "never.png", "image/png", RichText("never"))


OURS = {"picture": picture, "quick": picture, "parts": parts, "mistaken": mistaken, "deadly": deadly}

if __name__ == "__main__":
    KINDS.update(OURS)
    run.exit_process(process.main())
