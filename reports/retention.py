"""Deletion of what was kept for long enough, a batch a job; before it, if a setting says so, its rows go to a file.

The job: one batch of what has been kept for long enough, and another job if there is more.

Files of deleted rows, JSON Lines, one for each kind and day: `archive/requests-2026-11-26.jsonl`. A row may be there
twice if the process was killed before its deletion was committed; table and id tell.
"""

import json
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

from sqlalchemy import text

from db.models import Origin
from desk import Context, Desk
from desk.privacy import erasure_timetable
from desk.retention import expired, idle_people
from reports.request import MadeReport, ReportRequest

_TAIL = 1024 * 1024


class DayFile:
    """The file of a day, open for more lines; they are on the disk when it is closed without an error."""

    def __init__(self, data_dir: Path, kind: str, now: datetime, zone: str) -> None:
        folder = data_dir / "archive"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._now = now
        path = folder / f"{kind}-{now.astimezone(ZoneInfo(zone)):%Y-%m-%d}.jsonl"
        self._file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")

    def __enter__(self) -> Self:
        self._file.truncate(self._find_end())
        self._file.seek(0, os.SEEK_END)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_error: object) -> None:
        with self._file as file:
            if kind is None:
                file.flush()
                os.fsync(file.fileno())

    def write_row(self, table: str, row: Mapping[str, Any]) -> None:
        """Write one row as a line."""
        line = {"table": table, "deleted_at": self._now.isoformat(), "row": row}
        self._file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")

    def _find_end(self) -> int:
        """Return where the last whole line ends: a killed process may have left half a line."""
        end = self._file.seek(0, os.SEEK_END)
        while end:
            start = max(0, end - _TAIL)
            self._file.seek(start)
            found = self._file.read(end - start).rfind(b"\n")
            if found >= 0:
                return start + found + 1
            end = start
        return 0


_AUDIT_ROWS = text("select to_jsonb(audit) from audit where id = any(:ids) order by id")
_DELETE_AUDIT = text("delete from audit where id = any(:ids)")


async def delete_expired(request: ReportRequest) -> AsyncIterator[MadeReport]:
    """Delete one batch of each kind; there is no file to send. The rows are on the disk before they are deleted."""
    more = [await _empty_closed(request), await _delete_audit(request)]
    after = await _queue_idle(request)
    if any(more) or after is not None:
        context = Context(request.session, Origin.CLOCK, None, now=request.now, rules=request.rules)
        await expired.queue_batch(context, int(request.arguments["batch"]) + 1, after=after)
    return
    yield


async def erase_batch(request: ReportRequest) -> AsyncIterator[MadeReport]:
    """Do a batch of the erasure of one person; there is no file to send."""
    desk = Desk(request.session, Origin.CLOCK, None, now=request.now, rules=request.rules)
    await erasure_timetable.erase_batch(desk, request.arguments)
    return
    yield


async def _empty_closed(request: ReportRequest) -> bool:
    """Return True if the batch was full."""
    session, now = request.session, request.now
    ids = await expired.lock_closed(session, request.rules, now)
    if not ids:
        return False
    with _open_archive(request, "requests") as archive:
        if archive is not None:
            async for table, row in expired.read_rows(session, ids):
                archive.write_row(table, row)
    await expired.delete_words(session, ids, language=request.rules.locale, now=now)
    return len(ids) == expired.BATCH_SIZE


async def _delete_audit(request: ReportRequest) -> bool:
    """Return True if the batch was full."""
    ids = await expired.lock_audit(request.session, request.rules, request.now)
    if not ids:
        return False
    with _open_archive(request, "audit") as archive:
        if archive is not None:
            for row in await request.session.scalars(_AUDIT_ROWS, {"ids": ids}):
                archive.write_row("audit", row)
    await request.session.execute(_DELETE_AUDIT, {"ids": ids})
    return len(ids) == expired.AUDIT_ROWS


async def _queue_idle(request: ReportRequest) -> int | None:
    """Have a batch of people without requests erased as those who ask for it, each in units of work of their own,
    without a word to them; they go to no archive. Return the last one of a full batch, after which the next begins once
    these are erased."""
    after = request.arguments.get("after", 0)
    if after is None:
        return None
    desk = Desk(request.session, Origin.CLOCK, None, now=request.now, rules=request.rules)
    found = await idle_people.list_idle(request.session, request.rules, request.now, after=after)
    for person_id in found:
        await erasure_timetable.queue_idle(desk, person_id)
    return found[-1] if len(found) == idle_people.BATCH_SIZE else None


def _open_archive(request: ReportRequest, kind: str) -> Any:
    if not request.rules.retention.archive:
        return nullcontext()
    return DayFile(request.data_dir, kind, request.now, request.rules.timezone)
