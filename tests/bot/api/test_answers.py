"""What each answer to a call means for its letter: only the Bot API's own refusal of that letter ends it. A page of
something in between, in whatever form, never does."""

import json
from datetime import UTC, datetime

import pytest
from aiogram.exceptions import AiogramError
from aiogram.methods import GetMe, SendMessage, TelegramMethod
from aiohttp import web

from bot.api.client import get_reach, make_bot
from bot.api.failures import FailureKind, classify_failure
from db.queue import Bury, Park, Retry, Verdict
from tests.flows.servers import hang_up, serving

NOW = datetime(2026, 11, 28, tzinfo=UTC)
HELLO = SendMessage(chat_id=5, text="Hello")
PAGE = "<html><title>{}</title></html>"
ANSWERED, SILENT, REFUSED = "answered", "silent", "refused"


def _own(code: int, description: object = "x", **more: object) -> str:
    return json.dumps({"ok": False, "error_code": code, "description": description, **more})


OWN: list[tuple[int, str, type[Verdict], FailureKind, str]] = [
    (400, _own(400, "Bad Request: message is too long"), Bury, FailureKind.REFUSED, ANSWERED),
    (400, _own(400, "Bad Request: chat not found"), Bury, FailureKind.GONE, ANSWERED),
    (403, _own(403, "Forbidden: bot was blocked by the user"), Park, FailureKind.BLOCKED, ANSWERED),
    (413, _own(413, "Request Entity Too Large"), Bury, FailureKind.REFUSED, ANSWERED),
    (404, _own(404, "Not Found: method not found"), Bury, FailureKind.REFUSED, ANSWERED),
    (404, _own(404, "Not Found"), Retry, FailureKind.TOKEN, REFUSED),
    (401, _own(401, "Unauthorized"), Retry, FailureKind.TOKEN, REFUSED),
    (409, _own(409, "Conflict: terminated by other"), Retry, FailureKind.SERVER, ANSWERED),
    (421, _own(421, "Misdirected Request"), Retry, FailureKind.SERVER, ANSWERED),
    (429, _own(429, "Too Many Requests", parameters={"retry_after": 3}), Retry, FailureKind.FLOOD, ANSWERED),
    (429, _own(429, "Too Many Requests"), Retry, FailureKind.SERVER, ANSWERED),
    (500, _own(500, "Internal Server Error"), Retry, FailureKind.SERVER, ANSWERED),
]
IN_BETWEEN = [
    *((status, PAGE) for status in (200, 302, 400, 401, 403, 404, 407, 413, 418, 429, 451, 502)),
    *((404, body) for body in ("", "[]", "null", '"Not Found"', '{"message": "no Route matched"}', "[" * 100_000)),
    *((status, '{"ok": false}') for status in (200, 400, 401, 403, 404, 413)),
    (400, '{"ok": false, "error": "blocked by the filter", "description": "Forbidden"}'),
    (400, '{"ok": false, "error_code": "400", "description": "Bad Request"}'),
    (403, _own(403, None)),
    (403, _own(403, "")),
    (404, '{"ok": "no", "error_code": 404, "description": "Not Found"}'),
    (200, "[" * 100_000),
    (200, '{"ok": true}'),
]
ROWS = [*OWN, *((*one, Retry, FailureKind.UNKNOWN, SILENT) for one in IN_BETWEEN)]


@pytest.mark.parametrize("method", [HELLO, GetMe()], ids=["words", "others"])
async def test_only_the_bot_apis_own_refusal_ends_a_letter(method: TelegramMethod[object]) -> None:
    for charset in ("utf-8", "windows-1251"):
        for status, body, verdict, kind, seen in ROWS:
            said = PAGE.format("Вход") if body == PAGE else body
            found = await _ask(method, status, said.encode(charset))
            assert found == (verdict, kind, seen), (status, body[:60], charset)


async def _ask(method: TelegramMethod[object], status: int, body: bytes) -> tuple[type, FailureKind, str]:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, body=body, headers={"Content-Type": "text/html; charset=utf-8"})

    app = web.Application()
    app.router.add_post("/bot{token}/{method}", answer)
    async with serving(app) as url:
        bot = make_bot("77:AAAA", url)
        with pytest.raises(AiogramError) as raised:
            await bot(method)
        await hang_up(bot)
    failure = classify_failure(raised.value, attempts=50, now=NOW)
    reach = get_reach(bot)
    seen = REFUSED if reach.is_refused() else SILENT if reach.is_doubtful() else ANSWERED
    return type(failure.verdict), failure.trouble, seen
