"""Delivery under Telegram's rates as the sandbox enforces them, on a clock stepped by hand: no 429, people first."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from aiogram import Bot
from aiohttp.typedefs import Middleware

from bot.api.client import make_bot
from bot.api.rate_limits import Limiter
from bot.delivery.outbox_worker import OutboxWorker
from bot.delivery.planner import Planner
from bot.delivery.recorder import Recorder
from bot.delivery.sender import Sender
from bot.runtime import Runtime
from db.database import Database
from db.locks import WorkerLock
from db.models import Lane, Person, Role
from desk import DeskSettings
from desk.admin_settings.changes import CurrentSettings
from desk.outbox import Letter, Say, Show, letters
from sandbox.feed import Feed
from sandbox.telegram import TelegramWorld, make_app, perform_action
from sandbox.telegram.rate_limits import RateLimits
from tests.flows.servers import KEY, hang_up, serving
from tests.sql import add, execute, scalar

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
FIRST = 5000
SLICE = 0.02  # seconds of the stepped clock


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds

    async def wait(self, seconds: float) -> None:
        """Let so much time pass at once."""
        self.seconds += seconds


@dataclass(slots=True)
class Post:
    """A delivery, the world it writes to, and the clock of both."""

    clock: Clock
    world: TelegramWorld
    delivery: OutboxWorker
    database: Database
    people: dict[int, int]
    worker_lock: WorkerLock
    tickets: int = 0

    async def puts(self, chat: int, *, lane: Lane, count: int = 1) -> None:
        """Letters for one chat, each about a ticket of its own."""
        async with self.database.unit_of_work() as session:
            for _ in range(count):
                self.tickets += 1
                letter = Say("help-requester")
                letters.queue_letter(session, self.people[chat], letter, now=NOW, ticket_id=self.tickets, lane=lane)

    async def letter(self, chat: int, letter: Letter, *, ticket: int | None) -> None:
        """One letter about a ticket, or about none: only such a one is remembered where it stands."""
        async with self.database.unit_of_work() as session:
            letters.queue_letter(session, self.people[chat], letter, now=NOW, ticket_id=ticket)

    async def step(self) -> None:
        """Send what may be sent now, then let a moment pass."""
        await self.delivery.run_once()
        self.clock.seconds += SLICE

    async def waiting(self) -> int:
        """Letters that have not gone out."""
        left = await scalar(self, "select count(*) from jobs where state = 'waiting'")
        return int(left or 0)

    def got(self, chat: int) -> int:
        """How many messages of the bot a chat has."""
        return self.world.chats[chat].last_id - 1  # the first is the person's own


@asynccontextmanager
async def post(database: Database, *, chats: int, between: Sequence[Middleware] = ()) -> AsyncIterator[Post]:
    """So many people who have written once, and a delivery at Telegram's rates. `between`: what answers instead."""
    clock = Clock()
    world = TelegramWorld(Feed(), lambda: NOW)
    world.limits = RateLimits(clock)
    world.limits.switch_limits(True)
    people = {}
    for chat in range(FIRST, FIRST + chats):
        perform_action(world, "person", {"id": chat, "first_name": f"P{chat}"})
        perform_action(world, "message", {"person": chat, "text": "hello"})
        person = await add(database, Person(telegram_id=chat, name=f"P{chat}", created_at=NOW, started_at=NOW))
        people[chat] = person.id
    app = make_app(world, KEY)
    app.middlewares.extend(between)
    async with serving(app) as url:
        bot, worker_lock, worker = await make_delivery(database, world, url, clock)
        yield Post(clock, world, worker, database, people, worker_lock)
        await hang_up(bot)
    await worker_lock.release()


async def make_delivery(
    database: Database, world: TelegramWorld, url: str, clock: Clock
) -> tuple[Bot, WorkerLock, OutboxWorker]:
    """A process's delivery at Telegram's rates, with its lock."""
    limiter, bot = Limiter(clock), make_bot(world.token, url)
    worker_lock = WorkerLock(database.engine, delivers=True, patience=timedelta(0))
    await worker_lock.acquire()
    runtime = Runtime(bot, database, CurrentSettings(DeskSettings(bot_id=bot.id)), lambda: NOW)
    sender = Sender(runtime, limiter, wait=clock.wait)
    recorder = Recorder(runtime)
    worker = OutboxWorker(runtime, Planner(runtime), sender, recorder, limiter=limiter, worker_lock=worker_lock)
    return bot, worker_lock, worker


async def _an_answer_behind_a_face(made: Post, rita: int) -> None:
    """What stands in the chat looks otherwise now; then words about the same ticket, and no burst is left."""
    await made.letter(rita, Show("list", slot="list", fresh=True), ticket=None)
    await made.puts(rita, lane=Lane.PEOPLE, count=2)
    while await made.waiting():
        await made.step()
    await execute(made, "update people set language = 'ru'")
    await made.letter(rita, Show("list", slot="list", only_edit=True), ticket=9)
    async with made.database.unit_of_work() as session:
        answer = Say("help-requester")
        letters.queue_letter(session, made.people[rita], answer, now=NOW, ticket_id=9, lane=Lane.ANSWERS)


async def test_an_answer_overtakes_what_only_edits_a_face(database: Database) -> None:
    async with post(database, chats=1) as made:
        (rita,) = made.people
        await _an_answer_behind_a_face(made, rita)
        while made.got(rita) < 4:
            await made.step()
        assert made.clock.seconds < 1.2
        while await made.waiting():
            await made.step()
        assert 1.9 < made.clock.seconds < 2.3  # and the face looks as it should
        assert made.world.limits.refused == 0


async def test_a_group_gets_what_it_may_each_minute_and_nobody_else_waits(database: Database) -> None:
    async with post(database, chats=1) as made:
        group = perform_action(made.world, "group", {"person": FIRST, "title": "Hall"})["id"]
        row = await add(database, Person(telegram_id=group, role=Role.INTAKE_GROUP, name="Hall", created_at=NOW))
        made.people[group] = row.id
        await made.puts(group, lane=Lane.ANSWERS, count=50)
        await made.puts(FIRST, lane=Lane.PEOPLE)
        await made.step()
        assert made.got(FIRST) == 1
        sent = []
        for _ in range(3):
            for _ in range(60):
                await made.step()
                made.clock.seconds += 1 - SLICE
            sent.append(made.world.chats[group].last_id)
        assert made.world.limits.refused == 0
        assert sent[0] <= 21 and sent[1] - sent[0] <= 20 and sent[2] == 50, sent
