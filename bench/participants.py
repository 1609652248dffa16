"""The people of the bench: agents, requesters, and the tickets between them. Measures nothing."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from bench.phones import Phones, find_number
from sandbox.servers import SimulatedServices
from sandbox.telegram import perform_action

FIRST_REQUESTER, FIRST_AGENT = 400_000, 600_000
_FIRST_FORMER = FIRST_REQUESTER + 5_000
"""Whose tickets are closed. Their copies have ids ten thousand apart, which no agent or other requester has."""
_AT_ONCE = 16


@dataclass(slots=True)
class TicketPair:
    """A ticket with its requester and its agent."""

    requester: int
    agent: int
    number: int


class Participants:
    """All people at one pair of services; `pairs`: the tickets in progress with requester and agent. Of another bot:
    its staff `group`, and the forum topic of each requester there."""

    def __init__(self, simulated: SimulatedServices) -> None:
        self.simulated = simulated
        self.people = Phones(simulated.telegram)
        self.pairs: list[TicketPair] = []
        self.group: int | None = None
        self.topics: dict[int, int] = {}

    async def add_agents(self, count: int) -> dict[str, Any]:
        """Let this many agents (their rows are in the database) open the bot."""
        ids = range(FIRST_AGENT, FIRST_AGENT + count)
        for person in ids:
            self.add_person(person, f"Agent{person}")
            self.people.write_text(person, "/start")
        chats = self.simulated.telegram.chats
        await self.people.wait_until(lambda: all(chats[p].last_id > 1 for p in ids), "the agents are greeted")
        return {"agents": count}

    async def file_tickets(self, count: int, agents: int) -> dict[str, Any]:
        """Let this many requesters file a ticket each, and the agents take them in turn.

        They take by command: of very many at once only a summary is announced.
        """
        self.pairs = await self._file_all(FIRST_REQUESTER, count, agents)
        return {"tickets": count}

    async def close_tickets(self, count: int, agents: int) -> dict[str, Any]:
        """Let this many others file a ticket each, which is solved and confirmed."""
        for pair in await self._file_all(_FIRST_FORMER, count, agents):
            solved = f"solved:{pair.number}:yes"
            self.people.press_button(pair.agent, f"resolve:{pair.number}")
            await self._wait_for_button(pair.requester, solved)
            self.people.press_button(pair.requester, solved)
        return {"closed": count}

    async def send_backlog(self, count: int, every: float) -> dict[str, Any]:
        """Let this many requesters write once, one after the other, and count the receipts when no more come."""
        ids = range(FIRST_REQUESTER, FIRST_REQUESTER + count)
        for person in ids:
            self.add_person(person, f"Asker{person}")
            self.people.write_text(person, "The upload fails with an error that nobody here understands")
            await asyncio.sleep(every)
        with suppress(TimeoutError):
            await self.people.wait_until(lambda: all(self._count_receipts(one) for one in ids), "receipts", 300)
        found = [self._count_receipts(one) for one in ids]
        return {"receipts": sum(map(bool, found)), "doubled": sum(one > 1 for one in found)}

    def _count_receipts(self, requester: int) -> int:
        messages = self.people.world.chats[requester].messages.values()
        return sum(find_number(one, "cancel:") > 0 for one in messages)

    async def _file_all(self, first: int, count: int, agents: int) -> list[TicketPair]:
        limit = asyncio.Semaphore(_AT_ONCE)
        filed = (self._file_and_take(first + n, FIRST_AGENT + n % agents, limit) for n in range(count))
        return await asyncio.gather(*filed)

    async def _file_and_take(self, requester: int, agent: int, limit: asyncio.Semaphore) -> TicketPair:
        async with limit:
            self.add_person(requester, f"Asker{requester}")
            self.people.write_text(requester, "The upload fails with an error that nobody here understands")
            number = await self.people.wait_until(lambda: self._find_number(requester), "a receipt")
            self.people.write_text(agent, f"/claim {number}")
            await self._wait_for_button(agent, f"resolve:{number}")
        return TicketPair(requester, agent, number)

    def _find_number(self, requester: int) -> int:
        return max(find_number(one, "cancel:") for one in self.people.world.chats[requester].messages.values())

    async def _wait_for_button(self, person: int, data: str) -> None:
        await self.people.wait_until(lambda: self.people.find_button(person, data), data)

    def add_person(self, person: int, name: str) -> None:
        """Add a person of this id and name to Telegram."""
        perform_action(self.simulated.telegram, "person", {"id": person, "first_name": name, "language_code": "en"})
