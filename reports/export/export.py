"""Make an export: read its tables row by row, compute its metrics, deliver its parts. Does not decide who may have
it."""

from collections.abc import AsyncIterator
from contextlib import closing
from zoneinfo import ZoneInfo

from sqlalchemy import text

from desk.i18n import say
from desk.metrics import METRICS, ExportChoice, MetricGroup, Period, list_hidden_groups, periods
from desk.metrics.measuring.measure import measure
from desk.metrics.row_writers import FileStyle
from desk.outbox import Say, letters
from desk.text import RichText
from reports.export.archive import Archive, Part
from reports.export.part_files import Opener, open_nameless_files
from reports.export.tables import NAMING, PLAIN, REVIEW_TABLES, TABLES
from reports.request import MadeReport, ReportRequest

PART = 20_000_000
"""The size of a zip in bytes: under Telegram's 50 MB (Bot API, "Sending files", read 2026-11), and small
compared with a process's memory."""
_MOST_PARTS = 10
_FIGURES = ("figure", "name", "unit", "value", "of", "before")


async def make_export(request: ReportRequest) -> AsyncIterator[MadeReport]:
    """Yield the zips; if they are too many, send one line that names the command instead."""
    choice = ExportChoice.load(dict(request.arguments))
    first, last = choice.period.first.isoformat(), choice.period.last.isoformat()
    with open_nameless_files() as opened:
        parts = await write_zips(request, opened, most=PART, parts=_MOST_PARTS)
        if len(parts) > _MOST_PARTS:
            _name_the_command(request, choice.period)
            return
        for n, part in enumerate(parts, 1):
            words = say(request.language, "export-part", first=first, last=last, part=n, parts=len(parts))
            part.file.seek(0)
            yield MadeReport(part.file.read(), part.name, "application/zip", RichText(words), admins_only=True)


def _name_the_command(request: ReportRequest, period: Period) -> None:
    line = Say("export-too-much", {"first": period.first.isoformat(), "last": period.last.isoformat()})
    if request.person is not None:
        letters.queue_letter(request.session, request.person.id, line, now=request.now)


async def write_zips(request: ReportRequest, opened: Opener, *, most: int, parts: int = 1) -> list[Part]:
    """Write the zips of an export, of about `most` bytes each; stop after `parts`.

    The facts are as they were last counted: counting here would keep tickets locked until everything is written.
    """
    choice, rules = ExportChoice.load(dict(request.arguments)), request.rules
    style = FileStyle(choice.format, request.language, ZoneInfo(rules.timezone))
    start, end = choice.period.get_bounds(rules.timezone)
    given = {"start": start, "end": end, "plain": list(PLAIN), "naming": list(NAMING)}
    name = f"pulldesk_{choice.period.first}_{choice.period.last}"
    with closing(Archive(opened, name, style, most)) as archive:
        for table in (*TABLES, *(REVIEW_TABLES if rules.team.reviews else ())):
            columns = table.choose_columns(names=choice.names, words=choice.words)
            archive.start_table(table.name, [one.name for one in columns])
            statement = table.build_query(columns)
            asked = {key: value for key, value in given.items() if f":{key}" in statement}
            async for row in await request.session.stream(text(statement), asked):
                archive.write_row(row)
                if len(archive.parts) > parts:
                    return archive.parts
        await _write_metrics(request, choice.period, archive)
    return archive.parts


async def _write_metrics(request: ReportRequest, period: Period, archive: Archive) -> None:
    """Write the desk's metrics of the period and of the period before; a group at a time, because the values of all
    days for all metrics would be in memory at once."""
    archive.start_table("figures", _FIGURES)
    hidden = list_hidden_groups(request.rules) - {MetricGroup.ANSWERS}
    for group in [one for one in MetricGroup if one not in hidden]:
        keys = [key for key, figure in METRICS.items() if figure.group is group]
        of, before = [
            (await measure(request.session, keys, days, settings=request.rules, now=request.now)).total
            for days in (period, periods.get_period_before(period))
        ]
        for key in keys:
            figure, value = METRICS[key], of[key]
            said = say(request.language, figure.name)
            archive.write_row((key, said, figure.unit.value, value.amount, value.of, before[key].amount))
