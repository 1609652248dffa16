"""Two hundred agents press Take on one ticket at once: one winner, 199 alerts that name the winner. Ten tickets here,
a hundred by `make race`; the agents are made once."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
import pytest_asyncio

from db.embedded import EmbeddedServer
from db.models import Person
from db.session import Database, engine_for
from db.words import Role
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage, staged

RUNS = int(os.environ.get("RACE_RUNS", "10"))
AGENTS = 200


@dataclass(frozen=True, slots=True)
class Crowd:
    """A desk with very many agents."""

    stage: Stage
    agents: dict[int, Phone]

    async def press_all(self, data: str) -> None:
        """Everybody presses the newest button of this data in one moment, and the desk works until it is quiet."""
        calls = []
        for agent in self.agents.values():
            message = await agent.message_with(data)
            calls.append({"verb": "press", "person": agent.id, "message_id": message["message_id"], "data": data})
        outcomes = await self.stage.telegram.do("batch", calls=calls)
        assert all(outcome["ok"] for outcome in outcomes)
        await self.stage.settle()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def crowd(server: EmbeddedServer) -> AsyncIterator[Crowd]:
    name = f"race_{uuid4().hex[:8]}"
    database = Database(engine_for(await server.create_database(name, template="template_desk")))
    async with staged(database, board=False) as stage:
        yield Crowd(stage, await _agents(stage))
    await database.aclose()
    await server.drop_database(name)


async def _agents(stage: Stage) -> dict[int, Phone]:
    """Rows as invites would have made them, people who have met the bot."""
    calls = [{"verb": "person", "first_name": f"Agent{n:03}", "language_code": "en"} for n in range(AGENTS)]
    people = [outcome["result"] for outcome in await stage.telegram.do("batch", calls=calls)]
    async with stage.database.unit_of_work() as session:
        for one in people:
            agent = Person(telegram_id=one["id"], name=one["first_name"], role=Role.AGENT, created_at=stage.clock())
            agent.started_at = stage.clock()
            session.add(agent)
    hello = [{"verb": "message", "person": one["id"], "text": "/back"} for one in people]
    await stage.telegram.do("batch", calls=hello)
    await stage.settle()
    return {one["id"]: Phone(stage, one["id"], one["first_name"]) for one in people}


@pytest.mark.parametrize("run", range(1, RUNS + 1))
async def test_two_hundred_presses_have_one_winner(crowd: Crowd, run: int) -> None:
    stage, seen = crowd.stage, {agent.id: len(await agent.answers()) for agent in crowd.agents.values()}
    rita = await stage.phone("Rita")
    await rita.writes(f"Race number {run} about the last parking place")
    await stage.pass_time(seconds=31)
    await crowd.press_all(f"claim:{run}")
    answers = {agent.id: (await agent.answers())[seen[agent.id] :] for agent in crowd.agents.values()}
    assert all(len(got) == 1 for got in answers.values())
    winners = [person for person, (got,) in answers.items() if not got["show_alert"]]
    assert len(winners) == 1
    winner = crowd.agents[winners[0]]
    alerts = [got["text"] for person, (got,) in answers.items() if person != winner.id]
    assert len(alerts) == AGENTS - 1
    assert all(winner.name in alert for alert in alerts)
    assert f"resolve:{run}" in buttons(await winner.last())
    assert winner.name in words(await rita.containing(f"#{run}"))
