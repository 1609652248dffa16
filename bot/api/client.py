"""The connection to a Bot API server: the aiogram bot and the raw long poll."""

import json
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator
from functools import partial
from typing import Any

from aiogram import Bot
from aiogram.client.default import Default
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import AiogramError, ClientDecodeError, TelegramAPIError, TelegramNetworkError
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageCaption,
    EditMessageText,
    Response,
    SendMessage,
    SetMessageReaction,
    TelegramMethod,
)
from aiohttp import ClientError, ClientTimeout

from bot.api.limits import UPDATES_AT_ONCE
from bot.api.rate_limits import Limiter
from bot.api.reach import AnsweredChats, PollError, TelegramReach, has_answered, is_of_bot_api

_UPLOAD_SECONDS = 300
_Ask = Callable[[TelegramMethod[Any]], Awaitable[Any]]


class RateLimitedApi:
    """Calls Telegram for one bot; `wait` sleeps, in seconds. `ensure_ours` is asked before each call, and raises what
    ends the job; `through` makes calls to chats of another kind, and returns their answer. `chats`: which of them were
    answered."""

    def __init__(self, bot: Bot, limiter: Limiter, wait: Callable[[float], Awaitable[None]]) -> None:
        self._bot = bot
        self.clock = limiter.clock
        self._limiter = limiter
        self._wait = wait
        self.ensure_ours: Callable[[], Awaitable[None]] | None = None
        self.through: Callable[[TelegramMethod[Any], _Ask], Awaitable[Any]] | None = None
        self.chats = AnsweredChats(limiter.clock)

    async def turn(self, chat: int) -> None:
        """Count one more message to this chat, and wait until it may go: before what asks later."""
        seconds = max(self._limiter.get_overall_wait(), self._limiter.get_chat_wait(chat))
        self._limiter.take(chat)
        while seconds > 0:
            await self._wait(seconds)
            seconds = self._limiter.get_stop(chat)

    async def call(self, method: TelegramMethod[Any], *, uploads: bool = False) -> Any:
        """Call Telegram; an answer that says ok but does not fit aiogram's models counts as sent. Raises
        AiogramError, and what `ensure_ours` and `through` raise."""
        if self.ensure_ours is not None:
            await self.ensure_ours()
        is_answered = False
        ask = partial(self._bot, request_timeout=_UPLOAD_SECONDS if uploads else None)
        try:
            answer = await (ask(method) if self.through is None else self.through(method, ask))
            is_answered = True
        except AiogramError as error:
            is_answered = has_answered(error)
            if not (isinstance(error, ClientDecodeError) and is_answered):
                raise
            return error.data.get("result")
        finally:
            if isinstance(chat := getattr(method, "chat_id", None), int):
                self.chats.note(chat, is_answered=is_answered)
        return answer


_CALL_SECONDS = 30.0
_POLL_IS_SLOW = -2.0
"""A poll is in doubt three seconds after its time: two sooner than another call after its beginning."""
_ALLOWED_UPDATES = (
    "message",
    "edited_message",
    "callback_query",
    "message_reaction",
    "my_chat_member",
    "pre_checkout_query",
)


_WORDS_ONLY = (SendMessage, EditMessageText, EditMessageCaption, SetMessageReaction, AnswerCallbackQuery)


class Session(AiohttpSession):
    """aiogram's session, which returns the answers to text methods as plain JSON: of a sent message only the id is
    read, and building a model of each answer costs several times as much as the call. `reach` notices whether Telegram
    answers at all."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        self.reach = TelegramReach()

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:  # noqa: ASYNC109
        """Call Telegram; raises aiogram's errors."""
        with self.reach.watch_call():
            try:
                return await self._call(bot, method, timeout)
            except UnicodeDecodeError as error:
                raise ClientDecodeError("the answer is not text", error, "") from None

    def check_response(self, bot: Bot, method: TelegramMethod[Any], status_code: int, content: str) -> Response[Any]:
        """Return the answer; raises aiogram's errors, ClientDecodeError for whatever is not the Bot API's own: a proxy
        that refuses says nothing about a letter."""
        try:
            made = super().check_response(bot, method, status_code, content)
        except TelegramAPIError as error:
            if is_of_bot_api(json.loads(content)):
                raise
            raise ClientDecodeError("the answer is not the Bot API's", error, content) from None
        if made.result is None:
            raise ClientDecodeError("the answer has no result", ValueError(), content)
        return made

    async def _call(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None) -> Any:  # noqa: ASYNC109
        if not isinstance(method, _WORDS_ONLY):
            return await super().make_request(bot, method, timeout)
        session = await self.create_session()
        url = self.api.api_url(token=bot.token, method=method.__api_method__)
        body = _plain(method.model_dump(exclude_none=True, warnings=False))
        seconds = ClientTimeout(total=self.timeout if timeout is None else timeout)
        try:
            async with session.post(url, json=body, timeout=seconds) as response:
                content, status = await response.text(), response.status
        except (ClientError, TimeoutError) as error:
            raise TelegramNetworkError(method, type(error).__name__) from None  # type: ignore[misc]
        if status == 200 and (answer := _answer(content)) is not None:
            return answer["result"]
        return self.check_response(bot, method, status, content).result


def _plain(value: Any) -> Any:
    """Return the value without the placeholders of a bot's defaults: ours has none."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items() if not isinstance(one, Default)}
    return [_plain(one) for one in value] if isinstance(value, list) else value


def _answer(content: str) -> dict[str, Any] | None:
    """Return the answer of a successful call, else None."""
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) and answer.get("ok") is True and "result" in answer else None


def make_bot(token: str, api_url: str) -> Bot:
    """Return a bot that talks to `api_url`; every call has a timeout of `_CALL_SECONDS`."""
    server = TelegramAPIServer.from_base(api_url.rstrip("/"))
    return Bot(token, session=Session(api=server, timeout=_CALL_SECONDS))


def get_reach(bot: Bot) -> TelegramReach:
    """Return what is known of this bot's way to Telegram."""
    session = bot.session
    assert isinstance(session, Session)
    return session.reach


async def get_raw_updates(bot: Bot, offset: int | None, *, seconds: int, more: Iterable[str]) -> list[dict[str, Any]]:
    """Make one long poll and return its updates as sent: one that the library cannot parse must not stop the others.
    `more`: the kinds that are asked for beside those of every bot.

    Raises `PollError`. Confirms everything below `offset` (Bot API, getUpdates, read 2026-11).
    """
    session = await bot.session.create_session()  # type: ignore[attr-defined]
    url = bot.session.api.api_url(token=bot.token, method="getUpdates")
    params = {"timeout": seconds, "limit": UPDATES_AT_ONCE, "allowed_updates": [*_ALLOWED_UPDATES, *more]}
    if offset is not None:
        params["offset"] = offset
    with get_reach(bot).watch_call(seconds + _POLL_IS_SLOW):
        try:
            async with session.post(url, json=params, timeout=ClientTimeout(total=seconds + 20)) as response:
                text = await response.read()
                status = response.status
        except (ClientError, TimeoutError, OSError) as error:
            raise PollError(0, type(error).__name__) from None
        return _results(status, text)


def _results(status: int, text: bytes) -> list[dict[str, Any]]:
    try:
        answer = json.loads(text)
    except ValueError:
        raise PollError(0, f"the answer is not JSON ({status})") from None
    except RecursionError:
        return [_alone(one) for one in _apart(text)]
    if not isinstance(answer, dict) or (answer.get("ok") is not True and not is_of_bot_api(answer)):
        raise PollError(0, f"the answer is not the Bot API's ({status})")
    if not answer["ok"]:
        parameters = answer.get("parameters")
        wait = parameters.get("retry_after") if isinstance(parameters, dict) else None
        seconds = float(wait) if isinstance(wait, int | float) else 0.0
        raise PollError(status, answer["description"], seconds)
    results = answer.get("result")
    return [u for u in results if isinstance(u, dict)] if isinstance(results, list) else []


_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_ID = re.compile(rb'"update_id"\s*:\s*(\d{1,18})')


_UPDATES_AT = 3  # levels down: the answer, its list of results, an update


def _apart(text: bytes) -> Iterator[bytes]:
    """Yield the updates of an answer that is too deep to parse as a whole."""
    depth, begins = 0, 0
    for found in _TOKEN.finditer(text):
        if found[0] in b"[{":
            depth += 1
            begins = found.start() if depth == _UPDATES_AT else begins
        elif found[0] in b"]}":
            if depth == _UPDATES_AT:
                yield text[begins : found.end()]
            depth -= 1


def _alone(text: bytes) -> dict[str, Any]:
    """Parse one update; of one that is too deep return only its id, so that it can be skipped."""
    try:
        return dict(json.loads(text))
    except (ValueError, RecursionError):
        named = _ID.search(text)
        return {"update_id": int(named[1])} if named is not None else {}
