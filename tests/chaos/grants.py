"""What Gus may do changes while he works: nothing that he may not do at that moment is done, and nothing is lost."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from db.models import Role
from desk import Desk
from desk.policy.permissions import Grant
from desk.staff import members
from tests.chaos.approvals import ApprovalScenes
from tests.chaos.cast import GUS
from tests.chaos.city import VERA
from tests.chaos.clients import make_desk
from tests.chaos.ledger import Draft

_HELD_BY = """
select a.telegram_id as held_by from tickets t join people a on a.id = t.assignee_id where t.number = :number
"""
_REFUSAL = "Your role does not allow this"
_SAID = "select kind from entries where body ~ :mark and ticket_id is not null"


class GrantScenes(ApprovalScenes):
    """Gus, and Vera who decides what he may do."""

    played: Counter[str]

    async def may_not_send(self) -> None:
        """What he says without the right to send waits; once he has it again he sends it himself."""
        person, number = await self._begins()
        await self._gets({Grant.SEND: False})
        draft = await self._says(person, number)
        key = await self._waits(draft.mark)
        await self._gets({Grant.SEND: True})
        await self._presses(GUS, key, "send")
        await self._arrives(draft, key)
        self.played["may not send"] += 1

    async def loses_it_while_he_answers(self) -> None:
        """The right goes in the moment in which he answers: it is sent or it waits."""
        person, number = await self._begins()
        await asyncio.gather(self._gets({Grant.SEND: False}), self._says(person, number))
        await self._gets({Grant.SEND: True})
        self.played["lost while answering"] += 1

    async def may_not_work(self) -> None:
        """His tickets are free, and he can take none; then he may again, but writes no notes."""
        _, number = await self._begins()
        await self._gets({Grant.WORK: False})
        await self.sees(lambda: self._is_held(number, None), f"#{number} is free again")
        before = self._refusals()
        await self.writes(GUS, f"/claim {number}")
        await self.until(lambda: self._refusals() > before, "Gus is told that he may not")
        if (await self.asked(_HELD_BY, number=number)).get("held_by") == GUS:
            self.ledger.complaints.append(f"#{number} was taken by Gus, who may not work")
        await self._gets({Grant.WORK: True, Grant.NOTES: False})
        mark = self.ledger.mark()
        await self.writes(GUS, f"/note {number} {mark} they sound upset")
        await self.takes(number, GUS)
        if await self.asked(_SAID, mark=rf"\m{mark}\M"):
            self.ledger.complaints.append(f"{mark} is a note of Gus, who may not write any")
        await self._gets({Grant.NOTES: True})
        self.played["may not work"] += 1

    def _refusals(self) -> int:
        return sum(str(one.get("text")).startswith(_REFUSAL) for one in self.city.from_bot(GUS))

    async def _begins(self) -> tuple[int, int]:
        """He is an agent like any other, and has a ticket."""
        await self._as_vera(lambda desk: members.give_role(desk, GUS, Role.AGENT))
        person = await self.newcomer()
        number = await self.files(person, "the bell rings by itself")
        await self.takes(number, GUS)
        return person, number

    async def _says(self, person: int, number: int) -> Draft:
        card = await self.card(number, GUS)
        draft = Draft(self.ledger.mark(), GUS, person, number)
        self.ledger.team.drafts.append(draft)
        await self.writes(GUS, f"{draft.mark} pull the plug", to=card["message_id"])
        return draft

    async def _gets(self, given: Mapping[Grant, bool]) -> None:
        await self._as_vera(lambda desk: members.set_grants(desk, GUS, given))

    async def _as_vera(self, act: Callable[[Desk], Awaitable[Any]]) -> None:
        """By its verb: how it is pressed is no subject of these days. Again until the database takes it."""

        async def done() -> bool:
            async with self.city.database.unit_of_work() as session:
                await act(await make_desk(session))
            return True

        await self.sees(done, f"{VERA} changes what Gus may do")
