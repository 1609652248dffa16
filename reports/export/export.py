"""An export made: its tables read row by row, its figures computed, its parts brought. Decides not who may have it."""

import tempfile
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from desk.figures import facts, periods
from desk.figures.compute import measure
from desk.figures.exports import ExportChoice
from desk.figures.registry import FIGURES
from desk.i18n.catalog import say
from desk.outbox import letters
from desk.outbox.letters import Say
from desk.settings import DeskSettings
from desk.text.rich_text import RichText
from reports.export.archive import Archive
from reports.export.tables import NAMING, PLAIN, TABLES
from reports.export.writers import FileStyle
from reports.request import Made, ReportRequest

PART = 20_000_000
"""Bytes: under Telegram's 50 MB (Bot API, "Sending files", read 2026-11), and little beside a process's memory."""
_MOST_PARTS = 10
_FIGURES = ("figure", "name", "unit", "value", "of", "before")


async def exported(request: ReportRequest) -> AsyncIterator[Made]:
    """The zips for who asked; too many of them are one line that names the command instead."""
    choice = ExportChoice.load(dict(request.arguments))
    with tempfile.TemporaryDirectory(prefix="pulldesk-export-") as folder:
        at = Path(folder)
        parts = await write(request.session, choice, request.rules, request.now, request.language, at, most=PART)
        if len(parts) > _MOST_PARTS:
            _name_the_command(request, choice)
            return
        for n, part in enumerate(parts, 1):
            words = say(request.language, "export-part", **_days(choice), part=n, parts=len(parts))
            yield Made(part.read_bytes(), part.name, "application/zip", RichText(words), admins_only=True)


def _name_the_command(request: ReportRequest, choice: ExportChoice) -> None:
    if request.person is not None:
        letters.post(request.session, request.person.id, Say("export-too-much", {**_days(choice)}), now=request.now)


def _days(choice: ExportChoice) -> dict[str, str]:
    return {"first": choice.period.first.isoformat(), "last": choice.period.last.isoformat()}


async def write(
    session: AsyncSession,
    choice: ExportChoice,
    rules: DeskSettings,
    now: datetime,
    language: str,
    folder: Path,
    *,
    most: int,
) -> list[Path]:
    """The zips of an export, of about `most` bytes each, in `folder`."""
    while await facts.refresh(session, rules, now):
        pass
    style = FileStyle(choice.format, language, ZoneInfo(rules.timezone))
    archive = Archive(folder, f"pulldesk_{choice.period.first}_{choice.period.last}", style, most)
    start, end = choice.period.moments(rules.timezone)
    given = {"start": start, "end": end, "plain": list(PLAIN), "naming": list(NAMING)}
    for table in TABLES:
        columns = table.chosen(names=choice.names, words=choice.words)
        archive.table(table.name, [one.name for one in columns])
        statement = table.statement(columns)
        asked = {key: value for key, value in given.items() if f":{key}" in statement}
        async for row in await session.stream(text(statement), asked):
            archive.row(row)
    await _figures(session, choice, rules, now, language, archive)
    archive.close()
    return archive.parts


async def _figures(
    session: AsyncSession, choice: ExportChoice, rules: DeskSettings, now: datetime, language: str, archive: Archive
) -> None:
    """Every figure of the period, and of as many days before."""
    archive.table("figures", _FIGURES)
    found = await measure(session, FIGURES, choice.period, settings=rules, now=now)
    earlier = await measure(session, FIGURES, periods.before(choice.period), settings=rules, now=now)
    for key, figure in FIGURES.items():
        value, before = found.total[key], earlier.total[key]
        archive.row((key, say(language, figure.name), figure.unit.value, value.amount, value.of, before.amount))

