"""Turns calls of Telegram for the place of a call into the answer to it, and into edits of that answer.

A call is answered at most once: that it is being answered is stored before, and an answer that may have come is not
repeated. If it was not taken, or is lost, the request goes on in the caller's own chat. Only text can be shown there
(answerGuestQuery, editMessageText with `inline_message_id`: Bot API 10.0, read 2026-11).
"""

from typing import Any

import structlog
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNotFound,
)
from aiogram.methods import AnswerGuestQuery, EditMessageText, SendMessage, TelegramMethod
from aiogram.types import InlineKeyboardMarkup, InlineQueryResultArticle, InputTextMessageContent

from bot.api import failures
from bot.feature import Ask
from bot.runtime import Runtime
from db.models import GuestCall
from db.queue import Retry
from desk.guest_calls import older_answers, places
from desk.guest_calls.places import CallMessage

log = structlog.get_logger(__name__)

_LOST = "Bad Request: message to edit not found"
_NO_METHOD = "Bad Request: this cannot be done in a chat without the bot"
_NOTHING_SENT = {"message_id": 0}
_REFUSED = (TelegramBadRequest, TelegramForbiddenError, TelegramNotFound, ClientDecodeError)


class GuestCalls:
    """The calls of one bot."""

    def __init__(self, runtime: Runtime) -> None:
        self._database, self._settings, self._now = runtime.database, runtime.settings, runtime.now

    async def call(self, method: TelegramMethod[Any], ask: Ask) -> Any:
        """Answer the call of the place, or edit its answer. Raises TelegramBadRequest for all that is neither, and for
        an answer that is lost."""
        if isinstance(method, SendMessage):
            replied = method.reply_parameters
            return await self._answer(method, CallMessage.find(replied.message_id if replied else None).call_id, ask)
        if isinstance(method, EditMessageText):
            return await self._edit(method, CallMessage.find(method.message_id).call_id, ask)
        raise TelegramBadRequest(method, _NO_METHOD)

    async def _answer(self, method: SendMessage, call_id: int, ask: Ask) -> Any:
        """Answer a call; return which message of the place that is, or that nothing was sent."""
        async with self._database.unit_of_work() as session:
            call = await places.begin_answer(session, call_id, now=self._now())
        if call is None:
            return _NOTHING_SENT
        if call.tried_at is not None:
            return await self._repeat(method, call, ask)
        try:
            sent = await ask(_make_answer(method, call.query_id))
        except _REFUSED:
            await self._give_up(call_id)
            return _NOTHING_SENT
        except AiogramError as error:
            if self._is_not_taken(error):
                await self._end(call_id, None)
            raise
        await self._end(call_id, sent.inline_message_id)
        await self._point_below(call_id, ask)
        return {"message_id": CallMessage(call_id).answer}

    async def _point_below(self, call_id: int, ask: Ask) -> None:
        """Let older messages of the request say that it is shown by the newer one. One that cannot be changed now keeps
        what it shows."""
        async with self._database.reading() as session:
            older = await older_answers.find_older(session, call_id, locale=self._settings.last.locale)
        for one in older:
            try:
                await ask(EditMessageText(inline_message_id=one.inline_message_id, text=one.words))
            except AiogramError as error:
                log.warning("an older answer to a call stays as it is", error=type(error).__name__)
            else:
                await self._end(one.call_id, "")

    async def _repeat(self, method: SendMessage, call: GuestCall, ask: Ask) -> Any:
        """Edit the answer if it is known; one that may have come is not repeated."""
        if not call.inline_message_id:
            await self._give_up(call.id)
            return _NOTHING_SENT
        there = CallMessage(call.id).answer
        shown = EditMessageText(chat_id=method.chat_id, message_id=there, text=method.text, entities=method.entities)
        shown = shown.model_copy(update={"reply_markup": method.reply_markup})
        try:
            await self._edit(shown, call.id, ask)
        except TelegramBadRequest as error:
            if not failures.is_unchanged(error):
                return _NOTHING_SENT
        return {"message_id": there}

    async def _edit(self, method: EditMessageText, call_id: int, ask: Ask) -> Any:
        async with self._database.reading() as session:
            call = await session.get(GuestCall, call_id)
        if call is None or not call.inline_message_id:
            raise TelegramBadRequest(method, _LOST)
        there = {"chat_id": None, "message_id": None, "inline_message_id": call.inline_message_id}
        try:
            done = await ask(method.model_copy(update=there))
        except (TelegramBadRequest, TelegramForbiddenError) as error:
            if failures.is_unchanged(error):
                raise
            await self._give_up(call_id)
            raise TelegramBadRequest(method, _LOST) from None
        if places.is_erased(call):
            await self._end(call_id, "")  # nothing more is to be said there
        return done

    def _is_not_taken(self, error: AiogramError) -> bool:
        """Return True if Telegram certainly has not answered the call: a limit, or nothing of it was sent."""
        verdict = failures.classify_failure(error, attempts=0, now=self._now()).verdict
        return isinstance(verdict, Retry) and not verdict.unknown and not failures.is_page_or_server_error(error)

    async def _end(self, call_id: int, inline_message_id: str | None) -> None:
        async with self._database.unit_of_work() as session:
            await places.end_answer(session, call_id, inline_message_id=inline_message_id)

    async def _give_up(self, call_id: int) -> None:
        async with self._database.unit_of_work() as session:
            await places.give_up(session, call_id, now=self._now())


def _make_answer(method: SendMessage, query_id: str) -> AnswerGuestQuery:
    shown = InputTextMessageContent(
        message_text=method.text, entities=method.entities, link_preview_options=method.link_preview_options
    )
    markup = method.reply_markup if isinstance(method.reply_markup, InlineKeyboardMarkup) else None
    title = method.text[:64]  # required, and shown nowhere
    article = InlineQueryResultArticle(id="1", title=title, input_message_content=shown, reply_markup=markup)
    return AnswerGuestQuery(guest_query_id=query_id, result=article)
