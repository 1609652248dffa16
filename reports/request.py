"""The input and output of a report; its kinds are listed in `reports/worker.py`."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person
from desk import DeskSettings
from desk.metrics.periods import get_today
from desk.outbox import Button
from desk.text import RichText


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """A report to make, in a unit of work of its own: it takes effect only when all of it is made. `person`: who asked
    and reads it, in `language`; None for a mere count. `data_dir`: the
    process's own directory."""

    session: AsyncSession
    now: datetime
    rules: DeskSettings
    person: Person | None
    language: str
    arguments: Mapping[str, Any]
    data_dir: Path = Path(".data")

    @property
    def today(self) -> date:
        """Return the day of `now` in the desk's time zone."""
        return get_today(self.now, self.rules.timezone)


@dataclass(frozen=True, slots=True)
class MadeReport:
    """A picture (`image/png`) or a file, at most 45 MB, with a caption of at most 1,024 UTF-16 units (cut there).
    `slot`: its message replaces the one in that slot, or with `fresh` becomes the slot's newest."""

    content: bytes
    filename: str
    mime: str
    caption: RichText
    buttons: tuple[tuple[Button, ...], ...] = ()
    slot: str | None = None
    fresh: bool = True
    admins_only: bool = False


MakeReport = Callable[[ReportRequest], AsyncIterator[MadeReport]]
"""Makes a report, part by part; each part is stored before the next is made. A text instead of a picture is posted as a
letter."""
