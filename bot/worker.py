"""Works off the inbox: one update, one unit of work, its effect and its settling in the same transaction.

Several processes may do so at once; within a chat the order is kept by the queue. Knows handlers, not the poller.
"""

import asyncio
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.enums import ChatMemberStatus
from aiogram.exceptions import AiogramError
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import Update, User
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot import groups, rescue, verdicts
from bot.handlers import errors, routers
from bot.metrics import API_ERRORS, UPDATES
from bot.pace import Pace
from bot.press import Press
from db import queue
from db.away import is_away
from db.queue import Bury, ClaimedJob, Done, Retry, Verdict
from db.session import Database, Seat
from db.words import Box, Origin
from desk import people, texts
from desk.desk import Desk
from desk.errors import HearAgain, NotYet, Refused
from desk.settings import DeskSettings

log = structlog.get_logger(__name__)

_TRIES = 5
_AT_WORK = 5  # one core is busy with three; each further one is a connection with all its statements
_LOOK_EVERY = 0.1
_MOMENT = timedelta(seconds=0.1)
_ANSWER_SECONDS = 10


class OvertakenError(Exception):
    """The update was settled before: what handling it again did is rolled back."""


def make_dispatcher() -> Dispatcher:
    """The aiogram dispatcher with our routers; no FSM, whose state would live outside the database."""
    dispatcher = Dispatcher(disable_fsm=True)
    for router in routers():
        dispatcher.include_router(router)
    return dispatcher


class Worker:
    """One process's share of the inbox work."""

    def __init__(
        self,
        bot: Bot,
        database: Database,
        settings: DeskSettings,
        seat: Seat,
        now: Callable[[], datetime],
    ) -> None:
        self._bot = bot
        self._database = database
        self._settings = settings
        self._seat = seat
        self._now = now
        self._dispatcher = make_dispatcher()
        self._at_work: set[asyncio.Task[None]] = set()
        self._answers: set[asyncio.Task[None]] = set()
        self._crowded = False

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`, then finish the updates under way."""
        pace = Pace()
        while not stop.is_set():
            try:
                taken = await self._take()
            except (SQLAlchemyError, OSError) as error:
                log.warning("the inbox is out of reach", error=type(error).__name__)
                await asyncio.sleep(_LOOK_EVERY)
            else:
                await self._database.bell.wait(Box.FROM_TELEGRAM, pace.after(taken))
        if waiting := self._at_work | self._answers:
            await asyncio.wait(waiting, timeout=8)

    async def run_once(self) -> int:
        """Take what is there, one update a chat, and wait for it; returns how many (for tests)."""
        taken = await self._take()
        while waiting := self._at_work | self._answers:
            await asyncio.wait(waiting)
        return taken

    async def _take(self) -> int:
        """Begin what is due and there is room for. Where more may wait, the bell rings when there is room again."""
        room = _AT_WORK - len(self._at_work)
        self._crowded = room <= 0
        if self._crowded:
            return 0
        async with self._database.unit_of_work() as session:
            jobs = await queue.claim(session, Box.FROM_TELEGRAM, worker=self._seat.number, now=self._now(), limit=room)
        self._crowded = len(jobs) == room
        for job in jobs:
            task = asyncio.create_task(self._work(job))
            self._at_work.add(task)
            task.add_done_callback(self._ended)
        return len(jobs)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._at_work.discard(task)
        if self._crowded:
            self._database.bell.ring(Box.FROM_TELEGRAM)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("an update failed in an unforeseen way", exc_info=error)

    async def _work(self, job: ClaimedJob) -> None:
        """One update to its end, whatever happens to the database meanwhile."""
        delay = _LOOK_EVERY
        verdict: Verdict | None = None
        while True:
            try:
                if verdict is None:
                    verdict = await self._attempt(job)
                if not isinstance(verdict, Done):
                    async with self._database.unit_of_work() as session:
                        await queue.settle(session, job, verdict, now=self._now())
            except (SQLAlchemyError, OSError) as error:
                log.warning("an update waits for the database", job=job.id, error=type(error).__name__)
                await asyncio.sleep(delay)
                delay = min(delay * 2, 2.0)
                continue
            UPDATES.labels(type(verdict).__name__.lower()).inc()
            return

    async def _attempt(self, job: ClaimedJob) -> Verdict:
        """Handle and settle in one transaction; a `Done` is settled already, any other verdict is not."""
        update = self._parse(_raw(job))
        if update is None:
            log.error("an update cannot be understood", job=job.id)
            return Bury("an update of an unknown shape")
        press = _press_of(update)
        try:
            await self._effect(job, update, press)
        except OvertakenError:
            return Done("settled before")
        except NotYet:
            return Retry(self._now() + _MOMENT, "what it replies to is not recorded yet", counts=False)
        except Exception as error:
            if is_away(error):
                raise
            verdict = self._failed(job, error)  # whatever a handler did, the chat goes on
            if press is not None and isinstance(verdict, Bury):
                press.alert("press-outdated")
                self._answer(press, update)
            return verdict
        if press is not None:
            self._answer(press, update)
        return Done()

    def _parse(self, raw: dict[str, Any] | None) -> Update | None:
        for attempt in (raw, rescue.bare(raw) if raw is not None else None):
            if attempt is None:
                continue
            try:
                return Update.model_validate(attempt, context={"bot": self._bot})
            except ValidationError:
                continue
        return None

    async def _effect(self, job: ClaimedJob, update: Update, press: Press | None) -> None:
        try:
            await self._handle(job, update, press)
        except HearAgain:
            await self._handle(job, update, press, again=True)
        except Refused as refusal:
            await self._refuse(job, update, press, refusal)

    async def _handle(self, job: ClaimedJob, update: Update, press: Press | None, *, again: bool = False) -> None:
        now = self._now()
        async with self._database.unit_of_work() as session:
            data = await self._data(session, update, press, now)
            if data is not None:
                await self._dispatcher.feed_update(self._bot, update, again=again, **data)
            await self._settle(session, job, Done(), now)

    async def _refuse(self, job: ClaimedJob, update: Update, press: Press | None, refusal: Refused) -> None:
        """What the handler did is rolled back; only the refusal is said."""
        now = self._now()
        async with self._database.unit_of_work() as session:
            data = await self._data(session, update, press, now)
            if data is not None:
                await errors.refused(refusal, update=update, **data)
            await self._settle(session, job, Done("refused"), now)

    @staticmethod
    async def _settle(session: AsyncSession, job: ClaimedJob, verdict: Done, now: datetime) -> None:
        """Record that it is done; an invite's code is not kept with it. Raises `OvertakenError`."""
        if not await queue.settle(session, job, verdict, now=now):
            raise OvertakenError
        raw = _raw(job) or {}
        message = raw.get("message")
        if isinstance(message, dict) and str(message.get("text", "")).startswith("/start "):
            await queue.progress(session, job, {**raw, "message": {**message, "text": "/start"}})

    async def _data(
        self, session: AsyncSession, update: Update, press: Press | None, now: datetime
    ) -> dict[str, Any] | None:
        """What handlers may ask for; None for an update without a person behind it."""
        if groups.is_elsewhere(update):
            await groups.noted(session, update, now=now)
            return None
        sender = _sender(update)
        if sender is None or sender.is_bot:
            return None
        me = await people.known(
            session,
            sender.id,
            first=sender.first_name,
            last=sender.last_name,
            username=sender.username,
            language=sender.language_code,
            now=now,
            rules=self._settings,
            leaving=_leaves(update) or (press is not None and press.in_group),
        )
        desk = Desk(session, Origin.TELEGRAM, me, now=now, rules=self._settings, held=True)
        return {
            "session": session,
            "me": me,
            "desk": desk,
            "now": now,
            "rules": self._settings,
            "press": press,
            "bot_id": self._bot.id,
        }

    def _failed(self, job: ClaimedJob, error: Exception) -> Verdict:
        log.error("an update failed", job=job.id, attempt=job.attempts + 1, exc_info=error)
        if job.attempts + 1 >= _TRIES:
            return Bury(type(error).__name__)
        return Retry(self._now() + timedelta(seconds=2**job.attempts), type(error).__name__)

    def _answer(self, press: Press, update: Update) -> None:
        task = asyncio.create_task(self._answer_now(press, update))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def _answer_now(self, press: Press, update: Update) -> None:
        """Answer the press at once, not by the outbox: one that fails loses nothing but its clock on the button."""
        try:
            line = await self._line(press, update) if press.key else None
            method = AnswerCallbackQuery(callback_query_id=press.id, text=line, show_alert=press.boxed or None)
            await self._bot(method, request_timeout=_ANSWER_SECONDS)
        except AiogramError as error:
            trouble = verdicts.after_failure(error, attempts=0, now=self._now()).trouble
            API_ERRORS.labels("telegram", trouble.value).inc()
            log.info("a press could not be answered", error=type(error).__name__)
        except (SQLAlchemyError, OSError) as error:
            log.info("a press could not be answered", error=type(error).__name__)

    async def _line(self, press: Press, update: Update) -> str:
        sender = _sender(update)
        async with self._database.sessions() as session:
            me = await people.by_telegram(session, sender.id) if sender else None
        locale = self._settings.locale
        language = texts.language_of(me, locale) if me is not None else locale
        return texts.say(language, press.key or "", **press.args)[:200]


def _raw(job: ClaimedJob) -> dict[str, Any] | None:
    """The update as it came, but for numbers that no id of Telegram's can be; None for what was kept as base64 because
    it could not be stored."""
    try:
        raw = json.loads(job.payload, parse_int=rescue.number)
    except ValueError:
        return None
    return raw if isinstance(raw, dict) else None


def _sender(update: Update) -> User | None:
    """Whoever is behind an update, where it has somebody."""
    if update.message_reaction is not None:
        return update.message_reaction.user
    event = update.message or update.edited_message or update.callback_query or update.my_chat_member
    return event.from_user if event is not None else None


def _leaves(update: Update) -> bool:
    """Whether it says that somebody blocked the bot."""
    member = update.my_chat_member
    return member is not None and member.new_chat_member.status == ChatMemberStatus.KICKED


def _press_of(update: Update) -> Press | None:
    query = update.callback_query
    if query is None:
        return None
    message = query.message
    chat_id = message.chat.id if message else query.from_user.id
    return Press(query.id, query.data or "", chat_id, message.message_id if message else 0)
