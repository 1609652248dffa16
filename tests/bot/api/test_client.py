"""What a call that found nobody, or whose answer was lost, looks like: the one may be made again, the other not."""

from datetime import UTC, datetime

import pytest
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import SendMessage
from aiohttp import web

from bot.api.client import make_bot
from bot.api.failures import FailureKind, classify_failure
from db.queue import Retry
from tests.flows.servers import hang_up, serving

NOW = datetime(2026, 11, 20, tzinfo=UTC)
HELLO = SendMessage(chat_id=5, text="Hello")


async def _failed(url: str) -> tuple[FailureKind, bool]:
    bot = make_bot("77:AAAA", url)
    with pytest.raises(TelegramNetworkError) as raised:
        await bot(HELLO)
    await hang_up(bot)
    failure = classify_failure(raised.value, attempts=0, now=NOW)
    assert isinstance(failure.verdict, Retry)
    return failure.trouble, failure.verdict.unknown


async def test_what_never_left_was_not_sent() -> None:
    assert await _failed("http://127.0.0.1:9") == (FailureKind.SERVER, False)


async def test_what_was_not_answered_may_have_been_sent() -> None:
    async def cut(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    app = web.Application()
    app.router.add_post("/bot{token}/sendMessage", cut)
    async with serving(app) as url:
        assert await _failed(url) == (FailureKind.UNKNOWN, True)
