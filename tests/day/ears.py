"""What everybody's phone got: each message, edit and ring, by kind. Knows no person and no rule."""

import json
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiogram import Bot
from aiogram.methods import SendMessage, TelegramMethod

from bot.delivery.planner import SendPlan
from bot.delivery.result import DeliveryResult
from db.queue import ClaimedJob
from desk.outbox import Letter, Relay, Say, Show, View
from tests.flows.stage import Stage

_NOW_SENT: ContextVar[tuple[ClaimedJob, Letter] | None] = ContextVar("now sent", default=None)


@dataclass(frozen=True, slots=True)
class Heard:
    """One message that reached somebody, or (`edit`) one that changed. `ticket`: the id of the one it is about."""

    at: datetime
    chat: int
    kind: str
    ticket: int | None
    several: tuple[int, ...]
    edit: bool
    silent: bool


class Ears:
    """Hears what a stage's bot says."""

    def __init__(self, stage: Stage) -> None:
        self.heard: list[Heard] = []
        self._clock = stage.clock
        sender = stage.duties.delivery._sender
        carried_out = sender.deliver

        async def deliver(job: ClaimedJob, plan: SendPlan) -> DeliveryResult:
            _NOW_SENT.set((job, plan.letter))
            return await carried_out(job, plan)

        sender.deliver = deliver  # type: ignore[method-assign]
        stage.app.bot.session.middleware(self._listen)

    async def _listen(
        self, call: Callable[[Bot, TelegramMethod[Any]], Awaitable[Any]], bot: Bot, method: TelegramMethod[Any]
    ) -> Any:
        answer = await call(bot, method)
        sent, edit = isinstance(method, SendMessage), type(method).__name__.startswith("Edit")
        about = _NOW_SENT.get()
        if (sent or edit) and about is not None:
            job, letter = about
            several = letter.tickets if isinstance(letter, Show) else ()
            silent = edit or bool(getattr(method, "disable_notification", False))
            chat = int(method.chat_id)  # type: ignore[attr-defined]
            self.heard.append(Heard(self._clock.at, chat, _kind(letter), job.ticket_id, several, edit, silent))
        return answer


def _kind(letter: Letter) -> str:
    if isinstance(letter, Relay):
        return "words"
    if isinstance(letter, Show):
        return "card" if letter.view is View.CARD else str(letter.view)
    return letter.key if isinstance(letter, Say) else json.dumps(type(letter).__name__)
