"""Sends new messages to a chat, part by part, and returns their ids.

A hint in a group is sent to the one whom it concerns alone, or as a line for all. Telegram shows an ephemeral message
to one member of a group (Bot API 10.3, EphemeralMessageParameters, read 2026-11): an administrator bot may send one at
any time, others only in answer to a press. Nobody is promised to get it, it has no `message_id`, and `editMessageText`
and `deleteMessage` do not know it; so nothing that counts is sent so.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
)

from bot.api import failures
from bot.api.client import RateLimitedApi
from bot.delivery import forum_topics, methods
from bot.delivery.attachments import Attachments
from bot.delivery.message_parts import MessagePart
from bot.delivery.planner import FILES_ONLY, SendPlan
from bot.delivery.result import DeliveryResult
from bot.views import Rendered
from db import queue
from db.database import Database
from db.models import MessageKind
from db.queue import ClaimedJob, Done
from desk.outbox import Letter, Relay, Show


class NewMessages:
    """Sends new messages for one bot."""

    def __init__(self, calls: RateLimitedApi, database: Database, attachments: Attachments) -> None:
        self._calls = calls
        self._database = database
        self._attachments = attachments
        self.hints = Hints(calls.clock)

    async def send(
        self, job: ClaimedJob, plan: SendPlan, parts: list[MessagePart], *, noted: bool = True
    ) -> DeliveryResult:
        """Send the parts one after the other. Progress is stored, so that a repeat continues after the last part sent.

        With `noted` False it is not stored: a repeat begins by editing the existing messages. Raises AiogramError,
        NotYetError.
        """
        data = job.load_payload()
        sent: list[dict[str, Any]] = list(data.get("sent", ()))
        for index, part in enumerate(parts):
            if index < len({row["part"] for row in sent}):
                continue
            if index:
                await self._calls.turn(plan.chat)
            try:
                answer = await self._calls.call(part.method, uploads=part.uploads)
                await self._attachments.learn(part.pieces, answer)
            except (TelegramBadRequest, TelegramForbiddenError, TelegramEntityTooLarge) as error:
                if not index and (plain := self._find_plain(plan, error)) is not None:
                    silent = bool(getattr(part.method, "disable_notification", False))
                    plan = replace(plan, rendered=plain)
                    return await self.send(job, plan, methods.split_parts(plan.chat, plain, silent=silent), noted=noted)
                if plan.topic is not None and forum_topics.is_refusal(error):
                    if sent and forum_topics.is_gone(error):  # the parts before went with it
                        await self._note(job, {**data, "sent": []})
                    raise
                if failures.is_about_content(error) and (
                    anew := await self._attachments.handle_refusal(part.pieces, error)
                ):
                    raise anew from None
                if not part.copies or failures.has_any_text(error, failures.NOBODY_THERE):
                    raise
                answer = None  # a line describes what cannot be copied
            sent += _rows(index, part, answer)
            if noted and index + 1 < len(parts):
                await self._note(job, {**data, "sent": sent})
        return DeliveryResult(Done(), sent=[_row(row, plan, job.ticket_id) for row in sent if row["message_id"]])

    def _find_plain(self, plan: SendPlan, error: TelegramAPIError) -> Rendered | None:
        """Return what is sent in place of what Telegram refuses in this form."""
        hint = self.hints.take_refusal(plan.chat, plan.rendered, error) if plan.rendered is not None else None
        return hint or _plain(plan, error)

    async def _note(self, job: ClaimedJob, data: dict[str, Any]) -> None:
        async with self._database.unit_of_work() as session:
            await queue.save_progress(session, job, data)


_NO_REPLY = ("message to be replied not found", "replied message not found")
_CLOSED = ("topic_closed",)
_NO_TOPIC = ("message thread not found", "topic_deleted")


def _plain(plan: SendPlan, error: TelegramAPIError) -> Rendered | None:
    """Return the message with the quote in its words, if Telegram does not find the quote; without its forum topic, if
    that was deleted; as no reply, if what it replies to is in another topic, or in a closed one."""
    rendered = plan.rendered
    refused = _NO_REPLY if rendered is not None and rendered.thread_id else _CLOSED if plan.topic is None else ()
    if rendered is not None and rendered.reply_to and failures.has_any_text(error, refused):
        said = rendered.words if rendered.quote is None else rendered.unquoted or rendered.words
        return replace(rendered, reply_to=None, quote=None, words=said)
    if (
        plan.topic is None
        and rendered is not None
        and rendered.thread_id is not None
        and failures.has_any_text(error, _NO_TOPIC)
    ):
        return replace(rendered, thread_id=None)
    if rendered is None or rendered.quote is None or not failures.has_any_text(error, ("quote",)):
        return None
    return replace(rendered, quote=None, words=rendered.unquoted or rendered.words)


def _rows(index: int, part: MessagePart, answer: Any) -> list[dict[str, Any]]:
    """Return the ids of what one call sent, 0 if it failed; an album has several messages."""
    messages = answer if isinstance(answer, list) else [answer]
    return [
        {
            "part": index,
            "message_id": _message_id(message),
            "media": piece.file is not None or piece.copied,
            "file": piece.file.id if piece.file else None,
            "print": piece.fingerprint,
        }
        for message, piece in zip(messages, part.pieces, strict=False)
    ]


def _message_id(message: Any) -> int:
    """Return the id of what was sent; of an ephemeral message as `bot/shapes.py` has it when it comes back."""
    held = message if isinstance(message, dict) else {}
    known, other = (
        int(held.get(name) or getattr(message, name, None) or 0) for name in ("message_id", "ephemeral_message_id")
    )
    return known or -other


def _row(sent: dict[str, Any], plan: SendPlan, ticket_id: int | None) -> dict[str, Any]:
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
        "file_id": sent.get("file"),
        "fingerprint": sent.get("print"),
        "page": _get_page(plan.letter),
    }


def _get_page(letter: Letter) -> int | None:
    if isinstance(letter, Relay) and letter.files_only:
        return FILES_ONLY
    return letter.page if isinstance(letter, Show) else None


_ASK_AGAIN_SECONDS = 3600.0


class Hints:
    """Remembers for an hour which groups refuse hints for one person."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._refused: dict[int, float] = {}

    def choose(self, chat: int, rendered: Rendered) -> Rendered:
        """Return the message as a line for all where the group has refused such hints."""
        refused_at = self._refused.get(chat)
        if refused_at is None or self._clock() - refused_at >= _ASK_AGAIN_SECONDS:
            return rendered
        return replace(rendered, only_to=None)

    def take_refusal(self, chat: int, rendered: Rendered, error: TelegramAPIError) -> Rendered | None:
        """Return the line for all in place of a hint that Telegram refuses, for whatever reason: if it is the chat that
        is refused, so is the line. None if this was no hint."""
        if rendered.only_to is None or not isinstance(error, TelegramBadRequest | TelegramForbiddenError):
            return None
        self._refused[chat] = self._clock()
        return replace(rendered, only_to=None)
