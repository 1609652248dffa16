"""Who reads figures: within which unit of work, when, by which settings, in which language. Knows no door."""

from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from desk import DeskSettings


class FiguresReader(Protocol):
    """A report's request, or a visitor of a page."""

    @property
    def session(self) -> AsyncSession:
        """Where they are read; nothing is written."""

    @property
    def now(self) -> datetime:
        """What is not over ends then."""

    @property
    def rules(self) -> DeskSettings:
        """The settings as they are then."""

    @property
    def language(self) -> str:
        """Of the words."""
