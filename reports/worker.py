"""Run the jobs of reports, one at a time: the result, the letter that brings it and the settling of the job are one
commit.

A killed process loses nothing and sends nothing twice: its worker lock ends with it, and the job is run again. Knows no
kind of report.
"""

import asyncio
import io
import os
import stat
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.database import Database
from db.locks import WorkerLock
from db.models import Box, DeskRow, Job, Lane, Origin, Person, ReportResult, UnknownWordError
from db.queue import Bury, ClaimedJob, Done, Verdict
from db.queue.consumer import Consumer
from desk import Context, DeskSettings
from desk.admin_settings.changes import CurrentSettings
from desk.charts.event_comparison import compare_events
from desk.charts.organization_figures import KIND as CLIENT
from desk.charts.report_request import KIND as STATS
from desk.events.event_editing import KIND as EVENTS
from desk.i18n import choose_language, say
from desk.i18n.formats import format_money
from desk.metrics import ExportFormat, facts
from desk.metrics.exports import KIND as EXPORT
from desk.metrics.table_writers import CsvWriter, FileStyle
from desk.outbox import ReportReady, Say, letters
from desk.payments.statements import KIND as STATEMENT
from desk.payments.statements import Statement, StatementRow, load_statement
from desk.privacy.erasure_timetable import KIND as ERASING
from desk.privacy.person_file import KIND as PERSONAL
from desk.retention.expired import KIND as RETENTION
from desk.search import vocabulary
from desk.search.vocabulary import KIND as WORDS
from desk.summaries import sending
from desk.summaries.planning import REPORT as BRIEFING
from desk.text import RichText, cut_text
from desk.text.money import format_plain, pack_money
from desk.topics.guess import REPORT as TOPICS
from ops.tasks import sleep_or_stop
from reports.drawing.page import render_png
from reports.drawing.paper import PaperTable, render_pdf
from reports.export.export import make_export
from reports.export.personal import make_personal_data
from reports.request import MadeReport, MakeReport, ReportRequest
from reports.retention import delete_expired, erase_batch
from reports.stats import make_client_figures, make_stats
from reports.topics import learn_topics

_PDF, _CSV = "application/pdf", "text/csv"


async def _make_statement(request: ReportRequest) -> AsyncIterator[MadeReport]:
    """Yield the PDF and the CSV of an organization's month."""
    first, zone = date.fromisoformat(request.arguments["first"]), request.rules.timezone
    currency, key = request.rules.payments.currency, int(request.arguments["organization"])
    statement = await load_statement(request.session, key, first, currency, zone)
    language, month = request.language, f"{first:%Y-%m}"
    title = say(language, "statement-title", name=statement.organization, month=month)
    day, what, amount, balance = (say(language, f"statement-{one}") for one in ("day", "what", "amount", "balance"))
    table = PaperTable(
        title, (day, what, amount, balance), _list_lines(statement, language, zone), say(language, "statement-page")
    )
    name = f"statement-{month}"
    yield MadeReport(await asyncio.to_thread(render_pdf, table), f"{name}.pdf", _PDF, RichText(title))
    yield MadeReport(_make_csv(statement, zone), f"{name}.csv", _CSV, RichText(title))


def _list_lines(statement: Statement, language: str, zone: str) -> list[tuple[str, str, str, str]]:
    def money(amount: int) -> str:
        return format_money(language, pack_money(amount, statement.currency))

    balance = statement.opening
    lines = [("", say(language, "statement-opening"), "", money(balance))]
    for row in statement.rows:
        balance += row.amount
        day = f"{row.at.astimezone(ZoneInfo(zone)):%d.%m.%Y}"
        lines.append((day, _describe(row, language), money(row.amount), money(balance)))
    return [*lines, ("", say(language, "statement-closing"), "", money(balance))]


def _describe(row: StatementRow, language: str) -> str:
    what = say(language, "statement-kind", kind=row.kind.value, back=int(row.amount > 0))
    number = f" #{row.number}" if row.number is not None else ""
    return what + number + (f": {row.reason}" if row.reason else "")


def _make_csv(statement: Statement, zone: str) -> bytes:
    """Return the rows with times and amounts as machines read them, in every language."""
    written, style = io.BytesIO(), FileStyle(ExportFormat.CSV, "en", ZoneInfo(zone))
    table = CsvWriter(written, ("at", "kind", "ticket", "amount", "currency", "reason"), style)
    for row in statement.rows:
        at = row.at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")
        amount = Decimal(format_plain(row.amount, statement.currency))
        table.write_row((at, row.kind.value, row.number or "", amount, statement.currency, row.reason))
    table.finish_table()
    return written.getvalue()


async def _make_summary(request: ReportRequest) -> AsyncIterator[MadeReport]:
    """Count and send a summary as letters; there is no file."""
    ctx = Context(request.session, Origin.CLOCK, None, now=request.now, rules=request.rules)
    await sending.send_summary(ctx, int(request.arguments["id"]))
    return
    yield


async def make_comparison(request: ReportRequest) -> AsyncIterator[MadeReport]:
    """Yield a picture that compares the newest events, for an admin; send one line if none has begun."""
    assert request.person is not None
    found = await compare_events(request)
    if found is None:
        letters.queue_letter(request.session, request.person.id, Say("events-none-begun"), now=request.now)
        return
    caption = RichText(found.page.title).with_style("bold") + RichText("\n" + "\n".join(found.lines))
    drawn = await asyncio.to_thread(render_png, found.page, request.language)
    yield MadeReport(drawn, "events.png", "image/png", caption, admins_only=True)


async def _count_words(request: ReportRequest) -> AsyncIterator[MadeReport]:
    """Count the words of requesters' messages, to which misspelt ones are corrected; there is no file."""
    await vocabulary.count_written_words(request.session)
    return
    yield


KINDS: dict[str, MakeReport] = {
    EVENTS: make_comparison,
    BRIEFING: _make_summary,
    STATS: make_stats,
    CLIENT: make_client_figures,
    EXPORT: make_export,
    TOPICS: learn_topics,
    WORDS: _count_words,
    STATEMENT: _make_statement,
    RETENTION: delete_expired,
    PERSONAL: make_personal_data,
    ERASING: erase_batch,
}

AT_ONCE: frozenset[str] = frozenset({ERASING})
"""Kinds of batches that follow each other without a pause: their statements are short, and somebody waits for the end
of them all."""


_LOOK_EVERY = 1.0
_IDLE = timedelta(seconds=60)
_PAUSE_AT_MOST = 1.0
_CAPTION = 1024  # UTF-16 units under a file (Bot API, read 2026-11)
_KILLS = 5  # how often a job may end the process that runs it


class ReportWorker(Consumer):
    """The reports of one process. `parent`: the id of the process that started it; when that ends, this one does.
    `idle`: how long it waits for a job; `data_dir`: where deleted rows are archived."""

    def __init__(
        self,
        database: Database,
        settings: CurrentSettings,
        worker_lock: WorkerLock,
        now: Callable[[], datetime],
        *,
        parent: int | None = None,
        idle: timedelta = _IDLE,
        data_dir: Path = Path(".data"),
    ) -> None:
        super().__init__(database, Box.REPORTS, worker_lock, now)
        self._settings = settings
        self._parent = parent
        self._idle = idle
        self._data_dir = data_dir
        self._idle_since, self._took = 0.0, 0.0
        self._goes_on = False

    async def run(self, stop: asyncio.Event) -> None:
        """Work until a minute has passed without a job, or until `stop`; a job that is running then is run again
        later."""
        self._idle_since = asyncio.get_running_loop().time()
        running = asyncio.create_task(super().run(stop))
        while not (stop.is_set() or self._is_idle() or (self._parent is not None and os.getppid() != self._parent)):
            self._show_life()
            await sleep_or_stop(stop, min(_LOOK_EVERY, self._idle.total_seconds()))
        stop.set()
        await running
        await self._cancel()

    def _show_life(self) -> None:
        """Send a sign of life to the process that started this one, and kills it if it hangs."""
        if self._parent is not None and stat.S_ISSOCK(os.fstat(0).st_mode):
            with suppress(OSError):
                os.write(0, b".")

    def _is_idle(self) -> bool:
        idle = asyncio.get_running_loop().time() - self._idle_since
        return not (self._under_way or self._took) and idle >= self._idle.total_seconds()

    async def _look(self) -> int:
        """Start the next job, after a pause as long as the last one took, at most a second: PostgreSQL's share of a job
        takes turns with answers to people. After a batch of a kind `AT_ONCE` there is no pause."""
        if self._took:
            await asyncio.sleep(0.0 if self._goes_on else min(self._took, _PAUSE_AT_MOST))
            self._took, self._idle_since = 0.0, asyncio.get_running_loop().time()
        await self._worker_lock.ensure_held()
        return await self._take()

    def _pause(self, found: int) -> float:
        return _LOOK_EVERY

    async def _take(self) -> int:
        """Start the next job if none runs, and beside one that may take long a quick one."""
        running = [job.lane for job in self._under_way.values()]
        if len(running) > 1 or any(lane < Lane.MAILINGS for lane in running):
            return 0
        async with self._database.autocommit() as asking:
            claimed = await self._claim(asking, 1, max_lane=Lane.PEOPLE if running else Lane.MAILINGS)
            for job in await self._record_start(asking, claimed):
                self._begin(job, self._work(job))
        return len(claimed)

    async def _work(self, job: ClaimedJob) -> Bury | None:
        begun = asyncio.get_running_loop().time()
        try:
            if job.repeated and (verdict := await self._too_deadly(job)):
                return verdict
            self._goes_on = job.load_payload()["do"] in AT_ONCE
            await self._count()
            async with self._database.unit_of_work() as session:
                await self._make(session, job)
                await self._settle(session, job, Done())
            return None
        finally:
            self._took = asyncio.get_running_loop().time() - begun

    async def _settle(self, session: AsyncSession, job: ClaimedJob, verdict: Verdict) -> None:
        await super()._settle(session, job, verdict)
        if isinstance(verdict, Bury) and job.person_id is not None:
            letters.queue_letter(session, job.person_id, Say("report-failed"), now=self._now())

    async def _too_deadly(self, job: ClaimedJob) -> Bury | None:
        """Bury a job that was started again and again and never settled: it ended the process each time."""
        async with self._database.reading() as session:
            begun_again = await session.scalar(select(Job.unknown).where(Job.id == job.id)) or 0
        return Bury("ends the process") if job.attempts + begun_again >= _KILLS else None

    async def _count(self) -> None:
        """Bring the facts up to date before any report, in units of work of their own, so that no change of a ticket
        waits."""
        async with self._database.reading() as session:
            rules = await self._rules(session)
        await facts.bring_up_to_date(self._database, rules, self._now())

    async def _rules(self, session: AsyncSession) -> DeskSettings:
        version = await session.scalar(select(DeskRow.settings_version).where(DeskRow.id == 1))
        return await self._settings.get_at_version(session, version)

    async def _make(self, session: AsyncSession, job: ClaimedJob) -> None:
        """Make the report; raises UnknownWordError for a kind this version does not know."""
        rules = await self._rules(session)
        person = await session.get(Person, job.person_id) if job.person_id is not None else None
        if person is None and job.person_id is not None:
            return
        data = job.load_payload()
        make = KINDS.get(data["do"])
        if make is None:
            raise UnknownWordError(data["do"])
        language = choose_language(person, rules.locale) if person is not None else rules.locale
        asked = ReportRequest(session, self._now(), rules, person, language, data["arguments"], self._data_dir)
        async for made in make(asked):
            await self._keep(session, data, made, job.person_id)

    async def _keep(
        self, session: AsyncSession, job: Mapping[str, Any], made: MadeReport, person_id: int | None
    ) -> None:
        """Store a part and queue its letter; its bytes do not stay in memory."""
        caption = cut_text(made.caption, 0, _CAPTION)
        row = ReportResult(
            kind=job["do"],
            arguments=job["arguments"],
            content=made.content,
            filename=made.filename,
            mime=made.mime,
            caption=caption.text,
            entities=caption.dump(),
            created_at=self._now(),
        )
        session.add(row)
        await session.flush()
        if person_id is not None:
            ready = ReportReady(row.id, made.slot, made.fresh, made.buttons, admins_only=made.admins_only)
            letters.queue_letter(session, person_id, ready, now=self._now())
        session.expunge(row)
