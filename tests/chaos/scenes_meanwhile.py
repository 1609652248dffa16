"""Scenes of what goes on while something stands still: a row that is held, a board that is out, no bot."""

from __future__ import annotations

import asyncio
from collections import Counter

from sqlalchemy import text

from tests.chaos.cast import NORA
from tests.chaos.company import Company
from tests.chaos.ledger import Means, Word

_HELD_SECONDS = 20.0  # longer than what waits for it waits at a time
_APART_SECONDS = 2.2
_STATUS_WAS = """
select 1 from history h join tickets t on t.id = h.ticket_id
where t.number = :number and h.field = 'status' and h.new = 'resolved'
"""


class MeanwhileScenes(Company):
    """Newcomers' tickets."""

    played: Counter[str]

    async def row_held(self) -> None:
        """An operator's psql holds a ticket that is due, that somebody speaks about and that changed on the board: what
        others ask is filed and stands on the board all the same. Let go, nothing of it is lost."""
        person, other = await self.newcomer(), await self.newcomer()
        number = await self.files(person, "the gate does not lock")
        task = await self.task_of(number)
        async with self.city.database.unit_of_work() as session:
            due = "update tickets set broadcast_due_at = now() + interval '1 second' where number = :number"
            await session.execute(text(due), {"number": number})
        async with self.city.database.engine.connect() as holding:
            await holding.execute(text("select 1 from tickets where number = :number for update"), {"number": number})
            until = asyncio.get_running_loop().time() + _HELD_SECONDS
            word = await self.says(person, Means.ASKED)
            await self._answers_under(task)
            await asyncio.sleep(_APART_SECONDS)
            await self.task_of(await self.files(other, "the lift stands still"))
            await asyncio.sleep(max(0.0, until - asyncio.get_running_loop().time()))
            await holding.rollback()
        await self.stored(word)
        self.played["row held"] += 1

    async def answered_while_no_bot_runs(self) -> None:
        """A ticket waits for its requester, who answers while nobody runs the bot; its time runs out meanwhile."""
        person = await self.newcomer()
        number = await self.files(person, "the mail does not arrive")
        await self.writes(NORA, f"/claim {number}")
        await self.becomes(number, "assigned")
        await self.writes(NORA, f"/pending {number}")
        await self.becomes(number, "pending")
        slots = list(self.city.bots.running)
        for slot in slots:
            await self.city.bots.stop(slot)
        try:
            word = await self.says(person, Means.ASKED)
            async with self.city.database.unit_of_work() as session:
                over = "update tickets set close_at = now() where number = :number"
                await session.execute(text(over), {"number": number})
        finally:
            for slot in slots:
                await self.city.bots.start(slot)
        await self.stored(word)
        if await self.asked(_STATUS_WAS, number=number):
            self.ledger.complaints.append(f"#{number}: {word.mark} came in time, and silence has ended it")
        self.played["answered while no bot runs"] += 1

    async def _answers_under(self, task: str) -> Word:
        mark, by = self.ledger.mark(), self.cast.board["Boris"]
        done = await self.city.todoist.do("comment/add", **{"as": by, "task_id": task, "content": f"{mark} look again"})
        word = Word(mark, by, Means.ANSWERED, str(done["id"]), task=task)
        self.ledger.words.append(word)
        return word
