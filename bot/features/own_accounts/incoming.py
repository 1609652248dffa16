"""Decides which updates of connected accounts are stored at all, and turns them into updates of one chat each.

Kept are words of people whose chat the owner lets the desk take, what the owner writes by hand to one of them while a
request is open, edits, deletions and presses there, and what becomes of the connection. Not kept are our own messages,
automatic ones of the owner, those of colleagues, of bots and of Telegram itself. A message then is one of a private
chat whose id names the account and the person (`desk/people/chat_ids.py`).

`sender_business_bot`, `is_from_offline`, BusinessMessagesDeleted: Bot API, Message and Update, and
tdlib/telegram-bot-api Client.cpp (`JsonMessage`, `add_new_business_message`), read 2026-11.
"""

import time
from collections.abc import Callable
from itertools import product

import structlog
from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiogram.methods import GetBusinessConnection
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.api.reach import PollError
from bot.runtime import Runtime
from bot.updates.batch import ChatFilter, Update, UpdateBatch, Where
from db.models import Message, Person
from desk import DeskSettings
from desk.own_accounts import taking
from desk.people import chat_ids
from desk.settings.defaults.groups import ConnectedAccount

log = structlog.get_logger(__name__)

_CONNECTION = "business_connection"
_DELETED = "deleted_business_messages"
_NEW = "business_message"
_MESSAGES = {_NEW: "message", "edited_business_message": "edited_message"}
UPDATES = (_CONNECTION, *_MESSAGES, _DELETED)
_PRESS, _CONSENT = "callback_query", "consent:"
_OF_TELEGRAM = frozenset({777000, 42777})  # login codes and service notes
_ELSEWHERE = ("external_reply", "reply_to_story")
_OF_OTHERS = ("pinned_message", "checklist_tasks_done", "checklist_tasks_added")  # hold another message
_MOST_OWNERS, _MOST_UNANSWERED, _REST_SECONDS = 1000, 5, 60.0


class OwnAccountFilter(ChatFilter):
    """The filter of connected accounts; `_owners`: by connection, whose it is as Telegram says, 0 for a connection that
    it does not know; `_unanswered`: how often in a row it did not say, as one connection must not stop all updates;
    `_asked_again`: when it is asked once more of such a connection, by `clock`, which is monotonic, in seconds. Raises
    PollError if Telegram does not say whose a connection is."""

    takes = frozenset({*product(UPDATES, Where), (_PRESS, Where.ACCOUNT)})

    def __init__(self, runtime: Runtime, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(runtime)
        self._clock = clock
        self._owners: dict[str, int] = {}
        self._asked_again: dict[str, float] = {}
        self._unanswered = 0

    async def _choose(self, batch: UpdateBatch, update: Update) -> list[Update]:
        kind = next((one for one in UPDATES if one in update), _PRESS)
        event = update[kind]
        if kind == _CONNECTION:
            return [self._choose_connection(update)]
        message = event["message"] if kind == _PRESS else event
        user_id = int(message["chat"]["id"])
        account = await self._find_account(batch.rules, str(message[f"{_CONNECTION}_id"]))
        if account is None or user_id in (*_OF_TELEGRAM, self._bot.id):
            return []
        chat_id = chat_ids.make_chat_id(account.id, user_id)
        agrees = kind == _PRESS and str(event.get("data")).startswith(_CONSENT)
        if agrees and await taking.has_open_request(batch.session, chat_id):
            return _choose_press(update, user_id, chat_id)  # also if the owner has left the team
        if not taking.is_taken(account, user_id):
            return []
        is_waiting = bool(await batch.list_waiting(chat_id))
        if await taking.is_left_out(batch.session, user_id, account.owner_chat):
            return []
        if kind == _DELETED:
            return await self._choose_deleted(batch.session, update, account, chat_id, is_waiting=is_waiting)
        if kind == _PRESS:
            return _choose_press(update, user_id, chat_id)
        said = {"update_id": update["update_id"], _MESSAGES[kind]: _rewrite(message, chat_id)}
        is_theirs = _is_said(message, user_id, account.owner_chat)
        if is_theirs is None:
            return []
        if kind == _NEW and is_theirs and not message.get("is_from_offline"):
            return await self._choose_new(batch.session, account, said, is_waiting=is_waiting)
        if is_waiting or await taking.has_open_request(batch.session, chat_id):
            return [said]
        known = self._bot.id, chat_id, int(message["message_id"])
        return [said] if await batch.session.get(Message, known) is not None else []

    def _choose_connection(self, update: Update) -> Update:
        """Return what became of a connection. Whether its owner is on the team is seen when it is handled: the words by
        which they join it may still wait."""
        said = update[_CONNECTION]
        self._remember(str(said["id"]), int(said["user"]["id"]))
        return {"update_id": update["update_id"], _CONNECTION: said}

    async def _choose_new(
        self, session: AsyncSession, account: ConnectedAccount, said: Update, *, is_waiting: bool
    ) -> list[Update]:
        """Return new words of the person that the owner has chosen, with all of their album."""
        message = said["message"]
        chat_id, album = message["chat"]["id"], message.get("media_group_id")
        key = (chat_id, album) if album is not None else None
        if taking.has_word(account, str(message.get("text") or message.get("caption") or "")):
            return self._held.open_album(account.id, key, said)
        if self._held.is_open(key) or is_waiting or await taking.has_open_request(session, chat_id):
            return [said]
        if key is not None:
            self._held.hold(account.id, (chat_id, message["message_id"]), key, said)
        return []

    async def _choose_deleted(
        self, session: AsyncSession, update: Update, account: ConnectedAccount, chat_id: int, *, is_waiting: bool
    ) -> list[Update]:
        """Return which messages were deleted, if any of the chat was ever stored."""
        said = update[_DELETED]
        ids = [int(one) for one in said["message_ids"]]
        for one in ids:
            self._held.forget(account.id, (chat_id, one))
        if not is_waiting and await session.scalar(select(Person.id).where(Person.telegram_id == chat_id)) is None:
            return []
        about = {f"{_CONNECTION}_id": said[f"{_CONNECTION}_id"], "chat": _make_chat(said["chat"], chat_id)}
        return [{"update_id": update["update_id"], _DELETED: {**about, "message_ids": ids}}]

    async def _find_account(self, rules: DeskSettings, connection_id: str) -> ConnectedAccount | None:
        """Return the connected account. Of a connection that is not known Telegram is asked whose it is: what says so
        may still wait. If it does not say, the connection is left out, and after a minute Telegram is asked again."""
        known = taking.find_connected(rules.own_accounts, connection_id, self._owners.get(connection_id))
        if known is not None or connection_id in self._owners or not rules.own_accounts:
            return known
        if self._clock() < self._asked_again.get(connection_id, 0.0):
            return None
        try:
            asked = await self._bot(GetBusinessConnection(business_connection_id=connection_id))
            self._remember(connection_id, asked.user.id)
        except TelegramBadRequest:
            self._remember(connection_id, 0)
        except AiogramError as error:
            self._unanswered += 1
            if self._unanswered < _MOST_UNANSWERED and connection_id not in self._asked_again:
                raise PollError(0, type(error).__name__) from None
            log.warning("Telegram does not say whose a connection is: it is left out", error=type(error).__name__)
            self._unanswered = 0
            self._asked_again[connection_id] = self._clock() + _REST_SECONDS
            return None
        self._unanswered = 0
        return taking.find_connected(rules.own_accounts, connection_id, self._owners[connection_id])

    def _remember(self, connection_id: str, owner: int) -> None:
        if len(self._owners) >= _MOST_OWNERS:
            self._owners.clear()
            self._asked_again.clear()
        self._asked_again.pop(connection_id, None)
        self._owners[connection_id] = owner


def _is_said(message: Update, user_id: int, owner_chat: int) -> bool | None:
    """Return True for what the person says, False for what the owner types by hand, and None for all else. What the
    owner's account sends by itself, as they scheduled it or were away, is none of it; the person's begins nothing."""
    sender = message.get("from") or {}
    if "sender_business_bot" in message or sender.get("is_bot", True) or any(one in message for one in _OF_OTHERS):
        return None
    if sender["id"] == user_id:
        return True
    return False if sender["id"] == owner_chat and not message.get("is_from_offline") else None


def _choose_press(update: Update, user_id: int, chat_id: int) -> list[Update]:
    """Return the press as one in the chat, if the person pressed: the owner sees the buttons too."""
    query = update[_PRESS]
    if query["from"]["id"] != user_id:
        return []
    message = _rewrite(query["message"], chat_id)
    pressed = {**query, "from": {**query["from"], "id": chat_id}, "message": message}
    return [{"update_id": update["update_id"], _PRESS: pressed}]


def _make_chat(chat: Update, chat_id: int) -> Update:
    return {**chat, "id": chat_id, "type": "private"}


def _rewrite(message: Update, chat_id: int) -> Update:
    """Return the message as one of the chat; of what it replies to only which message that is, and what is quoted of
    it, unless that is of another chat."""
    is_elsewhere = any(name in message for name in _ELSEWHERE)
    left_out = (f"{_CONNECTION}_id", *_ELSEWHERE, *(("quote",) if is_elsewhere else ()))
    kept = {name: value for name, value in message.items() if name not in left_out}
    kept["chat"] = _make_chat(message["chat"], chat_id)
    replied = kept.pop("reply_to_message", None)
    if isinstance(replied, dict):
        sender = replied.get("from") or {}
        by = {"id": sender.get("id", 0), "is_bot": False, "first_name": ""}
        about = {"message_id": replied["message_id"], "date": replied.get("date", 0)}
        kept["reply_to_message"] = {**about, "chat": kept["chat"], "from": by}
    return kept
