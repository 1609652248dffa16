"""Answers Telegram's question whether an invoice may be paid now (`pre_checkout_query`), within its ten seconds.

The question has a queue of its own, ahead of the person's messages. It is answered before it is settled: after a kill
another process answers it again, and Telegram refuses the second answer.
"""

from datetime import timedelta

import structlog
from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiogram.methods import AnswerPreCheckoutQuery
from aiogram.types import PreCheckoutQuery
from sqlalchemy import select

from bot.api import errors
from bot.metrics import API_ERRORS
from bot.runtime import Runtime
from db import queue
from db.queue import ClaimedJob, Done, Retry, Verdict
from desk.i18n import catalog
from desk.payments import invoices
from desk.people import directory
from desk.settings import VERSION

log = structlog.get_logger(__name__)

_ANSWER_SECONDS = 3
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
            await self._bot(await self._decide(query), request_timeout=_ANSWER_SECONDS)
        except TelegramBadRequest as error:
            log.info("a checkout was answered before, or too late", error=type(error).__name__)
        except AiogramError as error:
            trouble = errors.classify_failure(error, attempts=0, now=self._now()).trouble
            API_ERRORS.labels("telegram", trouble.value).inc()
            if self._now() - job.created_at < _IN_TIME:
                return Retry(self._now() + _AGAIN, type(error).__name__, counts=False)
            log.warning("a checkout could not be answered in time", error=type(error).__name__)
        async with self._database.unit_of_work() as session:
            await queue.settle_job(session, job, Done(), now=self._now())
        return Done()

    async def _decide(self, query: PreCheckoutQuery) -> AnswerPreCheckoutQuery:
        async with self._database.reading() as session:
            rules = await self._settings.get_at_version(session, await session.scalar(select(VERSION)))
            objection = await invoices.find_objection(
                session, rules, query.invoice_payload, query.total_amount, query.currency
            )
            payer = await directory.find_by_telegram(session, query.from_user.id)
        if objection is None:
            return AnswerPreCheckoutQuery(pre_checkout_query_id=query.id, ok=True)
        language = catalog.choose_language(payer, rules.locale) if payer is not None else rules.locale
        words = catalog.say(language, objection)
        return AnswerPreCheckoutQuery(pre_checkout_query_id=query.id, ok=False, error_message=words)
