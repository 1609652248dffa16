"""The page's switch that adds articles, topics and answers to the running demo, once."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import datetime

from desk import DeskSettings
from sandbox.knowledge.loader import load_knowledge
from sandbox.product.first_admin import CannotDoError, DemoDesk


class KnowledgeSwitch:
    """The switch of one demo; `language`: the desk's. `counts`: what was added, by kind; empty before that."""

    def __init__(self, desk: DemoDesk, language: str) -> None:
        self._desk, self._language = desk, language
        self._alone = asyncio.Lock()
        self.counts: dict[str, int] = {}

    async def add_knowledge(self, now: datetime) -> dict[str, int]:
        """Add everything or nothing; return the counts. Raises CannotDoError, also if it was added before."""
        async with self._alone:
            if self.counts:
                raise CannotDoError("it is there already: ask something typical")
            async with self._desk.open_as_admin(now, DeskSettings(locale=self._language)) as desk:
                came = asdict(await load_knowledge(desk))
            self.counts = came
        return came
