"""Calls Telegram as a plan says: sends, edits, marks. Knows methods and their failures, not how jobs are chosen."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError, ClientDecodeError
from aiogram.methods import SetMessageReaction, TelegramMethod
from aiogram.types import Message as TelegramMessage
from aiogram.types import ReactionTypeEmoji
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import sending, verdicts
from bot.limits import Limiter
from bot.metrics import API_ERRORS
from bot.outcome import Outcome
from bot.planning import Addressed, Plan, Planner, only_edit, unreachable
from bot.recording import Recorder
from bot.sending import Part
from bot.verdicts import Trouble
from db import queue
from db.models import Message, Person
from db.queue import ClaimedJob, Done
from db.session import Database
from db.words import MessageKind
from desk.letters import Menu, React, Relay, Show
from desk.settings import DeskSettings

log = structlog.get_logger(__name__)
_TRIES = 5


class Courier:
    """Delivers claimed jobs for one bot."""

    def __init__(
        self,
        bot: Bot,
        database: Database,
        limiter: Limiter,
        settings: DeskSettings,
        now: Callable[[], datetime],
        *,
        wait: Callable[[float], Awaitable[None]],
        on_token_refused: Callable[[], None],
    ) -> None:
        self._bot = bot
        self._database = database
        self._limiter = limiter
        self._settings = settings
        self._now = now
        self._wait = wait
        self._on_token_refused = on_token_refused
        self._planner = Planner(bot.id, database, settings, now)
        self._recorder = Recorder(bot.id, database, settings, now)

    async def chats(self, session: AsyncSession, jobs: Sequence[ClaimedJob]) -> dict[int, int]:
        """The chat of each job: the person's Telegram id; none for people without one."""
        ids = {job.person_id for job in jobs if job.person_id is not None}
        if not ids:
            return {}
        rows = await session.execute(select(Person.id, Person.telegram_id).where(Person.id.in_(ids)))
        chats = {row.id: row.telegram_id for row in rows if row.telegram_id is not None}
        return {job.id: chats[job.person_id] for job in jobs if job.person_id in chats}

    async def store(self, done: Sequence[tuple[ClaimedJob, Outcome]]) -> None:
        """Record what these came to."""
        await self._recorder.store(done)

    async def plans(self, given: Sequence[Addressed]) -> list[Plan | Outcome]:
        """What is to be done for each of these, or what it came to without a call."""
        return await self._planner.plans(given)

    async def deliver(self, job: ClaimedJob, plan: Plan) -> Outcome:
        """Carry a plan out; never raises, whatever Telegram answers."""
        try:
            outcome = await self._carry_out(job, plan)
        except (AiogramError, OSError, TimeoutError) as error:
            outcome = self._failed(job, plan, error)
        except Exception as error:  # noqa: BLE001  (one letter that cannot be sent must not stop the others)
            outcome = self._planner.unforeseen(job, error)
        outcome.begun_at = plan.begun_at
        return outcome

    async def _carry_out(self, job: ClaimedJob, plan: Plan) -> Outcome:
        if isinstance(plan.letter, React):
            return await self._react(job, plan.letter, plan.chat)
        if isinstance(plan.letter, Menu):
            return await self._menu(plan)
        assert plan.rendered is not None
        outcome = await self._edit(plan, plan.standing) if plan.standing is not None else None
        if outcome is not None:
            return outcome
        silent = bool(getattr(plan.letter, "silent", False)) or only_edit(plan.letter)
        outcome = await self._send(job, plan, sending.parts(plan.chat, plan.rendered, silent=silent))
        outcome.lost = plan.standing.message_id if plan.standing is not None else None
        return outcome

    async def _edit(self, plan: Plan, standing: Message) -> Outcome | None:
        """Edit what stands; None when that is not possible and a new message takes its place. A face that the person
        has deleted stays away, words that changed come again."""
        assert plan.rendered is not None
        if standing.fingerprint == plan.fingerprint:
            return Outcome(Done("unchanged"))
        method = sending.edit(plan.chat, standing.message_id, plan.rendered, has_media=standing.has_media)
        try:
            await self._call(method)
        except AiogramError as error:
            if verdicts.not_there(error) and only_edit(plan.letter) and not isinstance(plan.letter, Relay):
                return Outcome(Done("deleted by the person"), lost=standing.message_id)
            if verdicts.cannot_edit(error):
                return None
            if not verdicts.unchanged(error):
                raise
        return Outcome(Done(), edited=standing.message_id, fingerprint=plan.fingerprint)

    async def _send(self, job: ClaimedJob, plan: Plan, parts: list[Part]) -> Outcome:
        """Send the parts one after the other; how far it came is kept, so that a repeat does not begin anew."""
        data = job.data()
        sent: list[dict[str, Any]] = list(data.get("sent", ()))
        for index, part in enumerate(parts):
            if index < len({row["part"] for row in sent}):
                continue
            if index:
                await self._turn(plan.chat)
            sent += _rows(index, part, await self._call(part.method))
            if index + 1 < len(parts):
                async with self._database.unit_of_work() as session:
                    await queue.progress(session, job, {**data, "sent": sent})
        return Outcome(Done(), sent=[_row(row, plan, job.ticket_id) for row in sent], fingerprint=plan.fingerprint)

    async def _menu(self, plan: Plan) -> Outcome:
        """A menu that cannot be set is not worth a second try in a row: the next change of it sets it again."""
        for method in plan.methods:
            try:
                await self._call(method)
            except AiogramError as error:
                return Outcome(verdicts.after_failure(error, attempts=5, now=self._now(), harmless=True).verdict)
        return Outcome(Done())

    async def _turn(self, chat: int) -> None:
        while (seconds := max(self._limiter.overall_in(), self._limiter.chat_in(chat))) > 0:
            await self._wait(seconds)
        self._limiter.take(chat)

    async def _react(self, job: ClaimedJob, letter: React, chat: int) -> Outcome:
        reaction: list[Any] = [ReactionTypeEmoji(emoji=letter.emoji)] if letter.emoji else []
        try:
            await self._call(SetMessageReaction(chat_id=chat, message_id=letter.message_id, reaction=reaction))
        except AiogramError as error:
            failure = verdicts.after_failure(error, attempts=job.attempts, now=self._now(), harmless=True)
            if failure.trouble in (Trouble.REFUSED, Trouble.GONE):
                return Outcome(Done("no reactions in this chat"))
            raise
        return Outcome(Done())

    async def _call(self, method: TelegramMethod[Any]) -> Any:
        """Call Telegram; an answer that says ok but does not fit aiogram's models counts as what it is: sent."""
        try:
            return await self._bot(method)
        except ClientDecodeError as error:
            if isinstance(error.data, dict) and error.data.get("ok"):
                return error.data.get("result")
            raise

    def _failed(self, job: ClaimedJob, plan: Plan, error: Exception) -> Outcome:
        harmless = plan.standing is not None
        failure = verdicts.after_failure(error, attempts=job.attempts, now=self._now(), harmless=harmless)
        API_ERRORS.labels("telegram", failure.trouble.value).inc()
        if failure.trouble is Trouble.FLOOD:
            self._limiter.refused(plan.chat, failure.retry_after)
        if failure.trouble is Trouble.TOKEN:
            self._on_token_refused()
        verdict = failure.verdict
        if failure.trouble in (Trouble.BLOCKED, Trouble.GONE):
            verdict = unreachable(plan.letter, verdict)
        return Outcome(verdict, trouble=failure.trouble, moved_to=failure.moved_to)


def _rows(index: int, part: Part, answer: Any) -> list[dict[str, Any]]:
    """The ids of what one call sent; an album brings several messages."""
    messages = answer if isinstance(answer, list) else [answer]
    return [
        {"part": index, "message_id": _message_id(m), "media": bool(part.files)} for m in messages if _message_id(m)
    ]


def _message_id(message: Any) -> int:
    if isinstance(message, TelegramMessage):
        return message.message_id
    return int(message.get("message_id", 0)) if isinstance(message, dict) else 0


def _row(sent: dict[str, Any], plan: Plan, ticket_id: int | None) -> dict[str, Any]:
    assert plan.rendered is not None
    kind = {Relay: MessageKind.RELAY, Show: MessageKind.SLOT}.get(type(plan.letter), MessageKind.LINE)
    return {
        "chat_id": plan.chat,
        "message_id": sent["message_id"],
        "kind": kind.value,
        "ticket_id": plan.rendered.ticket_id or ticket_id,
        "entry_id": plan.rendered.entry_id,
        "question_id": plan.rendered.question_id,
        "slot": plan.slot,
        "has_media": sent["media"],
    }
