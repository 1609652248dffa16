"""The whole product on one machine: simulated services, database, processes, people and page, until told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import sys
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from db.embedded.shared_server import EmbeddedServer
from sandbox.dashboard.desk_monitor import Watch
from sandbox.dashboard.headlines import Headlines
from sandbox.dashboard.server import PageServer, Refused
from sandbox.dashboard.stream import Stream
from sandbox.demo_people import AGENTS, Cast, NoAnswerError
from sandbox.doors.backlog import Waiting
from sandbox.doors.database import PREFIX, Memory, claim_directory, fresh_database
from sandbox.doors.environment import WEBHOOK_PATH, child_environment, desk_settings
from sandbox.doors.first_admin import CannotDoError, DemoDesk
from sandbox.doors.processes import Child
from sandbox.fault_switches import Trouble
from sandbox.knowledge.knowledge import Knowledge
from sandbox.knowledge.words import TYPICAL
from sandbox.month.month import Month
from sandbox.month.restoring import CannotRestoreError
from sandbox.servers import ADMIN, HOST, Simulated, free_port, listen
from sandbox.systems.connecting import ConnectedSystem
from sandbox.telegram import perform as act_in_telegram

ROLES, LANGUAGES = ("requester", "agent"), ("en", "ru")
DOORS = ("bot", "todoist_sync", "web")
TO_THE_OPERATOR = "Open this link"
"""The beginning of the line that the bot prints for a desk without an admin."""
HOURS = (1, 24)
"""The steps by which the clock can be moved forward."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of the command line. `data_dir` belongs to the sandbox; an `empty` desk is set up by its visitor."""

    page_port: int = 8000
    telegram_port: int = 0
    todoist_port: int = 0
    data_dir: Path = Path(".data/sandbox")
    locale: str = "en"
    empty: bool = False


class Demo:
    """The demo from start to stop."""

    def __init__(self, options: Options, simulated: Simulated) -> None:
        self._options = options
        self._simulated = simulated
        self._stream = Stream(simulated, self._desk_view)
        self._trouble = Trouble(simulated, self._stream.desk_changed)
        self._memory = Memory(self._stream.desk_changed)
        self._headlines = Headlines(simulated)
        self._children: dict[str, Child] = {}
        self._cast: Cast | None = None
        self._watch: Watch | None = None
        self._month: Month | None = None
        self._knowledge: Knowledge | None = None
        self._system: ConnectedSystem | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set; then stop the processes first, the services last."""
        lock = await claim_directory(self._options.data_dir)
        try:
            async with contextlib.AsyncExitStack() as stack:
                self._simulated.clock.tell()
                page = PageServer(self._simulated, self._stream, self._verbs())
                runner, port = await listen(page.app(), self._options.page_port)
                stack.push_async_callback(runner.cleanup)
                server = await stack.enter_async_context(EmbeddedServer(self._options.data_dir))
                await self._work(stack, server, port, stop)
        finally:
            lock.release()

    async def _work(
        self, stack: contextlib.AsyncExitStack, server: EmbeddedServer, port: int, stop: asyncio.Event
    ) -> None:
        watch, cast = await self._made(stack, server)
        jobs = [self._stream.run(), watch.run(), self._news(), cast.play(), self._memory.watch(server)]
        tasks = [asyncio.create_task(job) for job in jobs]
        stack.push_async_callback(_cancel, tasks)
        stack.push_async_callback(cast.close)
        for child in self._children.values():
            child.start()
        sys.stdout.write(f"pulldesk sandbox: http://{HOST}:{port}\n")
        sys.stdout.flush()
        stopping = asyncio.create_task(stop.wait())
        done, _ = await asyncio.wait({stopping, *tasks}, return_when=asyncio.FIRST_COMPLETED)
        while stopping not in done:
            for task in done:
                task.result()  # the people's task ends without an error; any other raises here
            tasks = [task for task in tasks if task not in done]
            done, _ = await asyncio.wait({stopping, *tasks}, return_when=asyncio.FIRST_COMPLETED)

    async def _made(self, stack: contextlib.AsyncExitStack, server: EmbeddedServer) -> tuple[Watch, Cast]:
        """Set up the database, the processes (not running yet), their monitor and the people who talk to them."""
        mark, ports = secrets.token_hex(6), {name: free_port() for name in DOORS}
        waiting = Waiting(server, PREFIX + mark)
        stack.push_async_callback(waiting.close)
        agents = {person["first_name"]: person["id"] for person in AGENTS}
        self._month = Month(server, PREFIX + mark, mark, agents, self._options.locale)
        desk = DemoDesk(server, PREFIX + mark, mark)
        self._knowledge = Knowledge(desk, self._options.locale)
        self._system = ConnectedSystem(desk, self._stream.desk_changed)
        await self._system.serve(stack)
        await self._make_children(ports, mark, await fresh_database(server, mark))
        stack.push_async_callback(self._stop_children)
        processes = {name: (child, ports[name]) for name, child in self._children.items()}
        changed = self._stream.desk_changed
        self._watch = Watch(
            self._simulated,
            processes,
            memory=self._memory,
            trouble=self._trouble,
            waiting=waiting,
            changed=changed,
            team_changed=partial(changed, cast=True),
        )
        self._cast = Cast(
            self._simulated,
            partial(changed, cast=True),
            self._watch.bot_up,
            language=self._options.locale,
            on_their_own=self._options.empty,
        )
        self._stream.everything_changed()
        return self._watch, self._cast

    async def _make_children(self, ports: dict[str, int], mark: str, url: str) -> None:
        webhook = f"http://{HOST}:{ports['todoist_sync']}{WEBHOOK_PATH}"
        self._simulated.send_webhooks(webhook)
        settings = self._settings(webhook)
        added = self._system.settings() if self._system is not None else {}
        environment = child_environment(
            {**settings, **added},
            mark=mark,
            database_url=url,
            bot_port=ports["bot"],
            web_port=ports["web"],
            clock=self._simulated.clock.path,
        )
        logs = self._options.data_dir / "logs"
        for name in DOORS:
            self._children[name] = Child(name, environment, logs, self._stream.desk_changed, on_line=_pass_on)

    def _settings(self, webhook: str) -> dict[str, str]:
        """Make the settings of the desk: an empty one has no admins and no group."""
        group = None
        if not self._options.empty:
            made = act_in_telegram(self._simulated.telegram, "group", {"person": ADMIN["id"], "title": "The team"})
            group = int(made["id"])
        data_dir, locale = self._options.data_dir.resolve(), self._options.locale
        settings = desk_settings(self._simulated, data_dir, webhook, group=group, locale=locale)
        return {**settings, "ADMIN_IDS": ""} if self._options.empty else settings

    async def _stop_children(self) -> None:
        await asyncio.gather(*(child.stop() for child in self._children.values()))

    # the page's actions

    def _verbs(self) -> dict[str, Any]:
        return {
            "desk/process": self._process,
            "desk/trouble": self._turn,
            "desk/clock": self._skip,
            "desk/month": self._restore_month,
            "desk/knowledge": self._add_knowledge,
            "desk/system": self._connect_system,
            "demo/person": self._person,
        }

    async def _process(self, body: dict[str, Any]) -> None:
        name, do = body.get("name"), body.get("do")
        children = [child for child in self._children.values() if name in {"all", child.name}]
        if do not in {"kill", "start", "restart"} or not children:
            raise Refused("name is bot, todoist_sync, web or all; do is kill, start or restart")
        for child in children:
            if do in {"kill", "restart"}:
                child.kill()
            if do in {"start", "restart"}:
                child.start()

    async def _turn(self, body: dict[str, Any]) -> None:
        try:
            self._trouble.turn(body.get("name"), body.get("on"))
        except ValueError:
            raise Refused("name is telegram, todoist, webhooks or slow; on is true or false") from None

    async def _skip(self, body: dict[str, Any]) -> None:
        """Move the clock of all processes forward."""
        hours = body.get("hours")
        if hours not in HOURS:
            raise Refused("the clock moves on by 1 hour or 24")
        if hours > 1 and len(self._simulated.telegram.updates):
            raise Refused("Telegram forgets within a day what nobody fetched: let the bot fetch it first")
        try:
            self._simulated.clock.skip(timedelta(hours=hours))
        except ValueError as error:
            raise Refused(str(error)) from None
        self._stream.desk_changed()

    async def _restore_month(self, _: dict[str, Any]) -> dict[str, int]:
        if self._month is None:
            raise Refused("the desk is being set up; try again in a moment")
        try:
            requests = await self._month.restore(self._simulated.clock.now())
        except CannotRestoreError as error:
            raise Refused(str(error)) from None
        self._stream.desk_changed()
        return {"requests": requests}

    async def _add_knowledge(self, _: dict[str, Any]) -> dict[str, int]:
        if self._knowledge is None:
            raise Refused("the desk is being set up; try again in a moment")
        try:
            came = await self._knowledge.add(self._simulated.clock.now())
        except CannotDoError as error:
            raise Refused(str(error)) from None
        self._stream.desk_changed()
        return came

    async def _connect_system(self, _: dict[str, Any]) -> dict[str, str]:
        if self._system is None:
            raise Refused("the desk is being set up; try again in a moment")
        try:
            came = await self._system.add(self._simulated.clock.now())
        except CannotDoError as error:
            raise Refused(str(error)) from None
        self._stream.desk_changed()
        return came

    async def _person(self, body: dict[str, Any]) -> dict[str, Any]:
        name, role, language = body.get("name"), body.get("role"), body.get("language", "en")
        if not isinstance(name, str) or not name.strip() or role not in ROLES or language not in LANGUAGES:
            raise Refused("a person needs a name, a role (requester, agent) and a language (en, ru)")
        if self._cast is None:
            raise Refused("the desk is being set up; try again in a moment")
        try:
            return await self._cast.add(role, name, language)
        except NoAnswerError as error:
            raise Refused(str(error)) from None

    # what the page shows

    def _desk_view(self) -> dict[str, Any]:
        return {
            **(self._watch.view() if self._watch else {"processes": [], "counts": {}}),
            "last": self._headlines.last,
            "trouble": self._trouble.view(),
            "clock": {"ahead": self._simulated.clock.ahead.total_seconds()},
            "month": {"requests": self._month.requests if self._month else 0},
            "knowledge": {"came": self._knowledge.counts if self._knowledge else {}, "typical": TYPICAL},
            "system": self._system.view() if self._system else {},
            "cast": self._cast.view(self._watch.team) if self._cast and self._watch else {},
        }

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


def _pass_on(line: str) -> None:
    """Print a line of a process that is meant for the operator, such as the first admin's link."""
    if line.startswith(TO_THE_OPERATOR):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


async def _cancel(tasks: list[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
