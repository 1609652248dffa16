"""Scenes with preset answers: one is given at once, holds the broadcast back, and is ended by a press, words, silence
or a merge."""

from __future__ import annotations

from collections import Counter

from tests.chaos.cast import NORA, TYPICAL
from tests.chaos.company import Company
from tests.chaos.ledger import Means

_GIVEN = """
select 1 from offers o join tickets t on t.id = o.ticket_id where t.number = :number and o.preset_id is not null
"""
_BROADCAST = "select 1 from tickets where number = :number and broadcast_at is not null"
_PART_OF = """
select 1 from tickets t join tickets m on m.id = t.merged_into_id where t.number = :number and m.number = :into
"""
_APART = "select 1 from tickets where number = :number and merged_into_id is null and status = 'new'"


class PresetScenes(Company):
    """A newcomer's each time: nobody gets the same answer twice."""

    played: Counter[str]

    async def answered_at_once(self, how: str) -> None:
        """What is typical is answered; then it helped, or somebody of the team is called."""
        person, number = await self._answered(how)
        if how in ("helped", "person"):
            data = f"{'helped' if how == 'helped' else 'need_person'}:{number}"
            pressed = (await self.until(lambda: self.button(person, data), f"{person} has {data}"))["message_id"]
            for _ in range(2):
                await self.city.try_to(self.city.telegram, "press", person=person, message_id=pressed, data=data)
        elif how == "words":
            given = await self.until(lambda: self.button(person, f"helped:{number}"), f"{person} reads the answer")
            await self.stored(await self.says(person, Means.ASKED, to=given["message_id"]))
        if how == "helped":
            await self.becomes(number, "closed")
        else:
            await self.sees(lambda: self.row(_BROADCAST, number=number), f"#{number} goes to everybody")
        self.played[f"preset: {how}"] += 1

    async def merged_while_held(self) -> None:
        """One that waits with its answer becomes part of another; taken out again it waits for nothing."""
        person, held = await self._answered("merged")
        other = await self.files(person, "the blinds of the library are stuck")
        await self.writes(NORA, f"/merge {held} into {other}")
        await self.sees(lambda: self.row(_PART_OF, number=held, into=other), f"#{held} is part of #{other}")
        await self.writes(NORA, f"/unmerge {held}")
        await self.sees(lambda: self.row(_APART, number=held), f"#{held} is its own again")
        self.played["preset: merged"] += 1

    async def _answered(self, how: str) -> tuple[int, int]:
        person = await self.newcomer()
        number = await self.files(person, TYPICAL)
        await self.sees(lambda: self.row(_GIVEN, number=number), f"#{number} is answered at once")
        self.ledger.answered[number] = how
        return person, number
