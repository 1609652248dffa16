"""Answers what Telegram waits for: presses of buttons, and the question whether an invoice may be paid now.

Answers Telegram's question whether an invoice may be paid now (`pre_checkout_query`), within its ten seconds. The
question has a queue of its own, ahead of the person's messages. It is answered before it is settled: after a kill
another process answers it again, and Telegram refuses the second answer.
"""

import asyncio
from contextlib import suppress
from datetime import timedelta

import structlog
from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiogram.methods import AnswerCallbackQuery, AnswerPreCheckoutQuery
from aiogram.types import PreCheckoutQuery, Update
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from bot.api import failures
from bot.api.limits import PRESS_ANSWER_CHARACTERS
from bot.handlers.pressed_message import Press
from bot.metrics import API_ERRORS
from bot.runtime import Runtime
from db import queue
from db.queue import ClaimedJob, Done, Retry, SettledBeforeError, Verdict
from desk.i18n import catalog
from desk.payments import invoices
from desk.people import person_rows
from desk.settings import VERSION

log = structlog.get_logger(__name__)


_CHECKOUT_SECONDS = 3
_AGAIN = timedelta(seconds=1)
_IN_TIME = timedelta(seconds=10)  # Bot API, answerPreCheckoutQuery (read 2026-11)


class CheckoutAnswers:
    """Answers for one bot."""

    def __init__(self, runtime: Runtime) -> None:
        self._bot, self._database, self._settings, self._now = runtime

    async def answer(self, job: ClaimedJob, query: PreCheckoutQuery) -> Verdict:
        """Check and answer, then settle; the verdict is `Done` once it is settled. Raises errors that say that the
        database is away."""
        try:
            await self._bot(await self._decide(query), request_timeout=_CHECKOUT_SECONDS)
        except TelegramBadRequest as error:
            log.info("a checkout was answered before, or too late", error=type(error).__name__)
        except AiogramError as error:
            trouble = failures.classify_failure(error, attempts=0, now=self._now()).trouble
            API_ERRORS.labels("telegram", trouble.value).inc()
            if self._now() - job.created_at < _IN_TIME:
                return Retry(self._now() + _AGAIN, type(error).__name__, counts=False)
            log.warning("a checkout could not be answered in time", error=type(error).__name__)
        with suppress(SettledBeforeError):
            async with self._database.unit_of_work() as session:
                await queue.settle_job(session, job, Done(), now=self._now())
        return Done()

    async def _decide(self, query: PreCheckoutQuery) -> AnswerPreCheckoutQuery:
        async with self._database.reading() as session:
            rules = await self._settings.get_at_version(session, await session.scalar(select(VERSION)))
            objection = await invoices.find_objection(
                session, rules, query.invoice_payload, query.total_amount, query.currency
            )
            payer = await person_rows.find_by_telegram(session, query.from_user.id)
        if objection is None:
            return AnswerPreCheckoutQuery(pre_checkout_query_id=query.id, ok=True)
        language = catalog.choose_language(payer, rules.locale) if payer is not None else rules.locale
        words = catalog.say(language, objection)
        return AnswerPreCheckoutQuery(pre_checkout_query_id=query.id, ok=False, error_message=words)


_ANSWER_SECONDS = 10


class CallbackAnswers:
    """Answers presses for one bot, in parallel with its updates; `under_way`: answers not given yet."""

    def __init__(self, runtime: Runtime) -> None:
        self._bot, self._database, self._settings, self._now = runtime
        self.under_way: set[asyncio.Task[None]] = set()

    def answer(self, press: Press, update: Update) -> None:
        """Begin to answer; stopping waits for what is under way."""
        task = asyncio.create_task(self._answer_now(press, update))
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)

    async def _answer_now(self, press: Press, update: Update) -> None:
        """Answer the press directly, not by the outbox: a failure only leaves the button waiting."""
        try:
            line = await self._line(press, update) if press.key else None
            method = AnswerCallbackQuery(callback_query_id=press.id, text=line, show_alert=press.boxed or None)
            await self._bot(method, request_timeout=_ANSWER_SECONDS)
        except AiogramError as error:
            trouble = failures.classify_failure(error, attempts=0, now=self._now()).trouble
            API_ERRORS.labels("telegram", trouble.value).inc()
            log.info("a press could not be answered", error=type(error).__name__)
        except (SQLAlchemyError, OSError) as error:
            log.info("a press could not be answered", error=type(error).__name__)

    async def _line(self, press: Press, update: Update) -> str:
        query = update.callback_query
        async with self._database.reading() as session:
            me = await person_rows.find_by_telegram(session, query.from_user.id) if query else None
        locale = self._settings.last.locale
        language = catalog.choose_language(me, locale) if me is not None else locale
        return catalog.say(language, press.key or "", **catalog.isolate_args(dict(press.args)))[
            :PRESS_ANSWER_CHARACTERS
        ]
