"""A scene with the bot itself: seats lost while sends are under way."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from db.queue import LOCK_CLASS
from tests.chaos.cast import LEA, NORA, buttons
from tests.chaos.city import City
from tests.chaos.company import Company, Row
from tests.chaos.ledger import Means, Word

_SLOW_SECONDS = 2.0
_TERMINATE = text("""
select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and classid = :cls and granted
""")


async def terminate_seats(city: City) -> None:
    """End the backends whose locks say that a worker lives; their processes go on."""
    with suppress(SQLAlchemyError, OSError):
        async with city.database.unit_of_work() as session:
            await session.execute(_TERMINATE, {"cls": LOCK_CLASS})


class BotScenes(Company):
    """Lea's ticket."""

    played: Counter[str]

    async def seat_lost(self) -> None:
        """Telegram answers slowly; meanwhile the database loses the seats of those who wait for its answer."""
        number = await self.ready(LEA)
        async with self._slow():
            word = await self._answers(number)
            entry = await self.stored(word)
            started = (
                "select 1 from jobs where box = 'to_telegram' and entry_id = :id"
                " and started_at is not null and state = 'waiting'"
            )
            await self.sees(lambda: self.row(started, id=entry), f"{word.mark} is being sent")
            await terminate_seats(self.city)
            if self.calm:
                self.ledger.once.add(word.mark)
            await asyncio.sleep(_SLOW_SECONDS)
        await self.until(lambda: self.has(LEA, word.mark), f"{word.mark} reaches Lea")
        self.played["seat lost"] += 1

    @asynccontextmanager
    async def _slow(self) -> AsyncIterator[None]:
        given = {"method": "send*", "chat_id": LEA, "delay": _SLOW_SECONDS, "times": None}
        order = await self.city.telegram.do("fault", **given)
        try:
            yield
        finally:
            await self.city.telegram.do("fault/clear", id=order["id"])

    async def _answers(self, number: int) -> Word:
        """Under a card that the desk knows. One is not known whose sender was killed before it had stored it: what is
        said under it is asked about, and the card comes once more."""
        card = await self.sees(lambda: self._card(number), f"Nora has a card of #{number}")
        return await self.says(NORA, Means.ANSWERED, to=card["message_id"])

    async def _card(self, number: int) -> Row:
        known = "select coalesce(array_agg(message_id), '{}') as ids from messages where chat_id = :chat"
        ids = (await self.row(known, chat=NORA))["ids"]
        cards = (one for one in reversed(self.city.from_bot(NORA)) if f"resolve:{number}" in buttons(one))
        return next((one for one in cards if one["message_id"] in ids), {})
