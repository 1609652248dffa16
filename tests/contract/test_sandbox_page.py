"""The page's server: what it serves, to whom, and what the live stream says."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import pytest_asyncio

from sandbox.dashboard.server import ActionRefused, PageServer
from sandbox.dashboard.stream import EventStream
from sandbox.servers import SimulatedServices, start_server

KEY = "key-of-the-test"
HEADERS = {"X-Sandbox-Key": KEY}


class Page:
    """A running page server and what was asked of it."""

    def __init__(self, simulated: SimulatedServices) -> None:
        self.simulated = simulated
        self.may_end = asyncio.Event()
        self.asked: list[dict[str, Any]] = []
        self.url = ""
        self.http = httpx.AsyncClient(timeout=10)
        self.stream = EventStream(simulated, lambda: {"processes": [], "cast": {"agents": []}})

    async def ask(self, body: dict[str, Any]) -> dict[str, Any]:
        if body.get("do") == "refuse":
            raise ActionRefused("not now")
        if body.get("do") == "wait":
            await self.may_end.wait()
        self.asked.append(body)
        return {"done": True}

    async def post(self, path: str, **body: Any) -> httpx.Response:
        return await self.http.post(f"{self.url}/control/{path}", json=body, headers=HEADERS)

    @asynccontextmanager
    async def events(self) -> AsyncIterator[AsyncIterator[tuple[str, Any]]]:
        async with self.http.stream("GET", f"{self.url}/events", params={"key": KEY}) as answer:
            assert answer.headers["Content-Type"].startswith("text/event-stream")
            yield _parsed(answer)


async def _parsed(answer: httpx.Response) -> AsyncIterator[tuple[str, Any]]:
    name = ""
    async for line in answer.aiter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


@pytest_asyncio.fixture
async def page() -> AsyncIterator[Page]:
    async with SimulatedServices(KEY) as simulated:
        served = Page(simulated)
        app = PageServer(simulated, served.stream, {"desk/process": served.ask}).make_app()
        runner, port = await start_server(app, 0)
        served.url = f"http://127.0.0.1:{port}"
        running = asyncio.create_task(served.stream.send_changes())
        try:
            yield served
        finally:
            running.cancel()
            await served.http.aclose()
            await runner.cleanup()


async def test_the_page_brings_its_key_and_a_strict_policy(page: Page) -> None:
    answer = await page.http.get(page.url)
    assert f'content="{KEY}"' in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert ("default-src 'self'" in policy, "unsafe" in policy) == (True, False)
    assert (await page.http.get(f"{page.url}/js/state.js")).status_code == 200


async def test_nothing_beside_the_page_is_served(page: Page) -> None:
    for path in ("/demo.py", "/js/%2e%2e/%2e%2e/demo.py", "/%2fetc/passwd", "/js", "/index.html"):
        assert (await page.http.get(page.url + path)).status_code == 404, path


async def test_strangers_are_refused(page: Page) -> None:
    for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        assert (await page.http.get(page.url, headers=headers)).status_code == 403
    for way in ("/events", "/panel", "/panel?key=wrong"):
        assert (await page.http.get(page.url + way)).status_code == 403
    assert (await page.http.post(f"{page.url}/control/telegram/message", json={"person": 5001})).status_code == 403
    form = await page.http.post(f"{page.url}/control/desk/process", data={"do": "kill"}, headers=HEADERS)
    assert form.status_code == 415


async def test_the_stream_begins_with_everything_and_goes_on_with_changes(page: Page) -> None:
    async with page.events() as events:
        name, everything = await anext(events)
        assert [person["first_name"] for person in everything["telegram"]["people"]] == ["Olga"]
        assert everything["todoist"]["users"][0]["full_name"] == "Pulldesk"
        assert (name, "desk" in everything) == ("snapshot", True)
        await page.post("telegram/message", person=5001, text="Здравствуйте")
        name, chat = await anext(events)
        assert (name, chat["person"]["id"]) == ("telegram", 5001)
        assert chat["chat"]["messages"][-1]["text"] == "Здравствуйте"
        bot = page.simulated.bot_user
        task = {"as": bot["id"], "project_id": bot["inbox_project_id"], "content": "Printer"}
        assert (await page.post("todoist/task/add", **task)).json()["ok"]
        name, board = await anext(events)
        assert (name, [one["content"] for one in board["state"]["tasks"]]) == ("todoist", ["Printer"])
        page.stream.announce_desk()
        assert (await anext(events))[0] == "desk"


async def test_a_verb_of_the_demo_is_done_or_refused_in_a_sentence(page: Page) -> None:
    assert (await page.post("desk/process", name="bot", do="kill")).json() == {"ok": True, "result": {"done": True}}
    assert page.asked == [{"name": "bot", "do": "kill"}]
    refused = await page.post("desk/process", do="refuse")
    assert (refused.status_code, refused.json()) == (400, {"ok": False, "error": "not now"})
    assert (await page.post("desk/shell", do="ls")).status_code == 404


async def test_what_was_pressed_is_done_although_the_page_is_left(page: Page) -> None:
    with pytest.raises(httpx.ReadTimeout):
        await page.http.post(f"{page.url}/control/desk/process", json={"do": "wait"}, headers=HEADERS, timeout=0.5)
    await page.post("desk/process", do="look")
    page.may_end.set()
    await page.post("desk/process", do="look")
    assert {"do": "wait"} in page.asked


async def test_the_page_cannot_send_webhooks_elsewhere(page: Page) -> None:
    assert (await page.post("todoist/webhooks", url="http://127.0.0.1:1/")).status_code == 400
    assert (await page.post("todoist/webhooks", mode="lose")).status_code == 200


async def test_a_page_that_does_not_read_costs_nothing_more(page: Page) -> None:
    async with page.stream.open_queue() as queue:
        for _ in range(queue.maxsize + 1):
            page.stream._send_to_listeners(b"event: x\n\n")
        assert queue.qsize() == 1
        assert queue.get_nowait() is None
