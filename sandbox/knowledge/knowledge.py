"""The desk with knowledge as the page's switch: put into the running demo when somebody asks, once."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import datetime

from desk import DeskSettings
from sandbox.doors.first_admin import CannotDoError, DemoDesk
from sandbox.knowledge.filling import fill


class Knowledge:
    """Of a demo's `desk`; `language`: what it speaks. `counts`: what came, by kind; none yet."""

    def __init__(self, desk: DemoDesk, language: str) -> None:
        self._desk, self._language = desk, language
        self._alone = asyncio.Lock()
        self.counts: dict[str, int] = {}

    async def add(self, now: datetime) -> dict[str, int]:
        """Whole or not at all; what came. Raises CannotDoError, also where it is there already."""
        async with self._alone:
            if self.counts:
                raise CannotDoError("it is there already: ask something typical")
            async with self._desk.as_admin(now, DeskSettings(locale=self._language)) as desk:
                came = asdict(await fill(desk))
            self.counts = came
        return came
