"""Scenes with the board: answers of Todoist that are lost, what follows on their heels."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from sandbox.todoist.faults import Fault
from tests.chaos.cast import MAX
from tests.chaos.company import Company
from tests.chaos.ledger import Means, Word, marks

_APART_SECONDS = 2.2  # what comes later than this joins nothing
_LOST: tuple[dict[str, Any], ...] = ({"status": 502, "html": True}, {"status": 504}, {"reset": True})


class _LostSince(Fault):
    """Every sync is executed; its answer is lost from the one on after which `seen` is true."""

    def __init__(self, seen: Callable[[], bool], **how: Any) -> None:
        super().__init__(path="sync", after=True, times=None, **how)
        self._seen = seen

    def has_answer(self) -> bool:
        return self._seen()


class BoardScenes(Company):
    """Max's ticket."""

    played: Counter[str]

    async def answer_lost(self, then: str) -> None:
        """A comment stands on the board and nobody here knows it; its words are edited, taken back, or grow."""
        await self.ready(MAX)
        await asyncio.sleep(_APART_SECONDS + 1 - time.time() % 1)  # Telegram's seconds are whole ones
        word = await self.says(MAX, Means.ASKED)
        faults = self.city.service.faults
        order = faults.add_fault(_LostSince(lambda: self._on_board(word), **self.dice.choice(_LOST)))
        try:
            await self.until(lambda: self._on_board(word), f"{word.mark} is on the board")
            await self._follow(word, then)
        finally:
            faults.clear_faults(order)
        self.played[f"lost, {then}"] += 1

    async def _follow(self, word: Word, then: str) -> None:
        entry = await self.stored(word)
        about = "select 1 from entries where id = :id and"
        if then == "edited":
            ending = f"edited {self.dice.randrange(10_000)}"
            await self.city.telegram.do("edit", person=MAX, message_id=word.said, text=f"{word.mark} {ending}")
            self.ledger.edited[word.mark] = ending
            await self.sees(lambda: self.row(f"{about} body like '%' || :end", id=entry, end=ending), "the edit")
        elif then == "taken back":
            await self.writes(MAX, "/delete", to=int(word.said))
            self.ledger.taken_back.add(word.mark)
            await self.sees(lambda: self.row(f"{about} withdrawn_at is not null", id=entry), "the taking back")
        else:
            await self.stored(await self.says(MAX, Means.ASKED))

    def _on_board(self, word: Word) -> bool:
        return any(word.mark in marks(one["content"]) for one in self.city.service.world.notes.rows.values())
