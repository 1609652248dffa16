"""People acting through the demo's controls instead of the page: for what a scene needs but nobody watches."""

import re
import time
from typing import Any

import httpx

from tests.cpu import crowd

_KEY = re.compile(r'name="sandbox-key" content="([^"]+)"')
_LOOK_SECONDS = 5
_PATIENCE_SECONDS = 75  # a slow machine starts a process in half a minute


class Hands:
    """Everybody's hands, over HTTP."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    @classmethod
    async def on(cls, url: str) -> "Hands":
        """Of the demo whose page is at `url`."""
        http = httpx.AsyncClient(base_url=url, timeout=_LOOK_SECONDS * 3 * crowd())
        found = _KEY.search((await http.get("/")).text)
        assert found
        http.headers["X-Sandbox-Key"] = found[1]
        return cls(http)

    @property
    def headers(self) -> dict[str, str]:
        """What shows the demo that a request is ours."""
        return {"X-Sandbox-Key": self._http.headers["X-Sandbox-Key"]}

    async def close(self) -> None:
        await self._http.aclose()

    async def say(self, person: int, text: str, **more: Any) -> int:
        """Write to the bot; returns the message's id."""
        said = await self._post("telegram/message", person=person, text=text, **more)
        return int(said["message_ids"][0])

    async def called(self, person: int, name: str) -> None:
        """Change somebody's first name; the desk learns of it as they write."""
        await self._post("telegram/person", id=person, first_name=name)

    async def reply(self, person: int, to: str, text: str) -> int:
        """Answer the newest of the bot's messages that holds `to`, once it is there."""
        found = await self._message(person, lambda one: one["from"] == "bot" and to in _text(one))
        return await self.say(person, text, reply_to=found["message_id"])

    async def press(self, person: int, data: str) -> None:
        """Press a button once it is there."""
        found = await self._message(person, lambda one: data in _buttons(one))
        await self._post("telegram/press", person=person, message_id=found["message_id"], data=data)

    async def press_any(self, person: int, verb: str, end: str = "") -> str:
        """Press the newest button of a kind, whose data ends so, once it is there; return its data."""
        found = await self._message(person, lambda one: _of_kind(one, verb, end))
        data = str(_of_kind(found, verb, end))
        await self._post("telegram/press", person=person, message_id=found["message_id"], data=data)
        return data

    async def asks(self, person: int, text: str, answer: str) -> str:
        """Write to the bot and wait for what it says to that, which holds `answer`."""
        after = await self.say(person, text)
        return _text(await self._message(person, lambda one: one["message_id"] > after and answer in _text(one)))

    async def adds(self, name: str) -> None:
        """Turn the desk into one with a `month` behind it or `knowledge`; nothing where it is one."""
        answer = (await self._http.post(f"/control/desk/{name}", json={})).json()
        assert answer["ok"] or "already" in answer["error"], answer

    async def sees(self, person: int, text: str) -> None:
        """Wait until the bot has said it."""
        await self._message(person, lambda one: one["from"] == "bot" and text in _text(one))

    async def board(self, verb: str, **given: Any) -> Any:
        """Act on the board."""
        return await self._post(f"todoist/{verb}", **given)

    async def kill(self, name: str) -> None:
        """End a process of the desk, until calm."""
        await self._post("desk/process", name=name, do="kill")

    async def calm(self) -> None:
        """All processes of the desk run."""
        for name in ("bot", "todoist_sync", "web"):
            await self._post("desk/process", name=name, do="start")

    async def an_hour_passes(self) -> None:
        """Everybody's clock is an hour on."""
        await self._post("desk/clock")

    async def task(self, number: int) -> dict[str, Any]:
        """The task of a ticket, once it is on the board."""
        while True:
            state = await self._get("todoist/state")
            for task in state["tasks"]:
                if task["content"].startswith(f"#{number} "):
                    return dict(task)
            await self._get("todoist/changes", since=state["version"], timeout=_LOOK_SECONDS)

    async def in_section(self, number: int, name: str) -> None:
        """Wait until the ticket's task is there."""
        while True:
            state = await self._get("todoist/state")
            names = {row["id"]: row["name"] for row in state["sections"]}
            if any(
                t["content"].startswith(f"#{number} ") and names.get(t["section_id"]) == name for t in state["tasks"]
            ):
                return
            await self._get("todoist/changes", since=state["version"], timeout=_LOOK_SECONDS)

    async def _message(self, person: int, meant: Any) -> dict[str, Any]:
        until = time.monotonic() + _PATIENCE_SECONDS * crowd()
        while time.monotonic() < until:
            version = (await self._get("telegram/state"))["version"]
            chat = await self._get("telegram/chat", person=person)
            for message in reversed(chat["messages"]):
                if meant(message):
                    return dict(message)
            await self._get("telegram/changes", since=version, timeout=_LOOK_SECONDS)
        said = [(one["from"], _text(one), _buttons(one)) for one in chat["messages"][-4:]]
        raise AssertionError(f"not in the chat of {person}, which ends {said}")

    async def _post(self, path: str, **given: Any) -> Any:
        answer = (await self._http.post(f"/control/{path}", json=given)).json()
        assert answer["ok"], answer
        return answer["result"]

    async def _get(self, path: str, **query: Any) -> Any:
        answer = (await self._http.get(f"/control/{path}", params=query)).json()
        assert answer["ok"], answer
        return answer["result"]


def _text(message: dict[str, Any]) -> str:
    return str(message.get("text") or message.get("caption") or "")


def _buttons(message: dict[str, Any]) -> list[str | None]:
    return [button["data"] for row in message["buttons"] for button in row]


def _of_kind(message: dict[str, Any], verb: str, end: str) -> str | None:
    return next(
        (data for data in _buttons(message) if data and data.startswith(f"{verb}:") and data.endswith(end)), None
    )
