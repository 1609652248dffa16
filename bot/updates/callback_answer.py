"""Answers presses: the button stops waiting, with a line or without."""

import asyncio

import structlog
from aiogram.exceptions import AiogramError
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import Update
from sqlalchemy.exc import SQLAlchemyError

from bot.api import errors
from bot.callbacks import Press
from bot.metrics import API_ERRORS
from bot.runtime import Runtime
from bot.telegram_limits import PRESS_ANSWER_CHARACTERS
from bot.updates.parsing import parse_sender
from desk.i18n import catalog
from desk.people import directory

log = structlog.get_logger(__name__)

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
            trouble = errors.classify_failure(error, attempts=0, now=self._now()).trouble
            API_ERRORS.labels("telegram", trouble.value).inc()
            log.info("a press could not be answered", error=type(error).__name__)
        except (SQLAlchemyError, OSError) as error:
            log.info("a press could not be answered", error=type(error).__name__)

    async def _line(self, press: Press, update: Update) -> str:
        presser = parse_sender(update)
        async with self._database.reading() as session:
            me = await directory.find_by_telegram(session, presser.id) if presser else None
        locale = self._settings.last.locale
        language = catalog.choose_language(me, locale) if me is not None else locale
        return catalog.say(language, press.key or "", **catalog.isolate_args(dict(press.args)))[
            :PRESS_ANSWER_CHARACTERS
        ]
