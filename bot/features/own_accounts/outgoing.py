"""Turns calls for a chat in a connected account into calls through its connection.

Methods without `business_connection_id` (reactions, copies) are refused as Telegram refuses; a message is deleted by
deleteBusinessMessages (Bot API, read 2026-11). Whether an account may be used, and its owner is on the team, is read
before each call.
"""

from typing import Any

from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.methods import DeleteBusinessMessages, DeleteMessage, TelegramMethod

from bot.api import failures
from bot.feature import Ask
from db.database import Database
from db.models import OwnAccount, Person
from desk.people import chat_ids
from desk.policy.permissions import Grant, has_grant

_ENDED = "Bad Request: BUSINESS_CONNECTION_INVALID"
_NOT_NOW = "Bad Request: BUSINESS_CONNECTION_NOT_ALLOWED"
_SHUT = (*failures.SHUT, "access_forbidden", "you_blocked_user", "privacy_premium_required", "allow_payment_required",
         "peer_id_invalid")  # fmt: skip
"""By which Telegram may refuse anything for this person now (core.telegram.org/method/messages.sendMessage, read
2026-11; which of them follows a right that was taken back is not documented)."""
_NO_METHOD = "Bad Request: this cannot be done in a connected account"


class ConnectedCalls:
    """The calls of one bot."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def call(self, method: TelegramMethod[Any], ask: Ask) -> Any:
        """Make the call through the connection. Raises TelegramBadRequest that says so if the account may not send to
        this person now, in whatever words Telegram refuses it."""
        made = await self.convert(method)
        try:
            return await ask(made)
        except (TelegramForbiddenError, TelegramBadRequest) as error:
            if not _is_not_now(error):
                raise
            raise TelegramBadRequest(method, f"{_NOT_NOW} ({error.message})") from None

    async def convert(self, method: TelegramMethod[Any]) -> TelegramMethod[Any]:
        """Return the call as it is made. Raises TelegramBadRequest for what cannot be done through the connection."""
        if chat_ids.is_own_chat(getattr(method, "from_chat_id", None)):
            raise TelegramBadRequest(method, _NO_METHOD)
        chat: int = method.chat_id  # type: ignore[attr-defined]
        async with self._database.reading() as session:
            account = await session.get(OwnAccount, chat_ids.get_account_id(chat))
            owner = await session.get(Person, account.owner_id) if account is not None else None
        is_on_team = owner is not None and has_grant(owner, Grant.WORK)
        if account is None or not (account.is_enabled and account.can_reply and is_on_team):
            raise TelegramBadRequest(method, _ENDED)
        if isinstance(method, DeleteMessage):
            return DeleteBusinessMessages(business_connection_id=account.connection_id, message_ids=[method.message_id])
        if "business_connection_id" not in type(method).model_fields:
            raise TelegramBadRequest(method, _NO_METHOD)
        there = {"chat_id": chat_ids.get_user_id(chat), "business_connection_id": account.connection_id}
        return method.model_copy(update=there)


def _is_not_now(error: TelegramForbiddenError | TelegramBadRequest) -> bool:
    is_gone = failures.has_any_text(error, failures.GONE_TEXTS)
    return not is_gone and (isinstance(error, TelegramForbiddenError) or failures.has_any_text(error, _SHUT))
