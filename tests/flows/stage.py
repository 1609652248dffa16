"""The whole product in one process: sandbox servers over HTTP, a real database, the bot and the mirror run by hand.

Nothing runs in the background: `settle` polls, handles, runs due work, delivers and mirrors until nothing happens
any more, so that a test never waits for time to pass.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Self

from bot.api.client import make_bot
from bot.api.rate_limits import Rates
from bot.app import App, Duties
from bot.delivery.attachments import BoardFiles
from bot.delivery.outbox_worker import OutboxWorker
from bot.updates.worker import Worker
from db import encryption
from db.database import Database
from db.models import Origin, Role
from db.unit_of_work import NewJob
from desk import Desk, DeskSettings
from desk.admin_settings.changes import CurrentSettings
from desk.people import person_rows
from desk.staff import invites
from ops.webhook_http import Poster
from reports.worker import ReportWorker
from sandbox.feed import Feed
from sandbox.telegram import TelegramWorld
from sandbox.telegram import make_app as telegram_app
from sandbox.todoist import SERVICE, TodoistWorld
from sandbox.todoist import make_app as todoist_app
from tests.dump.worlds import Saved, restore
from tests.flows.beginnings import Beginning, Worlds, is_fresh, remembered, remind
from tests.flows.board import Board
from tests.flows.clock import Clock
from tests.flows.mirroring import Mirroring
from tests.flows.phone import Phone
from tests.flows.servers import KEY, AtHand, Controls, hang_up, serving
from tests.flows.settling import Settling
from tests.flows.written import Before, write_beginning, write_stage
from tests.records import is_recording, recorded
from tests.rules import rules_with
from tests.texts import spoken

VERA = 900
_FAST = Rates(
    overall_per_second=1e6,
    overall_burst=1e6,
    chat_per_second=1e6,
    chat_burst=1e6,
    group_per_minute=1e6,
    group_burst=1e6,
)


@dataclass(slots=True)
class Stage(Settling):
    """One desk with its services, database, clock and people."""

    worlds: Worlds
    database: Database
    settings: DeskSettings
    telegram: Controls
    todoist: Controls
    mirroring: Mirroring
    app: App
    worker: Worker = field(init=False)
    duties: Duties = field(init=False)
    delivery: OutboxWorker = field(init=False)
    reports: ReportWorker = field(init=False)
    _reports_wait: bool = False
    people: dict[str, Phone] = field(default_factory=dict)
    begun: dict[Step, Any] = field(default_factory=dict)  # what each step of the beginning returned
    language: str = "en"  # of people who come

    @property
    def clock(self) -> Clock:
        """The clock of desk and services."""
        return self.worlds.clock

    @property
    def telegram_world(self) -> TelegramWorld:
        """The state of the simulated Telegram."""
        return self.worlds.telegram

    @property
    def todoist_world(self) -> TodoistWorld:
        """The state of the simulated Todoist."""
        return self.worlds.todoist

    @property
    def board(self) -> Board:
        """The board as people see it."""
        return Board(self)

    @property
    def vera(self) -> Phone:
        """The admin."""
        return self.people["Vera"]

    @property
    def olga(self) -> Phone:
        """An agent, once she is there."""
        return self.people["Olga"]

    @property
    def rita(self) -> Phone:
        """Who asks, once she is there."""
        return self.people["Rita"]

    async def open(self) -> None:
        """Start the bot's parts and let the mirror find its project."""
        assert await self.app.open(asyncio.Event())
        self.settings = self.app.settings
        self.worker = self.app.make_worker()
        self.app.into_inbox = self._put
        self.duties, self.delivery = self.app.make_duties(), self.app.make_delivery()
        of_another_process = CurrentSettings(replace(self.settings, bot_id=0))  # as `python -m reports` begins
        self.reports = ReportWorker(self.database, of_another_process, self.app._worker_lock, self.clock)
        await self.mirroring.open(self.app.settings)

    async def _put(self, jobs: Sequence[NewJob]) -> None:
        """Take what was polled as the desk does, and wait for the end of what that begins."""
        await self.worker.put(jobs)
        while begun := self.worker._under_way.keys() | self.worker._answering.under_way:
            await asyncio.wait(begun)

    async def reopen(self) -> None:
        """Restart the desk: everything in memory is gone, everything stored is there."""
        await self.app.close()
        await self.mirroring.close()
        await self.open()

    async def pass_time(self, **length: float) -> None:
        """Move the clock forward and let the desk work."""
        self.clock.on(**length)
        await self.settle()

    async def phone(
        self,
        name: str,
        *,
        language: str | None = None,
        id: int | None = None,  # noqa: A002
        **more: Any,
    ) -> Phone:
        """Add a person with a phone, who has not used the bot yet."""
        user = await self.telegram.do("person", id=id, first_name=name, language_code=language or self.language, **more)
        self.people[name] = Phone(self, user["id"], name)
        return self.people[name]

    async def agent(self, name: str, *, language: str | None = None) -> Phone:
        """Add a person who becomes an agent by a real invite of Vera's; other tests cover how she asks for one."""
        async with self.database.unit_of_work() as session:
            vera = await person_rows.find_by_telegram(session, VERA)
            code = await invites.create_invite(
                Desk(session, Origin.TELEGRAM, vera, now=self.clock(), rules=self.settings), Role.AGENT
            )
        phone = await self.phone(name, language=language)
        await phone.writes(f"/start {code}")
        return phone

    @asynccontextmanager
    async def speaking(self, language: str) -> AsyncIterator[Self]:
        """Let all who are there and who come speak this language, in which tests then look for texts."""
        if language != self.language:
            self.language = language
            for phone in self.people.values():
                await phone.writes(f"/language {language}")
        with spoken(language):
            yield self

    async def once(self, step: Step) -> Any:
        """Return the result of a step, which may be part of this conversation's beginning."""
        if step not in self.begun:
            self.begun[step] = await step(self)
        return self.begun[step]


Step = Callable[[Stage], Awaitable[Any]]
Prepare = Callable[[Controls, str], Awaitable[object]]

_FIRST_DAY = {"locale", "admin_ids"}  # rules that a desk set up without them would show
_BEGUN: dict[tuple[bool, tuple[Step, ...], bool], Beginning] = {}
"""By whether there is a board, what has happened, and whether words are encrypted."""


@asynccontextmanager
async def staged(
    database: Database,
    *,
    board: bool = True,
    paid: bool = False,
    prepare: Prepare | None = None,
    earlier: Saved | None = None,
    begins: tuple[Step, ...] = (),
    accounts: Poster | None = None,
    gateway: Poster | None = None,
    pusher: Poster | None = None,
    helper: Poster | None = None,
    **rules: Any,
) -> AsyncIterator[Stage]:
    """A stage with Vera as its admin; `rules` as `rules_with` takes them; `paid`: Todoist's plan. `prepare` has
    Todoist and the account's id to itself before pulldesk comes. `earlier`: what the services hold of an
    earlier day, which goes on. `begins`: what has happened before the desk was started with these rules. `accounts`
    asks for account data, `gateway` sends SMS, `pusher` asks push services, `helper` a model."""
    rules = {"board__enabled": board, **rules}
    if paid or prepare is not None or earlier is not None or _FIRST_DAY & rules.keys() or not await is_fresh(database):
        posters = {"accounts": accounts, "gateway": gateway, "pusher": pusher, "helper": helper}
        first = {"prepare": prepare, "paid": paid, "earlier": earlier, **posters}
        async with _set_up(database, None, **first, **rules) as stage:
            for step in begins:
                await stage.once(step)
            async with recorded(partial(write_stage, stage, Before())):
                yield stage
        return
    beginning = await _begun(database, board, begins)
    worlds = await beginning.laid_out(database)
    before = await _before(beginning, database) if is_recording() else Before()
    out = {"accounts": accounts, "gateway": gateway, "pusher": pusher, "helper": helper}
    async with _set_up(database, worlds, **out, **rules) as stage:
        beginning.recall(stage)
        async with recorded(partial(write_stage, stage, before)):
            yield stage


async def _before(beginning: Beginning, database: Database) -> Before:
    """Return what is written of this beginning, which the database has just been filled with."""
    if "before" not in beginning.kept:
        beginning.kept["before"] = await write_beginning(database, beginning.worlds)
    before: Before = beginning.kept["before"]
    return before


async def _begun(database: Database, board: bool, steps: tuple[Step, ...]) -> Beginning:
    """Return a desk where these steps have happened; shorter beginnings are kept too."""
    key = (board, steps, encryption.has_sealed_words())
    if key not in _BEGUN:
        worlds = None
        if steps:
            before = await _begun(database, board, steps[:-1])
            worlds = await before.laid_out(database)
        async with _set_up(database, worlds, board__enabled=board) as stage:
            if steps:
                before.recall(stage)
                await stage.once(steps[-1])
        _BEGUN[key] = await Beginning.saved(stage)
    return _BEGUN[key]


@asynccontextmanager
async def _set_up(
    database: Database,
    worlds: Worlds | None,
    *,
    prepare: Prepare | None = None,
    paid: bool = False,
    earlier: Saved | None = None,
    accounts: Poster | None = None,
    gateway: Poster | None = None,
    pusher: Poster | None = None,
    helper: Poster | None = None,
    **rules: Any,
) -> AsyncIterator[Stage]:
    """Set up everything around the worlds; without any, for a first day."""
    async with AsyncExitStack() as stack:
        first = worlds is None
        if worlds is None:
            clock = Clock()
            worlds = Worlds(clock, TelegramWorld(Feed(), clock), TodoistWorld(Feed(), clock))
        todoist_server = todoist_app(worlds.todoist, KEY)
        remind(todoist_server[SERVICE], worlds.served)
        telegram_url = await stack.enter_async_context(serving(telegram_app(worlds.telegram, KEY)))
        todoist_url = await stack.enter_async_context(serving(todoist_server))
        telegram = AtHand.telegram(worlds.telegram, telegram_url)
        todoist = AtHand.todoist(todoist_server[SERVICE], todoist_url)
        if first:
            account = await _account(worlds, todoist, earlier, paid=paid)
            worlds.token, worlds.served = account["token"], remembered(todoist_server[SERVICE])
            if prepare is not None:
                await prepare(todoist, account["id"])
        settings = rules_with(**{"admin_ids": frozenset({VERA}), "team__undo": timedelta(), **rules})
        bot = make_bot(worlds.telegram.token, telegram_url)
        stack.push_async_callback(hang_up, bot)
        files = BoardFiles.of(todoist_url, worlds.token, Path(tempfile.gettempdir()))
        out = {"accounts": accounts, "gateway": gateway, "pusher": pusher, "helper": helper, "steady": worlds.clock}
        app = App(bot, database, settings, worlds.clock, rates=_FAST, poll_seconds=0, files=files, **out)
        bot_files = worlds.telegram.token, telegram_url
        on = settings.board.enabled
        mirroring = Mirroring(database, worlds.clock, todoist_url, worlds.token, on=on, bot=bot_files)
        stage = Stage(worlds, database, settings, telegram, todoist, mirroring, app)
        stack.push_async_callback(mirroring.close)
        stack.push_async_callback(app.close)
        stage.people["Vera"] = Phone(stage, VERA, "Vera")
        if first:
            await stage.phone("Vera", id=VERA)
        await stage.open()
        if first:
            await stage.vera.writes("/start")
        yield stage


async def _account(worlds: Worlds, todoist: Controls, earlier: Saved | None, *, paid: bool) -> Any:
    """Return the desk's account in Todoist: a new one, or that of an earlier day with its data."""
    known = {}
    if earlier is not None:
        restore(earlier, worlds.telegram, worlds.todoist)
        worlds.clock.at = datetime.fromisoformat(earlier["at"])
        known = {"id": earlier["account"]}
    return await todoist.do("user", full_name="Pulldesk", email="desk@example.com", token=True, paid=paid, **known)
