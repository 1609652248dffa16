"""A desk of real processes against the sandbox's servers, and acts that wait for what must come of them."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession
from sqlalchemy import text

from db.database import Database, create_engine
from sandbox.feed import Feed
from sandbox.telegram import TelegramWorld
from sandbox.telegram import make_app as telegram_app
from sandbox.todoist import TodoistWorld
from sandbox.todoist import make_app as todoist_app
from tests.cpu import crowd
from tests.flows.servers import KEY, Controls, serving
from tests.kill.door import Door

VERA = 900
PATIENCE_SECONDS = float(os.environ.get("PATIENCE_SECONDS", "45"))
"""How long a test waits for one thing: on a machine that does much else, more."""

Seen = Callable[[], Awaitable[Any]]


@dataclass(slots=True)
class Town:
    """Both servers, both doors, one shared feed of everything that happens at the servers."""

    telegram: Controls
    todoist: Controls
    feed: Feed
    doors: dict[str, Door]
    database: Database
    session: ClientSession
    settings: dict[str, str]
    board: TodoistWorld

    async def until(self, seen: Seen, what: str) -> Any:
        """Wait, change by change, until `seen` returns something true."""
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE_SECONDS * crowd()
        while loop.time() < end:
            version = self.feed.version
            if value := await seen():
                return value
            await self.feed.wait_for_change(version, 0.5)
        logs = "\n".join(door.log()[-4000:] for door in self.doors.values())
        logs += "\n".join(await self.told())
        raise AssertionError(f"never happened: {what}\n{logs}")

    async def told(self) -> list[str]:
        """Every chat in words, for a test that failed."""
        lines = []
        for person in (await self.telegram.read("state"))["people"]:
            for m in await self.chat(person["id"]):
                shown = [b["data"] for row in m["buttons"] for b in row]
                lines.append(
                    f"{person['id']} {m['from']} {m['message_id']}: {m.get('text', m.get('caption'))!r} {shown}"
                )
        return lines

    async def after_calls(self, count: int) -> None:
        """Wait until the doors have made `count` more changes at the servers (or made none for two seconds)."""
        for _ in range(count):
            await self.feed.wait_for_change(self.feed.version, 2.0)

    async def ready(self, port: int) -> bool:
        """Whether the door that shows itself on this port is ready."""
        try:
            async with self.session.get(f"http://127.0.0.1:{port}/readyz") as response:
                return response.status == 200
        except ClientError:
            return False

    async def figure(self, port: int, name: str) -> float:
        """A counter of the door that shows itself on this port; 0 while it has counted nothing."""
        async with self.session.get(f"http://127.0.0.1:{port}/metrics") as response:
            lines = (await response.text()).splitlines()
        return sum(float(line.split()[-1]) for line in lines if line.startswith(name))

    async def chat(self, person: int) -> list[dict[str, Any]]:
        """A chat's messages, oldest first."""
        view = await self.telegram.read("chat", person=person)
        return [m for m in view["messages"] if not m["deleted"]]

    async def button(self, person: int, data: str) -> dict[str, Any] | None:
        """The newest message of the bot with this button."""
        for message in reversed(await self.chat(person)):
            if any(b["data"] == data for row in message["buttons"] for b in row):
                return message
        return None

    async def press(self, person: int, data: str) -> None:
        """Press a button as soon as it is there."""
        message = await self.until(lambda: self.button(person, data), f"{person} gets {data}")
        await self.telegram.do("press", person=person, message_id=message["message_id"], data=data, force=True)

    async def press_until(self, person: int, data: str, then: str) -> None:
        """Press, and press again as people do, every few seconds, until the button `then` is there."""
        await self.press(person, data)
        clock = asyncio.get_running_loop().time
        pressed = clock()

        async def again() -> bool:
            nonlocal pressed
            if await self.button(person, then):
                return True
            if clock() - pressed > 3 and (message := await self.button(person, data)):
                pressed = clock()
                await self.telegram.do("press", person=person, message_id=message["message_id"], data=data, force=True)
            return False

        await self.until(again, f"{person} gets {then}")

    async def says(self, person: int, words: str, *, to: str | None = None) -> int:
        """Write a text, as a reply to the newest message that holds `to`."""
        reply_to = None
        if to is not None:
            reply_to = (await self.until(lambda: self.got(person, to), f"{person} gets {to!r}"))["message_id"]
        result = await self.telegram.do("message", person=person, text=words, reply_to=reply_to)
        return int(result["message_ids"][0])

    async def got(self, person: int, words: str) -> dict[str, Any] | None:
        """The newest message of the bot that holds this text."""
        for message in reversed(await self.chat(person)):
            if message["from"] == "bot" and words in str(message.get("text", message.get("caption", ""))):
                return message
        return None

    async def recorded(self, person: int, words: str) -> bool:
        """Whether the newest message with these words is in the map: what was killed before that is sent once more."""
        message = await self.got(person, words)
        known = text("select 1 from messages where chat_id = :chat and message_id = :message and kind <> 'said'")
        async with self.database.sessions() as session:
            found = await session.execute(known, {"chat": person, "message": message["message_id"] if message else 0})
            return found.first() is not None

    async def task(self, number: int) -> dict[str, Any] | None:
        """The task of a ticket."""
        state = await self.todoist.read("state")
        found = [t for t in state["tasks"] if t["content"].startswith(f"#{number} ") and not t["is_deleted"]]
        assert len(found) < 2, f"#{number} is on the board {len(found)} times"
        return found[0] if found else None

    async def section(self, number: int) -> str:
        """Where a ticket's task stands."""
        task = await self.task(number)
        state = await self.todoist.read("state")
        names = {s["id"]: s["name"] for s in state["sections"]}
        return names.get(task["section_id"], "") if task else ""

    async def comments(self, number: int) -> list[str]:
        """The comments under a ticket's task."""
        task, state = await self.task(number), await self.todoist.read("state")
        return [c["content"] for c in state["comments"] if task and c.get("item_id") == task["id"]]


@asynccontextmanager
async def town(
    database_url: str,
    folder: Path,
    *,
    paid: bool = False,
    connects: bool = False,
    names: Sequence[str] = ("bot", "todoist_sync"),
    **more: str,
) -> AsyncIterator[Town]:
    """Servers and doors, started; Vera (admin) has met the bot. `paid`: Todoist's plan; `connects`: an admin connects
    the account, there is no token; `names`: the programs that are run; `more`: further settings."""
    async with AsyncExitStack() as stack:
        feed = Feed()
        telegram_world, todoist_world = TelegramWorld(feed, _now), TodoistWorld(feed, _now)
        telegram_url = await stack.enter_async_context(serving(telegram_app(telegram_world, KEY)))
        todoist_url = await stack.enter_async_context(serving(todoist_app(todoist_world, KEY)))
        session = await stack.enter_async_context(ClientSession())
        telegram, todoist = Controls(session, telegram_url), Controls(session, todoist_url)
        account = await todoist.do("user", full_name="Pulldesk", email="desk@example.com", token=True, paid=paid)
        settings = {
            "BOT_TOKEN": telegram_world.token,
            "TELEGRAM_API_URL": telegram_url,
            "TODOIST_API_TOKEN": account["token"],
            "TODOIST_API_URL": todoist_url,
            "DATABASE_URL": database_url,
            "DATA_DIR": str(folder / "data"),
            "ADMIN_IDS": str(VERA),
            "HTTP_PORT": str(free_port()),
            "SYNC_INTERVAL_SECONDS": "1",
            "INTAKE_QUIET_SECONDS": "0.5",
            "UNDO_SECONDS": "0",
            **(_make_app(todoist_url) if connects else {}),
            **more,
        }
        app = {"client_id": _APP[0], "client_secret": _APP[1]}
        await todoist.do("app", **app, redirect_url=f"http://127.0.0.1:{settings['HTTP_PORT']}/oauth/todoist")
        doors = {name: Door(name, settings, folder) for name in names}
        database = Database(create_engine(database_url, pool_size=1))
        stack.push_async_callback(database.aclose)
        made = Town(telegram, todoist, feed, doors, database, session, settings, todoist_world)
        for door in doors.values():
            await door.start()
            stack.push_async_callback(door.stop)
        await telegram.do("person", id=VERA, first_name="Vera", language_code="en")
        await made.says(VERA, "/start")
        await made.until(lambda: made.got(VERA, ""), "Vera is greeted")
        yield made


_APP = "app", "the secret of the app"


def _make_app(todoist_url: str) -> dict[str, str]:
    """Settings of a desk whose admins connect the account."""
    return {
        "TODOIST_API_TOKEN": "",
        "TODOIST_OAUTH_URL": f"{todoist_url}/oauth",
        "TODOIST_CLIENT_ID": _APP[0],
        "TODOIST_CLIENT_SECRET": _APP[1],
        "WEB_SECRET_KEY": "Zm9yIHRoZSB0ZXN0cyBhbG9uZTogMzIgYnl0ZXMhISE=",
    }


def free_port() -> int:
    """A port of loopback that nobody has at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _now() -> datetime:
    return datetime.now(UTC)
