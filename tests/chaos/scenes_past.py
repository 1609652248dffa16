"""Scenes with what tickets belong to: an event set and taken off, a root cause chosen, their past looked at."""

from __future__ import annotations

from collections import Counter

from desk.tickets.root_causes import key_of
from tests.chaos.cast import CAUSES, FAIR, KIM, LEA, NORA
from tests.chaos.company import Company

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
        causes, further = f"more:open:{number}:90", f"more:open:{number}:3"
        await self.presses(NORA, f"more:open:{number}:2")
        await self.until(lambda: self.button(NORA, causes) or self.button(NORA, further), "more buttons are there")
        if self.button(NORA, causes) is None:
            await self.presses(NORA, further)
        await self.presses(NORA, causes)
        if not await self.row(_PUT_DOWN, number=number, name=cause):
            await self.presses(NORA, f"cause:{number}:{key_of(cause)}")
            await self.sees(lambda: self.row(_PUT_DOWN, number=number, name=cause), f"#{number} is put down")
        await self.presses(NORA, f"more:open:{number}:1")
        await self.presses(NORA, f"history:{number}:0")
        self.played["root cause"] += 1
