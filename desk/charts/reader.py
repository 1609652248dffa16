"""The reader of metrics: their session, the moment, settings and language."""

from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from desk import DeskSettings


class ReportReader(Protocol):
    """A request of the report process, or a visitor of a page."""

    @property
    def session(self) -> AsyncSession:
        """Return the session to read with; nothing is written."""

    @property
    def now(self) -> datetime:
        """Return the moment of reading, which ends a period that is not over."""

    @property
    def rules(self) -> DeskSettings:
        """Return the settings at that moment."""

    @property
    def language(self) -> str:
        """Return the language of the texts."""
