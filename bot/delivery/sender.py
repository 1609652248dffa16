"""Carries out plans: sends, edits, reacts, and returns the result."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiogram.methods import PinChatMessage, SetMessageReaction, TelegramMethod
from aiogram.types import ReactionTypeEmoji

from bot.api import failures
from bot.api.client import RateLimitedApi
from bot.api.failures import FailureKind
from bot.api.rate_limits import Limiter
from bot.delivery import methods
from bot.delivery.attachments import Attachments, BoardFiles, NotYetError
from bot.delivery.edits import MessageEdits
from bot.delivery.forum_topics import ForumTopics, TopicStep, is_refusal, put_in_topic
from bot.delivery.new_messages import NewMessages
from bot.delivery.planner import SendPlan, choose_unreachable_verdict, is_only_edit
from bot.delivery.result import DeliveryResult, describe_unexpected
from bot.feature import Ask
from bot.features.registry import OTHER_CHATS, find_other_chats
from bot.metrics import API_ERRORS
from bot.runtime import Runtime
from db.queue import ClaimedJob, Done, Retry, SettledBeforeError
from desk.notifications import staff_group
from desk.outbox import Erase, Menu, React, Relay, Show
from ops.clock import make_steady_clock

log = structlog.get_logger(__name__)


def _make_way(runtime: Runtime) -> Callable[[TelegramMethod[Any], Ask], Awaitable[Any]]:
    """Return the function that makes calls to all chats, those of another kind in their way."""
    ways = {one.chats: one.make_calls(runtime) for one in OTHER_CHATS}

    async def call(method: TelegramMethod[Any], ask: Ask) -> Any:
        chats = (getattr(method, name, None) for name in ("chat_id", "from_chat_id"))
        for chat in chats:
            if chat is not None and (there := find_other_chats(chat)) is not None:
                return await ways[there.chats].call(method, ask)
        return await ask(method)

    return call


class Sender:
    """Carries out the plans of one bot. `steady`: a clock for pauses; by default one of its own."""

    def __init__(
        self,
        runtime: Runtime,
        limiter: Limiter,
        *,
        wait: Callable[[float], Awaitable[None]],
        files: BoardFiles | None = None,
        steady: Callable[[], datetime] | None = None,
    ) -> None:
        self._limiter = limiter
        self._now = runtime.now
        self._attachments = Attachments(runtime, files or BoardFiles())
        self._calls = RateLimitedApi(runtime.bot, limiter, wait)
        self._calls.through = _make_way(runtime)
        self._new_messages = NewMessages(self._calls, runtime.database, self._attachments)
        self._message_edits = MessageEdits(self._calls, self._new_messages)
        self._topics = ForumTopics(runtime, self._calls, steady or make_steady_clock(runtime.now()))

    def ask_before_calls(self, ensure_ours: Callable[[], Awaitable[None]]) -> None:
        """Ask this before each call; it raises `SettledBeforeError` if the job is another process's by now."""
        self._calls.ensure_ours = ensure_ours

    async def deliver(self, job: ClaimedJob, plan: SendPlan) -> DeliveryResult:
        """Carry out a plan; raises `SettledBeforeError` alone, whatever Telegram answers."""
        try:
            async with self._attachments.fetch_files(plan, attempts=job.attempts) as ready:
                outcome = await self._carry_out_in_topic(job, ready)
        except SettledBeforeError:
            raise
        except NotYetError as error:
            outcome = DeliveryResult(error.verdict)
        except (AiogramError, OSError, TimeoutError) as error:
            outcome = self._handle_failure(job, plan, error)
        except Exception as error:  # noqa: BLE001  (one letter that cannot be sent must not stop the others)
            outcome = describe_unexpected(job, error, now=self._now())
        outcome.begun_at = plan.begun_at
        return outcome

    async def _carry_out_in_topic(self, job: ClaimedJob, plan: SendPlan) -> DeliveryResult:
        """Carry out a plan; if something has to be done with its forum topic first, that, and the letter is tried
        again. The card goes into a topic right after it was made: in a burst no card waits for other topics."""
        topic, again = plan.topic, Retry(self._now(), "its topic first", counts=False)
        if topic is None:
            return await self._carry_out(job, plan)
        if topic.step is not None and topic.step is not TopicStep.CARD:
            made = await self._topics.take_step(topic, topic.step)
            if made is None or plan.rendered is None or not isinstance(plan.letter, Show):
                return DeliveryResult(again)
            await self._calls.turn(plan.chat)
            plan, topic = replace(plan, rendered=put_in_topic(plan.rendered, made)), made
        try:
            outcome = await self._carry_out(job, plan)
        except TelegramBadRequest as error:
            if not is_refusal(error) or not await self._topics.follow_refusal(topic, error):
                raise
            return DeliveryResult(again)
        if topic.step is TopicStep.CARD and isinstance(outcome.verdict, Done):
            outcome.verdict = again
        return outcome

    async def _carry_out(self, job: ClaimedJob, plan: SendPlan) -> DeliveryResult:
        if isinstance(plan.letter, React):
            return await self._react(job, plan.letter, plan.chat)
        if isinstance(plan.letter, Erase):
            return await self._message_edits.erase(plan.letter, plan)
        if isinstance(plan.letter, Menu):
            return await self._menu(plan)
        if plan.taken_back is not None:
            return await self._message_edits.take_back(plan, plan.taken_back)
        assert plan.rendered is not None
        silent = bool(getattr(plan.letter, "silent", False)) or is_only_edit(plan.letter)
        is_hint = plan.rendered.only_to is not None
        rendered = self._new_messages.hints.choose(plan.chat, plan.rendered) if is_hint else plan.rendered
        plan, parts = replace(plan, rendered=rendered), methods.split_parts(plan.chat, rendered, silent=silent)
        begun = bool(job.load_payload().get("sent"))
        outcome = await self._message_edits.edit(job, plan, rendered, parts) if plan.existing and not begun else None
        if outcome is not None:
            outcome.shows_entry = isinstance(plan.letter, Show) and job.entry_id is not None and not outcome.lost
            if isinstance(plan.letter, Show) and plan.letter.find == staff_group.QUEUE_PIN:
                await self._pin(plan.chat, plan.existing[-1].message_id)
            return outcome
        outcome = await self._new_messages.send(job, plan, parts)
        if isinstance(plan.letter, Show) and plan.letter.view == staff_group.QUEUE and outcome.sent:
            await self._pin(plan.chat, outcome.sent[-1]["message_id"])
        outcome.lost = [message.message_id for message in plan.existing]
        if isinstance(plan.letter, Relay):
            await self._message_edits.delete(plan.chat, outcome.lost)
        return outcome

    async def _pin(self, chat: int, message_id: int) -> None:
        """Pin a message without a sound. Without the right to, it stays as it is."""
        await self._calls.turn(chat)
        try:
            await self._calls.call(PinChatMessage(chat_id=chat, message_id=message_id, disable_notification=True))
        except TelegramBadRequest as error:
            log.info("a message cannot be pinned", chat=chat, error=error.message)

    async def _menu(self, plan: SendPlan) -> DeliveryResult:
        """Set a menu without retries: its next change sets it again."""
        for method in plan.methods:
            try:
                await self._calls.call(method)
            except AiogramError as error:
                return DeliveryResult(
                    failures.classify_failure(error, attempts=5, now=self._now(), harmless=True).verdict
                )
        return DeliveryResult(Done())

    async def _react(self, job: ClaimedJob, letter: React, chat: int) -> DeliveryResult:
        reaction: list[Any] = [ReactionTypeEmoji(emoji=letter.emoji)] if letter.emoji else []
        try:
            await self._calls.call(SetMessageReaction(chat_id=chat, message_id=letter.message_id, reaction=reaction))
        except AiogramError as error:
            failure = failures.classify_failure(error, attempts=job.attempts, now=self._now(), harmless=True)
            if failure.trouble in (FailureKind.REFUSED, FailureKind.GONE):
                return DeliveryResult(Done("no reactions in this chat"))
            raise
        return DeliveryResult(Done())

    def _handle_failure(self, job: ClaimedJob, plan: SendPlan, error: Exception) -> DeliveryResult:
        harmless = bool(plan.existing)
        failure = failures.classify_failure(error, attempts=job.attempts, now=self._now(), harmless=harmless)
        if failures.is_page_or_server_error(error) and self._calls.chats.note_failure(job.id, plan.chat):
            failure = failures.set_aside(failure, attempts=job.attempts)
        API_ERRORS.labels("telegram", failure.trouble.value).inc()
        if failure.trouble is FailureKind.FLOOD:
            self._limiter.stop_chat(plan.chat, failure.retry_after)
        verdict, unknown_chat = failure.verdict, failures.is_maybe_unmet(failure.verdict)
        if failure.trouble in (FailureKind.BLOCKED, FailureKind.GONE, FailureKind.SHUT):
            is_before = plan.topic is not None and plan.topic.step is not None and not plan.topic.is_own
            verdict = verdict if is_before else choose_unreachable_verdict(plan.letter, verdict)
        return DeliveryResult(verdict, trouble=failure.trouble, moved_to=failure.moved_to, unknown_chat=unknown_chat)
