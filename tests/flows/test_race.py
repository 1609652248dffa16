"""Two hundred agents press Take on one ticket at once: one winner, 199 alerts that name the winner. Ten tickets here,
a hundred by `make race`; the agents are made once."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
import pytest_asyncio

from db import queue
from db.database import Database, create_engine
from db.embedded.shared_server import EmbeddedServer
from db.locks import WorkerLock
from db.models import Box, Person, Role
from db.queue import Done
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage, staged
from tests.sql import add

RUNS = int(os.environ.get("RACE_RUNS", "10"))
AGENTS = 200
pytestmark = [
    pytest.mark.sentence("3.1 Broadcast"),
    pytest.mark.xdist_group("race"),  # the two hundred are made once, by one worker
    pytest.mark.limit(240),
]


@dataclass(frozen=True, slots=True)
class Crowd:
    """A desk with very many agents."""

    stage: Stage
    agents: dict[int, Phone]

    async def press_all(self, data: str) -> None:
        """Everybody presses this button, where it is newest, in one moment; every press is handled and answered. Who
        has won hours ago was reminded of that since."""
        calls = []
        for agent in self.agents.values():
            view = await self.stage.telegram.read("chat", person=agent.id, last=5)
            message_id = next(one["message_id"] for one in reversed(view["messages"]) if data in buttons(one))
            calls.append({"verb": "press", "person": agent.id, "message_id": message_id, "data": data})
        outcomes = await self.stage.telegram.do("batch", calls=calls)
        assert all(outcome["ok"] for outcome in outcomes)
        await self._hear(len(calls))

    async def _hear(self, updates: int) -> None:
        polled = 0
        while polled < updates:  # who asks for the same offset again at once gets one update, not a hundred
            polled += await self.stage.duties.poller.poll_once()
        while await self.stage.worker.run_once():
            pass

    async def has_room_again(self, winner: Phone, number: str) -> None:
        """The winner solves it: whose hands are full would hear of a later race minutes after the others."""
        await self.stage.telegram.do("message", person=winner.id, text=f"/resolve {number}")
        await self._hear(1)

    async def forget_what_is_owed(self) -> None:
        """Let go of the edits of two hundred cards, half of a run's time: one run delivers them, the others not."""
        now, worker_lock = self.stage.clock(), WorkerLock(self.stage.database.engine)
        number = await worker_lock.acquire()
        async with self.stage.database.unit_of_work() as session:
            while jobs := await queue.claim_jobs(session, Box.TO_TELEGRAM, worker=number, now=now, limit=1000):
                await queue.settle_jobs(session, [(job, Done("the race is over")) for job in jobs], now=now)
        await worker_lock.release()


@pytest_asyncio.fixture(scope="module")
async def crowd(server: EmbeddedServer) -> AsyncIterator[Crowd]:
    name = f"race_{uuid4().hex[:8]}"
    database = Database(create_engine(await server.create_database(name, template="template_desk")))
    async with staged(database, board=False) as stage:
        yield Crowd(stage, await _agents(stage))
    await database.aclose()
    await server.drop_database(name)


async def _agents(stage: Stage) -> dict[int, Phone]:
    """Rows as invites would have made them, people who have met the bot."""
    calls = [{"verb": "person", "first_name": f"Agent{n:03}", "language_code": "en"} for n in range(AGENTS)]
    people = [outcome["result"] for outcome in await stage.telegram.do("batch", calls=calls)]
    for one in people:
        agent = Person(telegram_id=one["id"], name=one["first_name"], role=Role.AGENT, created_at=stage.clock())
        agent.started_at = stage.clock()
        await add(stage, agent)
    hello = [{"verb": "message", "person": one["id"], "text": "/back"} for one in people]
    await stage.telegram.do("batch", calls=hello)
    await stage.settle()
    return {one["id"]: Phone(stage, one["id"], one["first_name"]) for one in people}


@pytest.mark.parametrize("run", range(1, RUNS + 1))
async def test_two_hundred_presses_have_one_winner(crowd: Crowd, run: int) -> None:
    stage, seen = crowd.stage, {agent.id: len(await agent.answers()) for agent in crowd.agents.values()}
    rita = await stage.phone("Rita")
    await rita.writes(f"Race number {run} about the last parking place")
    number = (await rita.buttons())[-1].partition(":")[2]
    for length in (31, 61, 61):  # five of them, five more, then everybody
        await stage.pass_time(seconds=length)
    await crowd.press_all(f"claim:{number}")
    answers = {agent.id: (await agent.answers())[seen[agent.id] :] for agent in crowd.agents.values()}
    assert all(len(got) == 1 for got in answers.values())
    winners = [crowd.agents[person] for person, (got,) in answers.items() if not got["show_alert"]]
    assert len(winners) == 1
    alerts = [got["text"] for person, (got,) in answers.items() if person != winners[0].id]
    assert len(alerts) == AGENTS - 1
    assert all(winners[0].name in alert for alert in alerts)
    if number == "1":
        await _everybody_sees_who(crowd, winners[0], rita)
    await crowd.has_room_again(winners[0], number)
    await crowd.forget_what_is_owed()


async def _everybody_sees_who(crowd: Crowd, winner: Phone, rita: Phone) -> None:
    await crowd.stage.settle()
    assert winner.name in await rita.reads()
    for agent in crowd.agents.values():
        card = await agent.containing("#1")
        assert "claim:1" not in buttons(card)
        assert agent is winner or winner.name in words(card)
    assert "resolve:1" in await winner.buttons()
