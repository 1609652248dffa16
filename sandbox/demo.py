"""The whole product on one machine: simulated services, database, processes, people and page, until told to stop."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import secrets
import sys
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from db.embedded.shared_server import EmbeddedServer
from sandbox.cast import AGENTS, TEAM_CHAT
from sandbox.chat_driver import NoAnswerError
from sandbox.dashboard.desk_monitor import DeskMonitor
from sandbox.dashboard.server import Action, ActionRefused, PageServer
from sandbox.dashboard.stream import EventStream
from sandbox.demo_people import DemoPeople
from sandbox.desk_switches import SWITCHES, DeskSwitches
from sandbox.model_server import PATH, ModelServer
from sandbox.product.child_process import ChildProcess
from sandbox.product.database import PREFIX, create_fresh_database, lock_directory, watch_server
from sandbox.product.desk_reader import DeskReader
from sandbox.product.environment import WEBHOOK_PATH, make_child_environment, make_desk_settings
from sandbox.servers import ADMIN, HOST, SimulatedServices, find_free_port, start_server
from sandbox.telegram import perform_action as act_in_telegram

ROLES = ("requester", "agent")
LANGUAGES = ("en", "ru")
PROCESSES = ("bot", "todoist_sync", "web")
OPERATOR_LINE_START = "Open this link"
"""The beginning of the line that the bot prints for a desk without an admin."""
ANSWER_FIRST_SECONDS = 0.1
"""The time in which a page gets the answer to its last action, before the demo ends."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of the command line. `data_dir` belongs to the sandbox; an `empty` desk is set up by its visitor.
    `locale`: None takes English until a page asks for another language."""

    page_port: int = 8000
    telegram_port: int = 0
    todoist_port: int = 0
    web_port: int | None = None
    data_dir: Path = Path(".data/sandbox")
    locale: str | None = None
    empty: bool = False

    @property
    def language(self) -> str:
        """The language of the board and of the agents' phones."""
        return self.locale or LANGUAGES[0]


class Demo:
    """The demo from start to stop. `again`: the options with which it is to begin anew, None when it just ends."""

    def __init__(self, options: Options, simulated: SimulatedServices) -> None:
        self._options = options
        self.again: Options | None = None
        self._ended = asyncio.Event()
        self._port = options.page_port
        self._simulated = simulated
        self._stream = EventStream(simulated, self._get_desk_view)
        self._children: dict[str, ChildProcess] = {}
        self._cast: DemoPeople | None = None
        self._first_code: str | None = None
        self._watch: DeskMonitor | None = None
        self._switches: DeskSwitches | None = None
        self._team_group: int | None = None

    async def serve_until(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set; then stop the processes first, the services last."""
        lock = await lock_directory(self._options.data_dir)
        try:
            async with contextlib.AsyncExitStack() as stack:
                self._simulated.clock.write_file()
                page = PageServer(
                    self._simulated,
                    self._stream,
                    self._get_actions(),
                    language=self._options.locale or "",
                    open_panel=self._open_panel,
                )
                runner, self._port = await start_server(page.make_app(), self._options.page_port)
                stack.push_async_callback(runner.cleanup)
                server = await stack.enter_async_context(EmbeddedServer(self._options.data_dir))
                await self._run_tasks(stack, server, stop)
        finally:
            lock.release()

    async def _run_tasks(self, stack: contextlib.AsyncExitStack, server: EmbeddedServer, stop: asyncio.Event) -> None:
        watch, cast = await self._set_up(stack, server)
        jobs = [
            self._stream.send_changes(),
            watch.watch_processes(),
            cast.bring_to_desk(),
            watch_server(server),
        ]
        tasks = [asyncio.create_task(job) for job in jobs]
        stack.push_async_callback(_cancel_tasks, tasks)
        stack.push_async_callback(cast.stop_tasks)
        for child in self._children.values():
            child.start()
        sys.stdout.write(f"pulldesk sandbox: http://{HOST}:{self._port}\n")
        sys.stdout.flush()
        stopping = asyncio.create_task(self._wait_for_end(stop))
        done, _ = await asyncio.wait({stopping, *tasks}, return_when=asyncio.FIRST_COMPLETED)
        while stopping not in done:
            for task in done:
                task.result()  # the people's task ends without an error; any other raises here
            tasks = [task for task in tasks if task not in done]
            done, _ = await asyncio.wait({stopping, *tasks}, return_when=asyncio.FIRST_COMPLETED)

    async def _wait_for_end(self, stop: asyncio.Event) -> None:
        ends = [asyncio.create_task(event.wait()) for event in (stop, self._ended)]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        await _cancel_tasks(ends)

    async def _set_up(self, stack: contextlib.AsyncExitStack, server: EmbeddedServer) -> tuple[DeskMonitor, DemoPeople]:
        """Set up the database, the processes (not running yet), their monitor and the people who talk to them."""
        mark, ports = secrets.token_hex(6), {name: find_free_port() for name in PROCESSES}
        ports["web"] = self._options.web_port or ports["web"]
        reader = DeskReader(server, PREFIX + mark)
        stack.push_async_callback(reader.close)
        changed = self._stream.announce_desk
        self._switches = DeskSwitches(
            self._simulated,
            server,
            PREFIX + mark,
            mark,
            language=self._options.language,
            changed=changed,
            panel=f"http://{HOST}:{ports['web']}",
        )
        runner, model = await start_server(ModelServer().make_app(), 0)
        stack.push_async_callback(runner.cleanup)
        await self._make_children(ports, mark, await create_fresh_database(server, mark), model)
        stack.push_async_callback(self._stop_children)
        processes = {name: (child, ports[name]) for name, child in self._children.items()}
        self._watch = DeskMonitor(
            self._simulated,
            processes,
            reader=reader,
            changed=changed,
            team_changed=partial(changed, cast=True),
        )
        self._cast = DemoPeople(
            self._simulated,
            partial(changed, cast=True),
            self._watch.bot_up,
            language=self._options.language,
            group=self._team_group,
        )
        self._stream.announce_all()
        return self._watch, self._cast

    async def _make_children(self, ports: dict[str, int], mark: str, url: str, model: int) -> None:
        webhook = f"http://{HOST}:{ports['todoist_sync']}{WEBHOOK_PATH}"
        self._simulated.send_webhooks(webhook)
        settings = self._make_settings(webhook)
        environment = make_child_environment(
            {
                **settings,
                "WEB_SECRET_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
                "WEBHOOK_ALLOW": HOST,
                "ASSIST_URL": f"http://{HOST}:{model}{PATH}",
                "ASSIST_MODEL": "demo",
            },
            mark=mark,
            database_url=url,
            bot_port=ports["bot"],
            web_port=ports["web"],
            clock=self._simulated.clock.path,
        )
        logs = self._options.data_dir / "logs"
        self._children = {
            name: ChildProcess(name, environment, logs, self._stream.announce_desk, on_line=self._keep_operator_line)
            for name in PROCESSES
        }

    def _make_settings(self, webhook: str) -> dict[str, str]:
        """Make the settings of the desk: an empty one has no admins and no group."""
        self._team_group = None if self._options.empty else self._create_team_group()
        data_dir, locale = self._options.data_dir.resolve(), self._options.language
        settings = make_desk_settings(self._simulated, data_dir, webhook, group=self._team_group, locale=locale)
        return {**settings, "ADMIN_IDS": ""} if self._options.empty else settings

    def _create_team_group(self) -> int:
        """Create the team's group, a forum in which the bot may manage topics; return its id."""
        act = partial(act_in_telegram, self._simulated.telegram)
        about = {"title": TEAM_CHAT[self._options.language], "members": len(AGENTS) + 1}
        chat = {"person": ADMIN["id"], "chat": int(act("group", {"person": ADMIN["id"], **about})["id"])}
        act("group/forum", chat)
        act("group/admin", {**chat, "rights": ["can_manage_topics", "can_delete_messages"]})
        return int(chat["chat"])

    async def _stop_children(self) -> None:
        await asyncio.gather(*(child.stop() for child in self._children.values()))

    # the page's actions

    def _get_actions(self) -> dict[str, Action]:
        return {
            **{name: partial(self._use_switch, name) for name in SWITCHES},
            "desk/process": self._control_process,
            "desk/clock": self._skip_time,
            "demo/person": self._add_person,
            "demo/again": self._begin_again,
        }

    async def _use_switch(self, name: str, body: dict[str, Any]) -> Any:
        if self._switches is None:
            raise ActionRefused("the desk is being set up; try again in a moment")
        return await self._switches.use(name, body)

    async def _open_panel(self) -> tuple[str, str]:
        return await self._switches.open_panel() if self._switches is not None else ("/", "")

    async def _control_process(self, body: dict[str, Any]) -> None:
        name, do = body.get("name"), body.get("do")
        if do not in {"kill", "start"} or name not in self._children:
            raise ActionRefused("name is bot, todoist_sync or web; do is kill or start")
        child = self._children[name]
        (child.kill if do == "kill" else child.start)()

    async def _skip_time(self, _: dict[str, Any]) -> None:
        """Move the clock of all processes forward by an hour."""
        self._simulated.clock.skip_ahead(timedelta(hours=1))
        self._stream.announce_desk()

    async def _begin_again(self, body: dict[str, Any]) -> None:
        """End this demo and begin a new one in the language asked for, at the same address."""
        language = body.get("language")
        if language not in LANGUAGES:
            raise ActionRefused(f"language is one of {', '.join(LANGUAGES)}")
        self.again = replace(self._options, page_port=self._port, locale=language)
        asyncio.get_running_loop().call_later(ANSWER_FIRST_SECONDS, self._ended.set)

    async def _add_person(self, body: dict[str, Any]) -> dict[str, Any]:
        name, role, language = body.get("name"), body.get("role"), body.get("language", "en")
        if not isinstance(name, str) or not name.strip() or role not in ROLES or language not in LANGUAGES:
            raise ActionRefused("a person needs a name, a role (such as requester or agent) and a language (en, ru)")
        if self._cast is None:
            raise ActionRefused("the desk is being set up; try again in a moment")
        try:
            return await self._cast.add_person(role, name, language)
        except NoAnswerError as error:
            raise ActionRefused(str(error)) from None

    def _keep_operator_line(self, line: str) -> None:
        """Print the line of a process that has the first admin's link, and keep its code for the page."""
        if line.startswith(OPERATOR_LINE_START):
            self._first_code = line.partition("start=")[2].strip()
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()

    # what the page shows

    def _get_desk_view(self) -> dict[str, Any]:
        return {
            **(self._watch.get_view() if self._watch else {"processes": []}),
            "language": self._options.language,
            "clock": {"ahead": self._simulated.clock.ahead.total_seconds()},
            **(self._switches.get_view() if self._switches else {}),
            "first_code": self._first_code,
            "cast": self._cast.get_view(self._watch.team) if self._cast and self._watch else {},
        }


async def _cancel_tasks(tasks: list[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
