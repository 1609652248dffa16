"""Both simulators, an embedded PostgreSQL, two processes of each door and somebody who takes webhooks, all to be
broken; and how to look at them.

The simulators live in this process and are read in place: what a reading costs must not slow what is tested.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientSession
from cryptography.fernet import Fernet
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from db import migrate
from db.database import Database, create_engine
from db.embedded.shared_server import EmbeddedServer
from db.queue import LOCK_CLASS
from db.settings import SANDBOX
from ops import clock
from sandbox.clock import Clock
from sandbox.crm import CrmWorld
from sandbox.crm import make_app as crm_app
from sandbox.feed import Feed
from sandbox.mail_server import PASSWORD, USER, MailServer, serve_mail
from sandbox.telegram import TelegramWorld, views
from sandbox.telegram import make_app as telegram_app
from sandbox.telegram.chats import Topic
from sandbox.telegram.groups import FIRST_GROUP_ID
from sandbox.todoist import SERVICE, Service, TodoistWorld
from sandbox.todoist import make_app as todoist_app
from tests.chaos.catcher import Catcher, catching
from tests.chaos.fleet import Fleet, fleet
from tests.chaos.quick_bot import A_SECOND
from tests.flows.servers import KEY, Controls, serving
from tests.kill.gate import Gate, gate
from tests.kill.town import free_port

VERA = 900
PIA = 605  # an admin, at the panel only
ADDRESS = "support@desk.example"
FORUM = FIRST_GROUP_ID  # the staff group, with a topic for each request
Row = dict[str, Any]
_Slots = list[dict[str, str]]
PATIENCE_SECONDS = 60.0
_AROUND = Clock()  # what everybody but the doors goes by
_MARK = "chaos"
_TERMINATE = text("""
select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and classid = :cls and granted
""")


@dataclass(slots=True)
class City:
    """Everything of one day."""

    telegram: Controls
    todoist: Controls
    telegram_world: TelegramWorld
    service: Service
    feed: Feed
    bots: Fleet
    mirrors: Fleet
    webs: Fleet
    mails: Fleet
    catcher: Catcher
    crm: CrmWorld
    post: MailServer
    server: EmbeddedServer
    database: Database
    secrets: list[str]
    doors_clock: Clock
    ways: list[Gate]
    database_restarts: int = 0

    def chat(self, person: int) -> list[Row]:
        """A chat's messages, oldest first."""
        found = views.get_chat_view(self.telegram_world, person)["messages"]
        return [one for one in found if not one["deleted"]]

    def from_bot(self, person: int) -> list[Row]:
        """What the bot sent to somebody, oldest first."""
        return [one for one in self.chat(person) if one["from"] == "bot"]

    def topics(self) -> dict[int, Topic]:
        """The topics of the staff group, by id."""
        chat = self.telegram_world.chats.get(FORUM)
        return dict(chat.topics) if chat is not None else {}

    def topic_of(self, number: int) -> list[int]:
        """The ids of a ticket's topics there, oldest first."""
        return [key for key, one in self.topics().items() if one.name.startswith(f"#{number} ")]

    def tasks(self) -> list[Row]:
        """The desk's tasks that are not deleted."""
        rows = self.service.world.items.rows.values()
        return [one for one in rows if one["content"].startswith("#") and not one["is_deleted"]]

    def comments(self, task_id: str) -> list[Row]:
        """The comments under a task, oldest first."""
        found = self.service.world.notes.rows.values()
        return [one for one in found if one.get("item_id") == task_id and not one["is_deleted"]]

    def sections(self) -> dict[str, str]:
        """The names of the board's sections by id."""
        return {one["id"]: one["name"] for one in self.service.world.sections.rows.values() if not one["is_deleted"]}

    async def try_to(self, controls: Controls, verb: str, **arguments: Any) -> Any:
        """An act of a person; None where it is not possible any more (a button that is gone)."""
        try:
            return await controls.do(verb, **arguments) or {}
        except AssertionError:
            return None

    async def until(self, seen: Callable[[], Any], what: str, *, seconds: float = PATIENCE_SECONDS) -> Any:
        """Wait, change by change, until `seen` returns something true."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while loop.time() < end:
            version = self.feed.version
            if value := seen():
                return value
            await self.feed.wait_for_change(version, 0.5)
        raise AssertionError(f"never happened: {what}")

    def kill_database(self, number: int) -> None:
        """SIGQUIT (an immediate stop) or SIGKILL to the server; whoever needs it next starts it again."""
        pid_file = self.server.place.cluster / "postmaster.pid"
        try:
            os.kill(int(pid_file.read_text().split("\n", 1)[0]), number)
        except (OSError, ValueError):
            return  # it is being started at this moment
        self.database_restarts += 1

    async def terminate_seats(self) -> None:
        """End the backends whose locks say that a worker lives; their processes go on."""
        with suppress(SQLAlchemyError, OSError):
            async with self.database.unit_of_work() as session:
                await session.execute(_TERMINATE, {"cls": LOCK_CLASS})

    @property
    def fleets(self) -> tuple[Fleet, ...]:
        """The processes of all doors; of one that does everything, once."""
        every = (self.bots, self.mirrors, self.webs, self.mails)
        return every[:1] if self.bots is self.webs else every

    @property
    def web_url(self) -> str:
        """The address under which the third door believes it is reached."""
        return self.webs.settings[0]["WEB_URL"]

    def web_at(self, slot: int) -> str:
        """The address of one of its processes that run; of one that does not where none does."""
        running = self.webs.running or [0]
        return f"http://127.0.0.1:{self.webs.settings[running[slot % len(running)]]['WEB_PORT']}"

    def set_doors(self, ahead: timedelta) -> None:
        """The doors' clock is set so far ahead of everybody else's; zero puts it back."""
        self.doors_clock.ahead = _AROUND.ahead + ahead
        self.doors_clock.write_file()

    def pass_time(self, length: timedelta) -> None:
        """So much later at once, for everybody."""
        _AROUND.skip_ahead(length)
        self.doors_clock.skip_ahead(length)

    async def settle_fleets(self) -> None:
        """Every slot of both doors has its process."""
        for one in self.fleets:
            for slot in range(len(one.settings)):
                if slot not in one.running:
                    await one.start(slot)


def now() -> datetime:
    """The clock of the simulators, and of the doors unless theirs is set ahead."""
    return _AROUND.now()


@asynccontextmanager
async def city(folder: Path, *, each: int = 2, one: bool = False, **settings: str) -> AsyncIterator[City]:
    """A desk without anybody yet; `each`: processes of each door, or, with `one`, of the whole desk."""
    async with AsyncExitStack() as stack:
        feed, doors_clock = Feed(), Clock(folder / "clock")
        _AROUND.ahead = timedelta()
        session = await stack.enter_async_context(ClientSession())
        telegram_world, todoist_world = TelegramWorld(feed, now, keep=100_000), TodoistWorld(feed, now)
        telegram_world.limits.chat_per_second = telegram_world.limits.group_per_second = A_SECOND
        todoist = todoist_app(todoist_world, KEY)
        telegram_url = await stack.enter_async_context(serving(telegram_app(telegram_world, KEY)))
        todoist_url = await stack.enter_async_context(serving(todoist))
        board = Controls(session, todoist_url)
        account = await board.do("user", full_name="Pulldesk", email="desk@example.com", token=True)
        webhook_secret, sealing_key = secrets.token_hex(20), Fernet.generate_key().decode()
        crm_token, provider_token = secrets.token_hex(20), secrets.token_hex(20)
        crm = CrmWorld(authorization=f"Bearer {crm_token}")
        post = await stack.enter_async_context(serve_mail(MailServer(now)))
        account_of_mail = f"{USER}:{PASSWORD}@127.0.0.1"
        post.idle = "yes"
        web_ports = [free_port() for _ in range(each)]
        common = {
            "BOT_TOKEN": telegram_world.token,
            "TELEGRAM_API_URL": telegram_url,
            "TODOIST_API_TOKEN": account["token"],
            "TODOIST_API_URL": todoist_url,
            "TODOIST_CLIENT_ID": "0123456789abcdef",
            "TODOIST_CLIENT_SECRET": webhook_secret,
            "DATA_DIR": str(folder / "data"),
            "ADMIN_IDS": f"{VERA},{PIA}",
            "STAFF_CHAT_ID": str(FORUM),
            "SYNC_INTERVAL_SECONDS": "5",
            "INTAKE_QUIET_SECONDS": "1",
            "UNDO_SECONDS": "0.5",
            "QUESTION_MINUTES": "0.1",
            "WEB_URL": f"http://127.0.0.1:{web_ports[0]}",
            "WEB_SECRET_KEY": sealing_key,
            "WEBHOOK_ALLOW": "127.0.0.1",
            "CRM_URL": await stack.enter_async_context(serving(crm_app(crm))),
            "CRM_TOKEN": crm_token,
            "CRM_SYSTEM": "crm",
            "PAYMENT_PROVIDER_TOKEN": provider_token,
            "MAIL_URL": f"imap://{account_of_mail}:{post.imap_port}",
            "MAIL_SMTP_URL": f"smtp://{account_of_mail}:{post.smtp_port}",
            "MAIL_ADDRESS": ADDRESS,
            SANDBOX: _MARK,
            clock.FILE: str(doors_clock.path),
            **settings,
        }
        server = await stack.enter_async_context(EmbeddedServer(folder / "data"))
        stack.push_async_callback(_gone, server)
        database = Database(create_engine(server.url, pool_size=2, creator=server.connect))
        stack.push_async_callback(database.aclose)
        await _marked(database)
        ports = [free_port() for _ in range(each)]
        mirrors = [{**common, "HTTP_PORT": str(port)} for port in ports]
        mails = [{**common, "MAIL_HTTP_PORT": str(free_port())} for _ in range(each)]
        webs = [{**common, "WEB_PORT": str(port)} for port in web_ports]
        ways = [await stack.enter_async_context(gate(telegram_url)) for _ in range(each)]
        bots = [{**common, "TELEGRAM_API_URL": way.url} for way in ways]
        made = City(
            Controls(session, telegram_url),
            board,
            telegram_world,
            todoist[SERVICE],
            feed,
            *await _fleets(stack, folder, bots, mirrors, webs, mails, one=one),
            await stack.enter_async_context(catching()),
            crm,
            post,
            server,
            database,
            [telegram_world.token, account["token"], webhook_secret, sealing_key, crm_token, provider_token, PASSWORD],
            doors_clock,
            ways,
        )
        await board.do("webhooks", url=hook_of(made, 0), client_secret=webhook_secret)
        await made.settle_fleets()
        yield made


async def _fleets(
    stack: AsyncExitStack, folder: Path, bots: _Slots, mirrors: _Slots, webs: _Slots, mails: _Slots, *, one: bool
) -> tuple[Fleet, Fleet, Fleet, Fleet]:
    if one:
        whole = [mail | mirror | web | bot for bot, mirror, web, mail in zip(bots, mirrors, webs, mails, strict=True)]
        desk = await stack.enter_async_context(fleet("desk", folder, whole, program="tests.chaos.quick_desk"))
        return desk, desk, desk, desk
    return (
        await stack.enter_async_context(fleet("bot", folder, bots, program="tests.chaos.quick_bot")),
        await stack.enter_async_context(fleet("todoist_sync", folder, mirrors)),
        await stack.enter_async_context(fleet("web", folder, webs)),
        await stack.enter_async_context(fleet("mail", folder, mails)),
    )


async def _marked(database: Database) -> None:
    """The database is the sandbox's own: only then do the doors heed the file that moves their clock."""
    await migrate.upgrade(database.engine)
    async with database.unit_of_work() as session:
        await session.execute(text("insert into desk (id, sandbox_mark) values (1, :mark)"), {"mark": _MARK})


def hook_of(made: City, slot: int) -> str:
    """The webhook's address at one of the mirrors."""
    return f"http://127.0.0.1:{made.mirrors.settings[slot]['HTTP_PORT']}/webhooks/todoist"


async def _gone(server: EmbeddedServer) -> None:
    """The server and its data go, whatever state the day left them in."""
    await server.ensure_running()
    await server.destroy()


IMMEDIATE, CRASH = signal.SIGQUIT, signal.SIGKILL
