"""The demo's people come onto the desk through what a bot says over HTTP: links, buttons, nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from sandbox.demo_people import AGENTS, Cast, NoAnswerError
from sandbox.doors.backlog import Team
from sandbox.servers import ADMIN, Simulated

CODE = "c0de-of_1nvite"


class ScriptedBot:
    """Answers the commands that the cast uses, as any desk's bot might; a `slow` one links without a word, and who is
    linked is offered nothing."""

    def __init__(self, simulated: Simulated, *, slow: bool = False) -> None:
        self._slow = slow
        self._simulated = simulated
        self._http = httpx.AsyncClient(timeout=30)
        self.heard: list[tuple[int, str]] = []
        self.pressed: list[tuple[int, str]] = []

    async def run(self) -> None:
        offset = 0
        async with self._http:
            while True:
                for update in await self._call("getUpdates", offset=offset, timeout=5):
                    offset = update["update_id"] + 1
                    await self._take(update)

    async def _take(self, update: dict[str, Any]) -> None:
        if "callback_query" in update:
            query = update["callback_query"]
            self.pressed.append((query["from"]["id"], query["data"]))
            if not self._slow:
                await self._call("answerCallbackQuery", callback_query_id=query["id"])
        if "message" not in update:
            return
        person, text = update["message"]["from"]["id"], update["message"]["text"]
        self.heard.append((person, text))
        answer: dict[str, Any] = {"text": "hello"}
        if text == "/invite":
            answer["text"] = f"Here: https://t.me/{self._simulated.telegram.me['username']}?start={CODE}"
        if text == "/link" and person not in dict(self.pressed):
            users = [row.user for row in self._simulated.todoist.accounts.values()]
            keys = [[{"text": user["full_name"], "callback_data": f"link:{user['id']}"}] for user in users]
            answer["reply_markup"] = {"inline_keyboard": keys}
        await self._call("sendMessage", chat_id=person, **answer)

    async def _call(self, method: str, **given: Any) -> Any:
        telegram = self._simulated.telegram
        url = f"{self._simulated.telegram_url}/bot{telegram.token}/{method}"
        return (await self._http.post(url, json=given)).json()["result"]


def _up() -> asyncio.Event:
    up = asyncio.Event()
    up.set()
    return up


@pytest_asyncio.fixture
async def simulated() -> AsyncIterator[Simulated]:
    async with Simulated("key") as services:
        yield services


@pytest.mark.broad
async def test_the_cast_is_invited_joins_the_board_and_is_linked(simulated: Simulated) -> None:
    bot = ScriptedBot(simulated)
    cast = Cast(simulated, lambda: None, _up())
    running = asyncio.create_task(bot.run())
    playing = asyncio.create_task(cast.play())
    try:
        await _played(simulated, playing)
        await playing
        assert (ADMIN["id"], "/start") in bot.heard
        for person in AGENTS[1:]:
            assert (person["id"], f"/start {CODE}") in bot.heard
        members = simulated.todoist.members[cast.view()["project_id"]]
        assert set(cast.roles.todoist_users.values()) < members.keys()
        assert {(person["id"], f"link:{cast.roles.todoist_users[person['id']]}") for person in AGENTS} == set(
            bot.pressed
        )
        assert cast.view()["ready"]
        assert [text for _, text in bot.heard].count("/link") == len(AGENTS)
        await _somebody_new(cast, bot)
    finally:
        running.cancel()
        await cast.close()


async def _played(simulated: Simulated, playing: asyncio.Task[None]) -> None:
    """The board is read every now and then, until the cast has played or has been given time enough."""
    async with httpx.AsyncClient() as http:
        headers = {"Authorization": f"Bearer {simulated.todoist_token}"}
        for _ in range(100):
            await http.post(f"{simulated.todoist_url}/api/v1/sync", json={}, headers=headers)
            if (await asyncio.wait({playing}, timeout=0.2))[0]:
                return


async def _somebody_new(cast: Cast, bot: ScriptedBot) -> None:
    agent = await cast.add("agent", "Noor Idris", "en")
    assert (agent["id"], f"/start {CODE}") in bot.heard
    assert agent["id"] in cast.view()["agents"]
    requester = await cast.add("requester", "Анна", "ru")
    assert requester["id"] in cast.view()["requesters"]


@pytest.mark.broad
async def test_who_is_linked_without_having_been_told_so_in_time_does_not_wait_for_ever(
    simulated: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.demo_people.ANSWER_SECONDS", 0.5)
    monkeypatch.setattr("sandbox.demo_people.AGAIN_SECONDS", 0)
    bot = ScriptedBot(simulated, slow=True)
    cast = Cast(simulated, lambda: None, _up())
    running = asyncio.create_task(bot.run())
    playing = asyncio.create_task(cast.play())
    try:
        await _played(simulated, playing)
        assert cast.view()["ready"]
        assert len(bot.pressed) == len(AGENTS)
    finally:
        running.cancel()
        playing.cancel()
        await cast.close()


async def test_an_agent_whom_the_bot_does_not_answer_is_not_in_the_cast(
    simulated: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.demo_people.ANSWER_SECONDS", 0.1)
    cast = Cast(simulated, lambda: None, _up())
    before, people = list(cast.view()["agents"]), set(simulated.telegram.people)
    with pytest.raises(NoAnswerError, match="is it running"):
        await cast.add("agent", "Noor Idris", "en")
    assert cast.view()["agents"] == before
    assert set(simulated.telegram.people) == people


async def test_who_leaves_the_team_is_a_requester_on_the_page_and_who_joins_it_an_agent() -> None:
    async with Simulated("k") as simulated:
        cast = Cast(simulated, lambda: None, _up(), on_their_own=True)
        shown = cast.view(Team(staff=frozenset({5001, 4003}), former=frozenset({5002})))
    assert shown["requesters"] == [4001, 4002, 5002]
    assert shown["agents"] == [5001, 5003, 4003]
