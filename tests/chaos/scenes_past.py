"""Scenes with what tickets belong to: an event set and taken off, a root cause chosen, their past looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from desk.tickets.root_causes import key_of
from tests.chaos.cast import CAUSES, FAIR, KIM, LEA, NORA, buttons
from tests.chaos.company import Company, MissedError, Row

_PRESSES = 8  # through its screens and back, and once more
_BELONGS = """
select 1 from tickets t left join events e on e.id = t.event_id
where t.number = :number and e.slug is not distinct from cast(:slug as text)
"""
_PUT_DOWN = """
select 1 from tickets t join root_causes c on c.id = t.root_cause_id where t.number = :number and c.name = :name
"""


class PastScenes(Company):
    """Kim's and Lea's tickets."""

    played: Counter[str]

    async def event_taken_off(self) -> None:
        """An agent says that a ticket belongs to no event, and then to the one that runs."""
        number = await self.ready(KIM)
        for typed, slug in (("none", None), (FAIR, FAIR)):
            await self.writes(NORA, f"/event {number} {typed}")
            await self.sees(lambda slug=slug: self.row(_BELONGS, number=number, slug=slug), f"#{number} is of {slug}")
        self.played["event"] += 1

    async def put_down_to_a_cause(self) -> None:
        """Behind More of the opened ticket; then its history is read."""
        number, cause = await self.ready(LEA), self.dice.choice(CAUSES)
        await self.writes(NORA, f"/ticket {number}")
        if not await self.asked(_PUT_DOWN, number=number, name=cause):
            await self._unfolds(number, f"cause:{number}:{key_of(cause)}")
            await self.sees(lambda: self.row(_PUT_DOWN, number=number, name=cause), f"#{number} is put down")
        await self._unfolds(number, f"history:{number}:0")
        self.played["root cause"] += 1

    async def _unfolds(self, number: int, data: str) -> None:
        """Press it where More leads to it: on the ticket's newest page, whichever that is by then. A page left unfolded
        by an earlier scene still shows its buttons, but pressed it only brings a new one, folded."""
        for _ in range(_PRESSES):
            page = await self.until(lambda: page_of(self.city.from_bot(NORA), number), f"#{number} is opened")
            there = buttons(page)
            way = next(one for one in (data, *_ways(number)) if one in there)
            await self.presses_on(NORA, page["message_id"], way)
            if way == data:
                return
            await self.until(lambda page=page, there=there: self._turned(number, page, there), f"{way} leads on")
        raise MissedError(f"{NORA} has {data}")

    def _turned(self, number: int, page: Row, there: list[str]) -> bool:
        now = page_of(self.city.from_bot(NORA), number)
        return now is not None and (now["message_id"], buttons(now)) != (page["message_id"], there)


def page_of(messages: Sequence[Row], number: int) -> Row | None:
    """Of the pages of an opened ticket in a chat the newest."""
    ways = f"more:open:{number}:"
    return next((one for one in reversed(messages) if any(data.startswith(ways) for data in buttons(one))), None)


def _ways(number: int) -> list[str]:
    """To the causes, further on, and back to the beginning."""
    return [f"more:open:{number}:{screen}" for screen in (90, 3, 2, 1)]
