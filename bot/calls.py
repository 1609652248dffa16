"""One call of the Bot API, made when its chat's turn comes. Knows no letter and nothing of what a failure means."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError
from aiogram.methods import TelegramMethod

from bot.limits import Limiter

_UPLOAD_SECONDS = 300


class Calls:
    """The way to Telegram for one bot; `wait` sleeps, in seconds."""

    def __init__(self, bot: Bot, limiter: Limiter, wait: Callable[[float], Awaitable[None]]) -> None:
        self._bot = bot
        self._limiter = limiter
        self._wait = wait

    async def turn(self, chat: int) -> None:
        """Wait until one more message may go to this chat, and count it."""
        while (seconds := max(self._limiter.overall_in(), self._limiter.chat_in(chat))) > 0:
            await self._wait(seconds)
        self._limiter.take(chat)

    async def call(self, method: TelegramMethod[Any], *, uploads: bool = False) -> Any:
        """Call Telegram; an answer that says ok but does not fit aiogram's models counts as what it is: sent.
        Raises AiogramError."""
        try:
            return await self._bot(method, request_timeout=_UPLOAD_SECONDS if uploads else None)
        except ClientDecodeError as error:
            if isinstance(error.data, dict) and error.data.get("ok"):
                return error.data.get("result")
            raise
