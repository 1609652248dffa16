"""The whole product on one machine: simulated services, database, doors, cast and page, until told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp

from .cast import Cast, NoAnswerError
from .children import Child, State
from .database import EmbeddedServer, Memory, claim_directory, fresh_database
from .environment import WEBHOOK_PATH, child_environment, desk_settings
from .headlines import Headlines
from .pageserver import PageServer, Refused
from .servers import HOST, Simulated, free_port, listen
from .status import Counts, all_health
from .stream import Stream

LOOK_SECONDS = 0.5
ROLES, LANGUAGES = ("requester", "agent"), ("en", "ru")


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line decides. `data_dir` is the sandbox's own."""

    page_port: int = 8000
    telegram_port: int = 0
    todoist_port: int = 0
    data_dir: Path = Path(".data/sandbox")


class Demo:
    """One run of the demo."""

    def __init__(self, options: Options, simulated: Simulated) -> None:
        self._options = options
        self._simulated = simulated
        self._stream = Stream(simulated, self._desk_view)
        self._bot_up = asyncio.Event()
        self._cast = Cast(simulated, partial(self._stream.desk_changed, cast=True), self._bot_up)
        self._headlines = Headlines(simulated)
        self._children: dict[str, Child] = {}
        self._ports = {"bot": free_port(), "todoist_sync": free_port()}
        self._first_update = simulated.telegram.updates.last_id
        self._counts = {"stored": 0, "delivered": 0, "waiting": 0}
        self._memory = Memory(self._stream.desk_changed)

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop`; then the doors first, the services last."""
        lock = await claim_directory(self._options.data_dir)
        try:
            async with contextlib.AsyncExitStack() as stack:
                page = PageServer(self._simulated, self._stream, self._verbs())
                runner, port = await listen(page.app(), self._options.page_port)
                stack.push_async_callback(runner.cleanup)
                server = await stack.enter_async_context(EmbeddedServer(self._options.data_dir))
                await self._make_children(server)
                stack.push_async_callback(self._stop_children)
                await self._work(stack, server, port, stop)
        finally:
            lock.release()

    async def _work(
        self, stack: contextlib.AsyncExitStack, server: EmbeddedServer, port: int, stop: asyncio.Event
    ) -> None:
        jobs = [self._stream.run(), self._watch(), self._news(), self._cast.play(), self._memory.watch(server)]
        tasks = [asyncio.create_task(job) for job in jobs]
        stack.push_async_callback(_cancel, tasks)
        stack.push_async_callback(self._cast.close)
        for child in self._children.values():
            child.start()
        sys.stdout.write(f"pulldesk sandbox: http://{HOST}:{port}\n")
        sys.stdout.flush()
        stopping = asyncio.create_task(stop.wait())
        done, _ = await asyncio.wait({stopping, *tasks}, return_when=asyncio.FIRST_COMPLETED)
        while stopping not in done:
            for task in done:
                task.result()  # the cast's task ends by itself; any other raises here
            tasks = [task for task in tasks if task not in done]
            done, _ = await asyncio.wait({stopping, *tasks}, return_when=asyncio.FIRST_COMPLETED)

    async def _make_children(self, server: EmbeddedServer) -> None:
        mark = secrets.token_hex(6)
        url = await fresh_database(server, mark)
        webhook = f"http://{HOST}:{self._ports['todoist_sync']}{WEBHOOK_PATH}"
        self._simulated.send_webhooks(webhook)
        settings = desk_settings(self._simulated, self._options.data_dir.resolve(), webhook)
        environment = child_environment(settings, mark=mark, database_url=url, bot_port=self._ports["bot"])
        logs = self._options.data_dir / "logs"
        for name in ("bot", "todoist_sync"):
            self._children[name] = Child(name, environment, logs, self._stream.desk_changed)

    def _heed_bot(self) -> None:
        """The cast talks while the bot listens: it polls, or says that it is ready."""
        up = self._children["bot"].state is State.UP or self._simulated.telegram.updates.polled
        (self._bot_up.set if up else self._bot_up.clear)()

    async def _stop_children(self) -> None:
        await asyncio.gather(*(child.stop() for child in self._children.values()))

    # what the page may ask

    def _verbs(self) -> dict[str, Any]:
        return {"desk/process": self._process, "demo/person": self._person}

    async def _process(self, body: dict[str, Any]) -> None:
        child = self._children.get(str(body.get("name")))
        if child is None or body.get("do") not in {"kill", "start"}:
            raise Refused("name is bot or todoist_sync, do is kill or start")
        if body["do"] == "kill":
            child.kill()
        else:
            child.start()

    async def _person(self, body: dict[str, Any]) -> dict[str, Any]:
        name, role, language = body.get("name"), body.get("role"), body.get("language", "en")
        if not isinstance(name, str) or not name.strip() or role not in ROLES or language not in LANGUAGES:
            raise Refused("a person needs a name, a role (requester, agent) and a language (en, ru)")
        try:
            return await self._cast.add(role, name, language)
        except NoAnswerError as error:
            raise Refused(str(error)) from None

    # what the page is told

    def _desk_view(self) -> dict[str, Any]:
        processes = [
            {"name": child.name, "up": child.state is State.UP, "state": child.state.value, "note": child.note}
            for child in self._children.values()
        ]
        processes.append(self._memory.view())
        last = self._headlines.last
        return {"processes": processes, "counts": self._counts, "last": last, "cast": self._cast.view()}

    async def _watch(self) -> None:
        """Ask the doors how they are, at most twice a second."""
        known = Counts()
        async with aiohttp.ClientSession() as session:
            while True:
                urls = [f"http://{HOST}:{port}" for port in self._ports.values()]
                answers = await all_health(session, urls)
                for child, answer in zip(self._children.values(), answers, strict=True):
                    child.ready(answer.ready, answer.why)
                self._heed_bot()
                known.take(answers)
                self._count(known)
                await asyncio.sleep(LOOK_SECONDS)

    def _count(self, known: Counts) -> None:
        """Stored: what Telegram need not keep any more. Waiting: there, and in the doors' boxes."""
        updates = self._simulated.telegram.updates
        kept = len(updates)
        stored = updates.last_id - self._first_update - kept - updates.expired
        counts = {"stored": stored, "delivered": known.delivered, "waiting": known.jobs + kept}
        if counts != self._counts:
            self._counts = counts
            self._stream.desk_changed()

    async def _news(self) -> None:
        await asyncio.gather(self._news_of_telegram(), self._news_of_board())

    async def _news_of_telegram(self) -> None:
        with self._simulated.telegram.feed.subscribe() as events:
            async for event in events:
                person = event.data.get("person")
                if person is not None and self._headlines.chat(person):
                    self._stream.desk_changed()

    async def _news_of_board(self) -> None:
        with self._simulated.todoist.feed.subscribe() as events:
            async for _ in events:
                if self._headlines.board():
                    self._stream.desk_changed()


async def _cancel(tasks: list[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
