"""Accounts of the team: which of their updates are stored, what becomes of those, and which calls go out through them.

Kinds that other bots have stumbled over name their reports; those of one kind share a line.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError
from aiogram.methods import CopyMessage, DeleteMessage, EditMessageText, SendMessage, SetMessageReaction, TelegramMethod
from aiohttp import web
from sqlalchemy import update

from bot.api.client import make_bot
from bot.api.failures import classify_failure
from bot.api.reach import PollError
from bot.features.own_accounts.incoming import OwnAccountFilter
from bot.features.own_accounts.outgoing import ConnectedCalls
from bot.runtime import Runtime
from bot.updates.poller import Poller
from bot.updates.worker import Worker
from db.database import Database
from db.locks import WorkerLock
from db.models import Origin, OwnAccount, Person, Role
from db.queue import Park
from desk import Desk, DeskSettings
from desk.admin_settings.changes import CurrentSettings, bump_settings_version
from desk.own_accounts.taking import make_digest
from desk.people.chat_ids import make_chat_id
from tests.flows.retention.expiry import find_traces
from tests.flows.servers import hang_up, serving
from tests.inbox import make_inbox
from tests.sql import execute, fetch

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
BOT, OLGA, IVAN, NINA, ROSA, ZOE, MIRA, KIM = 77, 6, 7, 8, 9, 10, 501, 502


def _user(number: int) -> dict[str, Any]:
    return {"id": number, "is_bot": number == BOT, "first_name": f"P{number}"}


class Accounts:
    """Olga's account takes all but Kim's words, Ivan's those with "help", Nina's nothing yet; Rosa has left the team,
    and Zoe's may not reply."""

    def __init__(self, database: Database, url: str) -> None:
        self.database, self._number = database, 100
        settings = CurrentSettings(DeskSettings(bot_id=BOT))
        self.runtime = Runtime(make_bot(f"{BOT}:AAAA", url), database, settings, lambda: NOW)
        self.poller = Poller(self.runtime, on_conflict=_never, into_inbox=make_inbox(database))
        self.filter = OwnAccountFilter(self.runtime)

    async def lay_out(self) -> None:
        async with self.database.unit_of_work() as session:
            for owner, name in {OLGA: "all", IVAN: "word", NINA: "none", ROSA: "left", ZOE: "mute"}.items():
                row = Person(name=name, telegram_id=owner, role=Role.AGENT, created_at=NOW, started_at=NOW)
                row.dismissed_at = NOW if owner == ROSA else None
                session.add(row)
                await session.flush()
                account = OwnAccount(owner_id=row.id, connection_id=name, salt="salt", connected_at=NOW)
                account.is_enabled, account.can_reply, account.can_delete = True, owner != ZOE, True
                account.chosen_at, account.word = None if owner == NINA else NOW, "help" if owner == IVAN else None
                account.excluded = [make_digest("salt", KIM)]
                session.add(account)
            await bump_settings_version(Desk(session, Origin.CLOCK, None, now=NOW, rules=DeskSettings()))

    async def hears(self, kind: str = "business_message", **more: Any) -> bool:
        """Pass an update on as the poller does, and let it be handled; return False if nothing of it was stored."""
        self._number += 1
        message: dict[str, Any] = {"message_id": self._number, "date": int(NOW.timestamp()), "from": _user(MIRA)}
        message |= {"business_connection_id": "all", "chat": {"id": MIRA, "type": "private"}}
        message |= {"text": "The lighthouse is dark", **more}
        update = {"update_id": self._number, kind: {name: one for name, one in message.items() if one is not None}}
        kept = await self.filter.filter_updates([update])
        await self.poller.store(kept)
        worker_lock = WorkerLock(self.database.engine)
        await worker_lock.acquire()
        await Worker(self.runtime, worker_lock).run_once()
        await worker_lock.release()
        return bool(kept)

    async def read(self, query: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in await fetch(self, query)]


async def _never(_error: PollError) -> None:
    raise AssertionError


async def _tell_owner(request: web.Request) -> web.Response:
    wanted = (await request.post()).get("business_connection_id")
    if wanted != "anew":
        refused = {"ok": False, "error_code": 400, "description": "BUSINESS_CONNECTION_INVALID"}
        return web.json_response(refused, status=400)
    about = {"id": wanted, "user": _user(OLGA), "user_chat_id": OLGA, "date": 1, "is_enabled": True}
    return web.json_response({"ok": True, "result": about})


@pytest_asyncio.fixture
async def accounts(database: Database) -> AsyncIterator[Accounts]:
    app = web.Application()
    app.router.add_post("/bot{token}/getBusinessConnection", _tell_owner)
    async with serving(app) as url:
        made = Accounts(database, url)
        await made.lay_out()
        yield made
        await hang_up(made.runtime.bot)


_OLD = {"message_id": 3, "date": 1, "chat": {"id": MIRA, "type": "private"}, "text": "the lighthouse"}
_BY_OLGA, _EDITED = {"from": _user(OLGA)}, {"kind": "edited_business_message", "edit_date": 2}
NEVER_STORED: dict[str, dict[str, Any]] = {
    "our own message comes back (opentulpa#33)": {**_BY_OLGA, "sender_business_bot": _user(BOT)},
    "an automatic greeting": {**_BY_OLGA, "is_from_offline": True},
    "an automatic answer of the person's": {"is_from_offline": True},
    "a bot in the account": {"from": _user(BOT)},
    "nobody": {"from": None},
    "the owner where nothing is open (hermes-agent#42400)": _BY_OLGA,
    "saved messages: the chat is the owner's own (grammY#846)": {**_BY_OLGA, "chat": {"id": OLGA, "type": "private"}},
    "a colleague": {"from": _user(IVAN), "chat": {"id": IVAN, "type": "private"}},
    "codes of Telegram's": {"from": _user(777000), "chat": {"id": 777000, "type": "private"}},
    "the chat with the bot": {**_BY_OLGA, "chat": {"id": BOT, "type": "private"}},
    "somebody who is not of the chat (openclaw#31984)": {"from": _user(KIM)},
    "an excluded person": {"from": _user(KIM), "chat": {"id": KIM, "type": "private"}},
    "an edit of an excluded person's": {**_EDITED, "from": _user(KIM), "chat": {"id": KIM, "type": "private"}},
    "a pinned message of before": {"text": None, "pinned_message": _OLD},
    "a checked task of before": {"text": None, "checklist_tasks_done": {"checklist_message": _OLD}},
    "an edit of before (node-telegram-bot-api#1251)": _EDITED,
    "an edit of the owner's of before": {**_EDITED, **_BY_OLGA},
    "a deletion of what is not known": {"kind": "deleted_business_messages", "message_ids": [1, 2**62]},
    "a connection of a stranger's (nutgram#908)": {"business_connection_id": "nobody"},
    "an empty connection (adapter-telegram#78)": {"business_connection_id": ""},
    "a connection as an object (java-telegram-bot-api#400)": {"business_connection_id": {"id": "all"}},
    "before a choice": {"business_connection_id": "none"},
    "without the word": {"business_connection_id": "word"},
    "of who has left": {"business_connection_id": "left"},
    "a number that is no id": {"chat": {"id": 2**60, "type": "private"}},
    "one that no column holds": {"chat": {"id": 2**70, "type": "private"}},
    "no number": {"chat": {"id": float("inf"), "type": "private"}},
    "no chat": {"chat": None},
    "a list for a chat": {"chat": []},
}


async def test_nothing_is_stored_of_what_is_no_request(accounts: Accounts) -> None:
    """Neither in the inbox nor elsewhere, of the chat neither; a press is the person's, not the owner's."""
    assert [name for name, more in NEVER_STORED.items() if await accounts.hears(**more)] == []
    assert await find_traces(accounts.database, "lighthouse") == {}
    assert await accounts.read("select count(*) from people where telegram_id > 100") == [(0,)]
    stranger = {"id": "x", "user": _user(MIRA), "user_chat_id": MIRA, "is_enabled": True}
    assert await accounts.hears("business_connection", **stranger)  # who joins the team by then is none
    assert await accounts.read("select count(*) from own_accounts") == [(5,)]
    assert await find_traces(accounts.database, f"P{MIRA}") == {}
    message = {**_OLD, "business_connection_id": "all", "from": _user(OLGA)}
    press = {"id": "1", "chat_instance": "", "data": "solved:1:yes", "message": message}
    updates = [{"update_id": by, "callback_query": {**press, "from": _user(by)}} for by in (OLGA, MIRA)]
    [kept] = await accounts.filter.filter_updates(updates)  # aiogram#1520
    about = kept["callback_query"]["message"]
    assert (kept["update_id"], about["chat"]["id"]) == (MIRA, make_chat_id(1, MIRA))
    assert "business_connection_id" not in about


async def test_what_people_write_is_a_request_of_that_account_alone(accounts: Accounts) -> None:
    """The same person by two colleagues and by the bot is three requesters; the owner's words go to their own."""
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9, "file_size": 9}]
    quote = {"quote": {"text": "the short ones", "position": 0}, "reply_to_message": {**_OLD, "from": _user(OLGA)}}
    elsewhere = {"external_reply": {"origin": {}}, "quote": {"text": "the lighthouse", "position": 0}}
    for more in (
        {"text": "hello"},  # no request yet
        {"text": "The printer is broken", **quote},
        {"text": None, "caption": "Look", "photo": photo},  # hermes-agent#46728
        {"text": "/help"},  # only words here
        {"text": "/help", "message_id": 104},  # told again, as by another connection: known
        {"text": "In room 12", "is_from_offline": True, **elsewhere},  # scheduled
        {"business_connection_id": "anew", "text": "It blinks"},
        {"business_connection_id": "word", "text": "Please HELP with the door"},
        {"business_connection_id": "word", "text": "In hall B"},
    ):
        assert await accounts.hears(**more)
    assert await accounts.hears(business_connection_id="word", text="I have the key", **{"from": _user(IVAN)})
    assert await accounts.hears(text="I come at once", **_BY_OLGA)
    in_own_chat = {"update_id": 900, "message": {**_OLD, "from": _user(MIRA), "text": "The lamp is dark"}}
    assert await accounts.filter.filter_updates([in_own_chat]) == [in_own_chat]
    assert await find_traces(accounts.database, "lighthouse") == {}
    assert await accounts.read("select quote from entries where quote is not null") == [("the short ones",)]
    words = (
        "select t.number, string_agg(e.body, E'\n' order by e.id) from entries e join tickets t on t.id = e.ticket_id"
    )
    assert await accounts.read(f"{words} group by 1 order by 1") == [
        (1, "The printer is broken\nLook\n/help\nIn room 12\nIt blinks\nI come at once"),
        (2, "Please HELP with the door\nIn hall B\nI have the key"),
    ]
    chats = await accounts.read("select telegram_id from people where telegram_id > 100 order by 1")
    assert chats == [(make_chat_id(1, MIRA),), (make_chat_id(2, MIRA),)]


async def test_what_the_owner_types_is_an_answer_whatever_it_looks_like(accounts: Accounts) -> None:
    """The person has read it, so that no command is run, nothing is asked and nothing is lost."""
    await accounts.hears(text="The printer is broken")
    typed = ["/resolve it works", "// between us", "undo", "I'll take it", "wrong chat", "not us", "/delete", "#key"]
    for words in typed:
        assert await accounts.hears(text=words, **_BY_OLGA)
    for words in ("/close 1", "// once more", "undo that"):
        assert await accounts.hears(**{**_EDITED, **_BY_OLGA, "message_id": 102, "text": words})
    said = "select kind || ' ' || body from entries where withdrawn_at is null order by id"
    expected = ["comment The printer is broken", *(f"reply {one}" for one in ["undo that", *typed[1:]])]
    assert [one for (one,) in await accounts.read(said)] == expected
    assert await accounts.read("select status, filed_at from tickets") == [("new", None)], "it stays with her"
    sent = "select count(*) from jobs where entry_id is not null and person_id = (select max(id) from people)"
    assert await accounts.read(sent + " and encode(payload, 'escape') not like '%edit%'") == [(0,)]  # she has read it
    assert await accounts.hears("deleted_business_messages", message_ids=[102, 103, 99])
    assert len(await accounts.read(said)) == len(typed) - 1, "only its owner has seen it"


async def test_one_connection_does_not_stop_all_updates(accounts: Accounts) -> None:
    """While Telegram does not say whose it is, the batch comes again; then that one is left out, for a minute."""
    away, at = make_bot(f"{BOT}:AAAA", "http://127.0.0.1:9"), [0.0]
    found = OwnAccountFilter(accounts.runtime._replace(bot=away), clock=lambda: at[0])
    message = {**_OLD, "business_connection_id": "anew", "from": _user(MIRA)}
    batch = [{"update_id": 1, "business_message": message}, {"update_id": 2, "message": _OLD}]
    for _ in range(4):
        with pytest.raises(PollError):
            await found.filter_updates(batch)
    assert await found.filter_updates(batch) == batch[1:]
    await away.session.close()
    found._bot = accounts.runtime.bot
    assert await found.filter_updates(batch) == batch[1:]
    at[0] = 61.0
    assert len(await found.filter_updates(batch)) == 2


def _calls(chat: int) -> list[TelegramMethod[Any]]:
    kinds = (SendMessage, EditMessageText, DeleteMessage, SetMessageReaction)
    of_chat = [kind.model_construct(chat_id=chat, message_id=4, text="x") for kind in kinds]
    return [*of_chat, CopyMessage(chat_id=OLGA, from_chat_id=chat, message_id=4)]


async def test_calls_go_out_through_the_connection_or_not_at_all(accounts: Accounts) -> None:
    """Each names connection and person, deletions have a method of their own, and what has none is refused as Telegram
    refuses: never is the person's own chat with the bot meant (n8n#14009, grammY#775, openclaw#128358,
    pyTelegramBotAPI#2257, python-telegram-bot#4866)."""
    calls = ConnectedCalls(accounts.database)

    async def made(method: TelegramMethod[Any]) -> str:
        try:
            done = await calls.convert(method)
        except TelegramBadRequest as error:
            return error.message.rpartition(" ")[2]
        sent = done.model_dump(exclude_none=True)
        return f"{type(done).__name__} {sent.get('business_connection_id')} {sent.get('chat_id')}"

    await execute(accounts, update(OwnAccount).where(OwnAccount.id == 2).values(is_enabled=False))
    through = [f"SendMessage all {MIRA}", f"EditMessageText all {MIRA}", "DeleteBusinessMessages all None"]
    assert [await made(one) for one in _calls(make_chat_id(1, MIRA))] == [*through, "account", "account"]
    for ended in (2, 4, 5, 6):  # ended, its owner has left, may not reply, never was
        assert await made(_calls(make_chat_id(ended, MIRA))[0]) == "BUSINESS_CONNECTION_INVALID"


REFUSED: dict[str, tuple[type[TelegramAPIError], bool]] = {
    "Forbidden: BOT_ACCESS_FORBIDDEN": (TelegramForbiddenError, True),
    "Forbidden: bot can't initiate conversation with a user (vercel/chat#887)": (TelegramForbiddenError, True),
    "Forbidden: user is deactivated": (TelegramForbiddenError, False),
    "Bad Request: business connection not found (aiogram#1742)": (TelegramBadRequest, True),
    "Bad Request: PEER_ID_INVALID (gramjs#700)": (TelegramBadRequest, True),
    "Bad Request: not enough rights to send text messages to the chat": (TelegramBadRequest, True),
    "Bad Request: YOU_BLOCKED_USER": (TelegramBadRequest, True),
    "Bad Request: ALLOW_PAYMENT_REQUIRED_5": (TelegramBadRequest, True),
    "Bad Request: message is too long": (TelegramBadRequest, False),
    "Bad Request: VOICE_MESSAGES_FORBIDDEN": (TelegramBadRequest, False),
}


async def test_in_whatever_words_an_account_may_send_nothing_answers_wait(accounts: Accounts) -> None:
    """Which error follows a right that was taken back is not documented; what is wrong with the words is no such."""
    calls = ConnectedCalls(accounts.database)
    for said, (kind, waits) in REFUSED.items():

        async def refuse(method: TelegramMethod[Any], said: str = said, kind: Any = kind) -> None:
            raise kind(method, said)

        with pytest.raises(TelegramBadRequest if waits else kind) as raised:
            await calls.call(SendMessage(chat_id=make_chat_id(1, MIRA), text="x"), refuse)
        verdict = classify_failure(raised.value, attempts=0, now=NOW).verdict
        assert isinstance(verdict, Park) is waits, said
