"""The people of the bench: agents, requesters, and the tickets between them. Measures nothing."""

import asyncio
from dataclasses import dataclass
from typing import Any

from bench.phones import Phones
from sandbox.servers import SimulatedServices
from sandbox.telegram import perform_action

FIRST_REQUESTER, FIRST_AGENT = 400_000, 600_000
AT_ONCE = 16


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
        for person in range(FIRST_AGENT, FIRST_AGENT + count):
            self.add_person(person, f"Agent{person}")
            self.people.write_text(person, "/start")
        chats = self.simulated.telegram.chats
        ids = range(FIRST_AGENT, FIRST_AGENT + count)
        await self.people.wait_until(lambda: all(chats[p].last_id > 1 for p in ids), "the agents are greeted")
        return {"agents": count}

    async def file_tickets(self, count: int, agents: int) -> dict[str, Any]:
        """Let this many requesters file a ticket each, and the agents take them in turn.

        They take by command: of very many at once only a summary is announced.
        """
        start = FIRST_REQUESTER + len(self.pairs)
        waiting = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(self._file_and_take(start + n, FIRST_AGENT + n % agents, waiting) for n in range(count)))
        return {"tickets": len(self.pairs)}

    async def _file_and_take(self, requester: int, agent: int, waiting: asyncio.Semaphore) -> None:
        async with waiting:
            self.add_person(requester, f"Asker{requester}")
            number = await self.file_request(requester)
            self.people.write_text(agent, f"/claim {number}")
            await self.people.wait_until(
                lambda: self.people.find_button(agent, f"resolve:{number}"), f"#{number} is taken"
            )
        self.pairs.append(TicketPair(requester, agent, number))

    async def file_request(self, requester: int) -> int:
        """File a request and return its number, from the receipt's buttons."""
        self.people.write_text(requester, "The upload fails with an error that nobody here understands")
        cancel = await self.people.wait_until(lambda: _find_button_data(self.people, requester, "cancel:"), "a receipt")
        return int(cancel.partition(":")[2])

    def add_person(self, person: int, name: str) -> None:
        """Add a person of this id and name to Telegram."""
        perform_action(self.simulated.telegram, "person", {"id": person, "first_name": name, "language_code": "en"})


def _find_button_data(people: Phones, person: int, beginning: str) -> str | None:
    for message in reversed(people.world.chats[person].messages.values()):
        for row in message.inline:
            for button in row:
                if str(button.get("callback_data", "")).startswith(beginning):
                    return str(button["callback_data"])
    return None
