"""The whole product on one machine: simulated services, database, processes, people and page, until told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import sys
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from db.embedded.shared_server import EmbeddedServer
from sandbox.company.clients import NEWCOMER
from sandbox.company.services import CompanyServices
from sandbox.company.switch import MEMBERS, CompanySwitch
from sandbox.dashboard.desk_monitor import DeskMonitor
from sandbox.dashboard.headlines import Headlines
from sandbox.dashboard.server import ActionRefused, PageServer
from sandbox.dashboard.stream import EventStream
from sandbox.demo_integration import DemoIntegration
from sandbox.demo_people import AGENTS, DemoPeople, NoAnswerError
from sandbox.fault_switches import FaultSwitches
from sandbox.knowledge.switch import KnowledgeSwitch
from sandbox.knowledge.texts import TYPICAL_QUESTIONS
from sandbox.month.restore import CannotRestoreError
from sandbox.month.switch import MonthSwitch
from sandbox.product.child_process import ChildProcess
from sandbox.product.database import PREFIX, DatabaseWatch, create_fresh_database, lock_directory
from sandbox.product.environment import WEBHOOK_PATH, make_child_environment, make_desk_settings
from sandbox.product.first_admin import CannotDoError, DemoDesk
from sandbox.product.pending_changes import PendingChanges
from sandbox.servers import ADMIN, HOST, SimulatedServices, find_free_port, start_server
from sandbox.telegram import perform_action as act_in_telegram

ROLES = ("requester", "agent", "trainee", "senior", "reviewer", "manager")
LANGUAGES = ("en", "ru")
PROCESSES = ("bot", "todoist_sync", "web")
OPERATOR_LINE_START = "Open this link"
"""The beginning of the line that the bot prints for a desk without an admin."""
SKIP_HOURS = (1, 24)
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

    def __init__(self, options: Options, simulated: SimulatedServices) -> None:
        self._options = options
        self._simulated = simulated
        self._stream = EventStream(simulated, self._get_desk_view)
        self._trouble = FaultSwitches(simulated, self._stream.announce_desk)
        self._memory = DatabaseWatch(self._stream.announce_desk)
        self._headlines = Headlines(simulated)
        self._children: dict[str, ChildProcess] = {}
        self._cast: DemoPeople | None = None
        self._watch: DeskMonitor | None = None
        self._month: MonthSwitch | None = None
        self._knowledge: KnowledgeSwitch | None = None
        self._company: CompanySwitch | None = None
        self._around = CompanyServices()
        self._system: DemoIntegration | None = None

    async def serve_until(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set; then stop the processes first, the services last."""
        lock = await lock_directory(self._options.data_dir)
        try:
            async with contextlib.AsyncExitStack() as stack:
                self._simulated.clock.write_file()
                page = PageServer(self._simulated, self._stream, self._get_actions())
                runner, port = await start_server(page.make_app(), self._options.page_port)
                stack.push_async_callback(runner.cleanup)
                server = await stack.enter_async_context(EmbeddedServer(self._options.data_dir))
                await self._run_tasks(stack, server, port, stop)
        finally:
            lock.release()

    async def _run_tasks(
        self, stack: contextlib.AsyncExitStack, server: EmbeddedServer, port: int, stop: asyncio.Event
    ) -> None:
        watch, cast = await self._set_up(stack, server)
        jobs = [
            self._stream.send_changes(),
            watch.watch_processes(),
            self._headlines.follow_services(self._stream.announce_desk),
            cast.bring_to_desk(),
            self._memory.watch_server(server),
        ]
        tasks = [asyncio.create_task(job) for job in jobs]
        stack.push_async_callback(_cancel_tasks, tasks)
        stack.push_async_callback(cast.stop_tasks)
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

    async def _set_up(self, stack: contextlib.AsyncExitStack, server: EmbeddedServer) -> tuple[DeskMonitor, DemoPeople]:
        """Set up the database, the processes (not running yet), their monitor and the people who talk to them."""
        mark, ports = secrets.token_hex(6), {name: find_free_port() for name in PROCESSES}
        waiting = PendingChanges(server, PREFIX + mark)
        stack.push_async_callback(waiting.close)
        agents = {person["first_name"]: person["id"] for person in AGENTS}
        self._month = MonthSwitch(server, PREFIX + mark, mark, agents, self._options.locale)
        desk = DemoDesk(server, PREFIX + mark, mark)
        self._knowledge = KnowledgeSwitch(desk, self._options.locale)
        self._company = CompanySwitch(desk, self._options.locale)
        await self._around.start(stack)
        self._system = DemoIntegration(desk, self._stream.announce_desk)
        await self._system.start_receiver(stack)
        await self._make_children(ports, mark, await create_fresh_database(server, mark))
        stack.push_async_callback(self._stop_children)
        processes = {name: (child, ports[name]) for name, child in self._children.items()}
        changed = self._stream.announce_desk
        self._watch = DeskMonitor(
            self._simulated,
            processes,
            memory=self._memory,
            trouble=self._trouble,
            waiting=waiting,
            changed=changed,
            team_changed=partial(changed, cast=True),
        )
        self._cast = DemoPeople(
            self._simulated,
            partial(changed, cast=True),
            self._watch.bot_up,
            language=self._options.locale,
            on_their_own=self._options.empty,
        )
        self._stream.announce_all()
        return self._watch, self._cast

    async def _make_children(self, ports: dict[str, int], mark: str, url: str) -> None:
        webhook = f"http://{HOST}:{ports['todoist_sync']}{WEBHOOK_PATH}"
        self._simulated.send_webhooks(webhook)
        settings = self._make_settings(webhook)
        added = self._system.get_settings() if self._system is not None else {}
        environment = make_child_environment(
            {**settings, **added, **self._around.get_settings()},
            mark=mark,
            database_url=url,
            bot_port=ports["bot"],
            web_port=ports["web"],
            clock=self._simulated.clock.path,
        )
        logs = self._options.data_dir / "logs"
        for name in PROCESSES:
            self._children[name] = ChildProcess(
                name, environment, logs, self._stream.announce_desk, on_line=_print_operator_line
            )

    def _make_settings(self, webhook: str) -> dict[str, str]:
        """Make the settings of the desk: an empty one has no admins and no group."""
        group = None
        if not self._options.empty:
            made = act_in_telegram(self._simulated.telegram, "group", {"person": ADMIN["id"], "title": "The team"})
            group = int(made["id"])
        data_dir, locale = self._options.data_dir.resolve(), self._options.locale
        settings = make_desk_settings(self._simulated, data_dir, webhook, group=group, locale=locale)
        return {**settings, "ADMIN_IDS": ""} if self._options.empty else settings

    async def _stop_children(self) -> None:
        await asyncio.gather(*(child.stop() for child in self._children.values()))

    # the page's actions

    def _get_actions(self) -> dict[str, Any]:
        return {
            "desk/process": self._control_process,
            "desk/trouble": self._switch_fault,
            "desk/clock": self._skip_time,
            "desk/month": self._restore_month,
            "desk/knowledge": self._add_knowledge,
            "desk/system": self._add_integration,
            "desk/company": self._add_company,
            "demo/person": self._add_person,
        }

    async def _control_process(self, body: dict[str, Any]) -> None:
        name, do = body.get("name"), body.get("do")
        children = [child for child in self._children.values() if name in {"all", child.name}]
        if do not in {"kill", "start", "restart"} or not children:
            raise ActionRefused("name is bot, todoist_sync, web or all; do is kill, start or restart")
        for child in children:
            if do in {"kill", "restart"}:
                child.kill()
            if do in {"start", "restart"}:
                child.start()

    async def _switch_fault(self, body: dict[str, Any]) -> None:
        try:
            self._trouble.switch_fault(body.get("name"), body.get("on"))
        except ValueError:
            raise ActionRefused("name is telegram, todoist, webhooks or slow; on is true or false") from None

    async def _skip_time(self, body: dict[str, Any]) -> None:
        """Move the clock of all processes forward."""
        hours = body.get("hours")
        if hours not in SKIP_HOURS:
            raise ActionRefused("the clock moves on by 1 hour or 24")
        if hours > 1 and len(self._simulated.telegram.updates):
            raise ActionRefused("Telegram forgets within a day what nobody fetched: let the bot fetch it first")
        try:
            self._simulated.clock.skip_ahead(timedelta(hours=hours))
        except ValueError as error:
            raise ActionRefused(str(error)) from None
        self._stream.announce_desk()

    async def _restore_month(self, _: dict[str, Any]) -> dict[str, int]:
        if self._month is None:
            raise ActionRefused("the desk is being set up; try again in a moment")
        try:
            requests = await self._month.restore_month(self._simulated.clock.now())
        except CannotRestoreError as error:
            raise ActionRefused(str(error)) from None
        self._stream.announce_desk()
        return {"requests": requests}

    async def _add_knowledge(self, _: dict[str, Any]) -> dict[str, int]:
        if self._knowledge is None:
            raise ActionRefused("the desk is being set up; try again in a moment")
        try:
            came = await self._knowledge.add_knowledge(self._simulated.clock.now())
        except CannotDoError as error:
            raise ActionRefused(str(error)) from None
        self._stream.announce_desk()
        return came

    async def _add_integration(self, _: dict[str, Any]) -> dict[str, str]:
        if self._system is None:
            raise ActionRefused("the desk is being set up; try again in a moment")
        try:
            came = await self._system.create_integration(self._simulated.clock.now())
        except CannotDoError as error:
            raise ActionRefused(str(error)) from None
        self._stream.announce_desk()
        return came

    async def _add_company(self, _: dict[str, Any]) -> dict[str, int]:
        """Let those who are members write to the bot first, because it cannot write to strangers."""
        if self._company is None or self._cast is None:
            raise ActionRefused("the desk is being set up; try again in a moment")
        try:
            await self._cast.make_known(*MEMBERS)
            came = await self._company.add_company(self._simulated.clock.now())
            self._around.add_accounts(self._options.locale)
        except (CannotDoError, NoAnswerError) as error:
            raise ActionRefused(str(error)) from None
        self._stream.announce_desk()
        return asdict(came)

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

    # what the page shows

    def _get_desk_view(self) -> dict[str, Any]:
        return {
            **(self._watch.get_view() if self._watch else {"processes": [], "counts": {}}),
            "last": self._headlines.last,
            "trouble": self._trouble.get_view(),
            "clock": {"ahead": self._simulated.clock.ahead.total_seconds()},
            "month": {"requests": self._month.requests if self._month else 0},
            "knowledge": {"came": self._knowledge.counts if self._knowledge else {}, "typical": TYPICAL_QUESTIONS},
            "system": self._system.get_view() if self._system else {},
            "company": self._get_company_view(),
            "cast": self._cast.get_view(self._watch.team) if self._cast and self._watch else {},
        }

    def _get_company_view(self) -> dict[str, Any]:
        """Return whether the company is there, who is left to register, and how much its CRM has."""
        came = bool(self._company and self._company.counts)
        return {"came": came, "newcomer": NEWCOMER, "records": len(self._around.crm.records)}


def _print_operator_line(line: str) -> None:
    """Print a line of a process that is meant for the operator, such as the first admin's link."""
    if line.startswith(OPERATOR_LINE_START):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


async def _cancel_tasks(tasks: list[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
