"""The demo's people come onto the desk through what a bot says over HTTP: links, buttons, nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from sandbox.chat_driver import NoAnswerError
from sandbox.demo_people import DemoPeople
from sandbox.product.desk_reader import Team
from sandbox.servers import SimulatedServices


def _up() -> asyncio.Event:
    up = asyncio.Event()
    up.set()
    return up


@pytest_asyncio.fixture
async def simulated() -> AsyncIterator[SimulatedServices]:
    async with SimulatedServices("key") as services:
        yield services


async def test_an_agent_whom_the_bot_does_not_answer_is_not_in_the_cast(
    simulated: SimulatedServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.chat_driver.ANSWER_SECONDS", 0.1)
    cast = DemoPeople(simulated, lambda: None, _up())
    before, people = list(cast.get_view()["agents"]), set(simulated.telegram.people)
    with pytest.raises(NoAnswerError, match="is it running"):
        await cast.add_person("agent", "Noor Idris", "en")
    assert cast.get_view()["agents"] == before
    assert set(simulated.telegram.people) == people


async def test_who_leaves_the_team_is_a_requester_on_the_page_and_who_joins_it_an_agent() -> None:
    async with SimulatedServices("k") as simulated:
        cast = DemoPeople(simulated, lambda: None, _up())
        shown = cast.get_view(Team(staff=frozenset({5001, 4003}), former=frozenset({5002})))
    assert shown["requesters"] == [4001, 4002, 5002]
    assert shown["agents"] == [5001, 5003, 4003]
