"""Calls from chats without the bot: what is stored of them, what becomes of that, and how each is answered once.

Kinds that other bots have stumbled over name their reports.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio
from aiogram.exceptions import AiogramError, TelegramBadRequest, TelegramNetworkError, TelegramRetryAfter
from aiogram.methods import AnswerGuestQuery, DeleteMessage, EditMessageText, SendMessage, TelegramMethod
from aiogram.types import ReplyParameters, SentGuestMessage

from bot.api.client import make_bot
from bot.api.reach import PollError
from bot.features.guest_calls.incoming import CallFilter
from bot.features.guest_calls.outgoing import GuestCalls
from bot.runtime import Runtime
from bot.updates.poller import _OF_OTHER_CHATS, Poller
from bot.updates.worker import Worker
from db.database import Database
from db.locks import WorkerLock
from desk import DeskSettings
from desk.admin_settings.changes import CurrentSettings
from desk.people.call_chats import is_call_chat, make_chat_id
from desk.settings.defaults.groups import GroupPlace, GroupRules
from desk.settings.defaults.requests import PrivacyRules
from tests.flows.retention.expiry import find_traces
from tests.inbox import make_inbox
from tests.sql import execute, fetch

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
BOT, MIRA, KIM, ROOM = 77, 501, 502, -100200
GROUPS = GroupRules((GroupPlace(1, -5, allowed=False, answers_privately=False, is_there=True),), username="desk_bot")


def _user(number: int) -> dict[str, Any]:
    return {"id": number, "is_bot": number == BOT, "first_name": f"P{number}"}


class Calls:
    """A desk whose bot is called from elsewhere."""

    def __init__(self, database: Database, privacy: PrivacyRules) -> None:
        self.database, self._number = database, 100
        settings = CurrentSettings(replace(DeskSettings(bot_id=BOT), groups=GROUPS, privacy=privacy))
        self.runtime = Runtime(make_bot(f"{BOT}:AAAA", "http://127.0.0.1:9"), database, settings, lambda: NOW)
        self.poller = Poller(self.runtime, on_conflict=_never, into_inbox=make_inbox(database))
        self.filter, self.out = CallFilter(self.runtime), GuestCalls(self.runtime)
        self.worker_lock = WorkerLock(database.engine)
        self.worker = Worker(self.runtime, self.worker_lock)

    async def hears(self, said: str | None = "@desk_bot The lighthouse is dark", **more: Any) -> bool:
        """Pass a call on as the poller does, and let it be handled; return False if nothing of it was stored."""
        self._number += 1
        message: dict[str, Any] = {"message_id": 7, "date": int(NOW.timestamp()), "from": _user(MIRA), "text": said}
        message |= {"chat": {"id": ROOM, "type": "supergroup", "title": "Hall"}, "guest_query_id": str(self._number)}
        message |= more
        if str(message.get("caption") or message["text"]).startswith("@desk_bot"):
            named = {"type": "mention", "offset": 0, "length": 9}
            message["caption_entities" if message.get("caption") else "entities"] = [named]
        update = {"update_id": self._number, "guest_message": {k: one for k, one in message.items() if one is not None}}
        kept = await self.filter.filter_updates([update])
        if kept:
            await self.handle(kept)
        return bool(kept)

    async def handle(self, updates: list[dict[str, Any]]) -> None:
        await self.poller.store(updates)
        await self.worker.run_once()

    async def follows(self, caller: int) -> None:
        """Let somebody follow the link below the first request."""
        chat = {"id": caller, "type": "private"}
        message = {"message_id": 3, "date": 1, "chat": chat, "from": _user(caller), "text": "/start call1"}
        await self.handle([{"update_id": caller, "message": message}])

    async def read(self, query: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in await fetch(self, query)]


async def _never(_error: PollError) -> None:
    raise AssertionError


@pytest_asyncio.fixture
async def calls(database: Database, request: pytest.FixtureRequest) -> AsyncIterator[Calls]:
    made = Calls(database, getattr(request, "param", PrivacyRules()))
    await made.worker_lock.acquire()
    yield made
    await made.worker_lock.release()


NEVER_STORED: dict[str, dict[str, Any]] = {
    "another bot, which may answer ours for ever (hermes-agent#21587)": {"from": _user(BOT)},
    "a channel, or the group as an anonymous admin": {"sender_chat": {"id": ROOM, "type": "supergroup"}},
    "a post of a channel in its group": {"from": _user(777000)},
    "nobody": {"from": None},
    "a group that the bot is in: its message comes too (hermes-agent#21587)": {"chat": {"id": -5, "type": "group"}},
    "a call that cannot be answered": {"guest_query_id": ""},
    "no call": {"guest_query_id": None},
    "no chat": {"chat": None},
    "a list for a caller": {"from": []},
    "a number for a name": {"from": {"id": {"id": 1}, "is_bot": False}},
}


async def test_nothing_is_stored_of_what_is_no_call(calls: Calls) -> None:
    assert [name for name, more in NEVER_STORED.items() if await calls.hears(**more)] == []
    assert await find_traces(calls.database, "lighthouse") == {}
    assert await calls.read("select count(*) from people") == [(0,)]


_LONG = "The door is locked" + " a" * 1500


def _said(by: int, words: str) -> dict[str, Any]:
    return {"message_id": 3, "date": 1, "chat": {"id": ROOM, "type": "supergroup"}, "from": _user(by), "text": words}


async def test_what_the_caller_writes_is_their_request(calls: Calls) -> None:
    """With what they called the bot under, and nothing of who wrote that or where; what names nobody is for others."""
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9, "file_size": 9}]
    await calls.hears(guest_bot_caller_user=_user(KIM), reply_to_message=_said(99, "It blinks"))  # hermes-agent#56476
    await calls.hears("@desk_bot and hums", quote={"text": "secret-quote", "position": 0})  # soon after: the same
    await calls.hears("too", reply_to_message=_said(BOT, "🆕 #1 is filed"))  # to our message, without our name
    await calls.hears("me too", reply_to_message=_said(BOT, "🆕 #1 is filed"), **{"from": _user(KIM)})  # trace.moe#279
    await calls.hears("@desk_bot", reply_to_message=_said(MIRA, _LONG), **{"from": _user(KIM)})
    await calls.hears("@desk_bot", **{"from": _user(503)})  # nothing is asked
    await calls.hears("@desk_bot hello", **{"from": _user(503)})
    await calls.hears(None, caption="@desk_bot Look", photo=photo, **{"from": _user(504)})  # a picture alone is dropped
    odd = {**_user(505), "first_name": "\u202e<b>"}
    await calls.hears("@desk_bot \u202e\x00 #9 /close 1 " + "🙂" * 900, **{"from": odd})
    named = "select t.number, p.telegram_id, string_agg(left(e.body, 60), '|' order by e.id) from entries e"
    named += " join tickets t on t.id = e.ticket_id join people p on p.id = t.requester_id"
    found = await calls.read(f"{named} where e.kind = 'comment' group by 1, 2 order by 1")
    assert found[:3] == [
        (1, MIRA, "The lighthouse is dark\n\nIt blinks|and hums\ntoo"),
        (2, KIM, "The door is locked" + " a" * 21),
        (3, 504, "Look"),
    ]
    assert [row[1] for row in found] == [MIRA, KIM, 504, 505]
    assert await calls.read("select max(length(body)) from entries") == [(len(_LONG),)]
    for trace in ("secret-quote", "Hall", str(ROOM), "P99"):
        assert await find_traces(calls.database, trace) == {}
    started = "select count(*) from people where started_at is not null"
    assert await calls.read(started) == [(0,)]  # to call is no /start: nothing may be sent to them


async def test_what_is_said_in_one_chat_is_not_for_another(calls: Calls) -> None:
    """A call soon after another goes on with it in the same chat alone, also after a restart: others read its answer
    there. Of two callers in one chat nobody can tell that."""
    there = {"chat": {"id": ROOM - 1, "type": "supergroup"}}
    await calls.hears("@desk_bot My salary is late")
    await calls.hears("@desk_bot The street lamp is broken", **there)
    calls.filter = CallFilter(calls.runtime)
    await calls.hears("@desk_bot and it hums", **there)
    await calls.hears("@desk_bot since Monday")
    await calls.hears("@desk_bot My badge is lost", **{"from": _user(KIM)})
    said = "select string_agg(ticket_id || ' ' || body, '; ' order by id) from entries where kind = 'comment'"
    found = "1 My salary is late; 2 The street lamp is broken; 2 and it hums; 1 since Monday; 3 My badge is lost"
    assert await calls.read(said) == [(found,)]
    assert await calls.read("select count(distinct chat_digest) from guest_calls") == [(3,)]


async def test_a_call_is_taken_once_and_a_flood_is_one_request(calls: Calls) -> None:
    """Two updates with one query are one call (hermes-agent#21587); who is blocked gets no answer, and is kept."""
    for _ in range(2):
        await calls.hears(guest_query_id="same")
    for _ in range(5):
        await calls.hears("@desk_bot Anybody there with a lamp?")
    assert await calls.read("select count(*), count(distinct ticket_id) from guest_calls") == [(6, 1)]
    await execute(calls, "update people set barred_at = now() where telegram_id = 501")
    answered = await calls.read("select count(*) from jobs where box = 'to_telegram'")
    await calls.hears("@desk_bot The boathouse is dark")
    assert await calls.read("select body from entries where ticket_id is null") == [("The boathouse is dark",)]
    assert await calls.read("select count(*) from jobs where box = 'to_telegram'") == answered


Answer = Callable[[TelegramMethod[Any]], Any]


def _refuse(error: type[AiogramError], words: str, **more: Any) -> Answer:
    def answer(method: TelegramMethod[Any]) -> Any:
        raise error(method=method, message=words, **more)

    return answer


def _take(method: TelegramMethod[Any]) -> Any:
    return SentGuestMessage(inline_message_id="there") if isinstance(method, AnswerGuestQuery) else True


_LATE = _refuse(TelegramBadRequest, "Bad Request: query is too old and response timeout expired or query ID is invalid")
_LIMIT = _refuse(TelegramRetryAfter, "Too Many Requests", retry_after=3)
_SILENT = _refuse(TelegramNetworkError, "ServerDisconnectedError")
_AWAY = _refuse(TelegramNetworkError, "ClientConnectorError")
_BANNED = _refuse(TelegramBadRequest, "Bad Request: CHAT_WRITE_FORBIDDEN")
_INVALID = _refuse(TelegramBadRequest, "Bad Request: MESSAGE_ID_INVALID")
SENDING: dict[str, tuple[list[Answer], int, str]] = {
    "taken, and again as its record was lost: edited": ([_take, _take], 1, "there"),
    "too late (hermes-agent#21587)": ([_LATE], 1, "private"),
    "no answer came: not repeated (openclaw#56065)": ([_SILENT, _take], 1, "private"),
    "a limit: once more": ([_LIMIT, _take], 2, "there"),
    "nothing was sent: once more": ([_AWAY, _take], 2, "there"),
    "deleted there (aiogram_dialog#439)": ([_take, _INVALID], 1, "private"),
    "the bot was banned there (telegram-bot-api#857)": ([_take, _BANNED], 1, "private"),
}
"""What Telegram answers to each attempt, how often the call was answered, and where the request goes on."""


@pytest.mark.parametrize("kind", SENDING)
async def test_a_call_is_answered_once_or_goes_on_in_private(calls: Calls, kind: str) -> None:
    """The edit names the message alone: `chat_id` beside it is refused (python-telegram-bot#403, nutgram#149)."""
    answers, times, where = SENDING[kind]
    await calls.hears()
    asked, made = (await calls.read("select 2 * id from guest_calls"))[0][0], list[TelegramMethod[Any]]()
    for answer in answers:

        async def ask(method: TelegramMethod[Any], answer: Answer = answer) -> Any:
            made.append(method)
            return answer(method)

        there = {
            "chat_id": make_chat_id(1),
            "text": "It is filed",
            "reply_parameters": ReplyParameters(message_id=asked),
        }
        try:
            await calls.out.call(SendMessage(**there), ask)
        except (TelegramRetryAfter, TelegramNetworkError):
            continue
    answered = [one for one in made if isinstance(one, AnswerGuestQuery)]
    assert len(answered) == times
    assert answered[0].result.title  # an empty one is refused (trace.moe#276)
    edits = [one.model_dump(exclude_none=True) for one in made if isinstance(one, EditMessageText)]
    assert [one.get("inline_message_id") for one in edits] == ["there"] * (len(made) - times)
    assert all("chat_id" not in one and "message_id" not in one for one in edits)
    assert await calls.read("select is_private, inline_message_id from guest_calls c, tickets") == [
        (where == "private", None if where == "private" else "there")
    ]


async def test_the_link_is_the_callers_alone(calls: Calls) -> None:
    """Everybody in that chat sees the button: for others it opens nothing, and the request stays where it is."""
    await calls.hears()
    opened = "select string_agg(distinct p.telegram_id::text, ' ') from jobs j join people p on p.id = j.person_id"
    query = f"select is_private, ({opened} where encode(payload, 'escape') like '%open:1%') from tickets"  # noqa: S608
    for caller, found in ((KIM, (False, None)), (MIRA, (True, str(MIRA)))):
        await calls.follows(caller)
        assert await calls.read(query) == [found]


async def test_nothing_else_goes_there(calls: Calls) -> None:
    """A deletion is refused as Telegram refuses."""

    async def ask(method: TelegramMethod[Any]) -> Any:
        raise AssertionError(method)

    with pytest.raises(TelegramBadRequest):
        await calls.out.call(DeleteMessage(chat_id=make_chat_id(1), message_id=3), ask)
    ids = [make_chat_id(1), make_chat_id(2**40), ROOM, -(2**52), MIRA, None]
    assert [is_call_chat(one) for one in ids] == [True, True, False, False, False, False]


def test_telegram_is_asked_for_calls() -> None:
    """A kind that is not asked for never comes, without a word (hermes-agent#68061)."""
    assert "guest_message" in _OF_OTHER_CHATS
