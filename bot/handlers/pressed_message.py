"""Looks up the message under a pressed button in the message map. A press that does not fit its message is outdated.

The base classes of all callback data, and a press. Each feature's `buttons.py` declares its own data, at most 64 bytes.
A number that PostgreSQL could not hold does not unpack, so forged data is unknown data.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from inspect import signature
from typing import Annotated, Any

from aiogram import BaseMiddleware, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message, TelegramObject
from pydantic import Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db import models
from desk import Desk, Outdated
from desk.outbox import Args, Slot

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
PageNumber = Annotated[int, Field(ge=1, le=10**6)]


class OfTicket(CallbackData, prefix="of-ticket"):
    """Base of the callback data of buttons about one ticket."""

    number: Id


class PageTurn(CallbackData, prefix="of-list"):
    """Base of the callback data of buttons that turn the page of a list."""

    page: PageNumber


class OfPerson(CallbackData, prefix="of-person"):
    """Base of the callback data of buttons about one person, by Telegram id."""

    person: Id


def handle_presses(router: Router, *handlers: Callable[..., Awaitable[None]]) -> None:
    """Register handlers of presses, each for the data that its `callback_data` is."""
    for handler in handlers:
        data = signature(handler).parameters["callback_data"].annotation
        router.callback_query.register(handler, data.filter())


def make_press_router(name: str, *handlers: Callable[..., Awaitable[None]]) -> Router:
    """Return a router of these handlers of presses."""
    made = Router(name=name)
    handle_presses(made, *handlers)
    return made


@dataclass(slots=True)
class Press:
    """A callback query. `say` shows a line for a moment, `alert` a box to close; the last call counts."""

    id: str
    data: str
    chat_id: int
    message_id: int
    key: str | None = None
    args: Args = field(default_factory=dict)
    boxed: bool = False

    @property
    def in_group(self) -> bool:
        """True if the button was pressed in a group (whose ids are below zero: Bot API, Chat, read 2026-11)."""
        return self.chat_id < 0

    def say(self, key: str, **args: str | int) -> None:
        """Answer with a line that disappears."""
        self.key, self.args, self.boxed = key, args, False

    def show_alert(self, key: str, **args: str | int) -> None:
        """Answer with a box that has to be closed."""
        self.key, self.args, self.boxed = key, args, True


_LISTS = (
    "list", "queue", "mine", "found", "all", "attention", "digest", "reminder", "surge", "announced", "earlier",
    "similar", "led",
)  # fmt: skip
_NOWHERE = Slot()
_RECORDED_WITHIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class PressedMessage:
    """The message under a pressed button: its slot, its ticket's number, its question, when it was sent.

    `recorded` False: the map does not know the message although Telegram shows the button; the message is very new, or
    is a copy of one whose answer was lost. `shown` False: Telegram says that the message does not have this button (any
    more).
    """

    slot: Slot = _NOWHERE
    number: int | None = None
    ticket_id: int | None = None
    question_id: int | None = None
    sent_at: datetime | None = None
    recorded: bool = True
    shown: bool = True

    @property
    def kind(self) -> str:
        """The kind of the slot: "card" of "card:42"; empty for a message that a newer one has replaced."""
        return "" if self.slot.past else self.slot.kind

    @property
    def words(self) -> str:
        """The words whose results the message shows. Raises Outdated if it does not say them."""
        if not (words := self.slot.key.removeprefix("?")):
            raise Outdated
        return words

    def require_ticket(self, number: int) -> None:
        """Raise Outdated if the message is not about ticket `#number`; a list is about those it shows."""
        if self.recorded and self.number != number and self.kind not in _LISTS:
            raise Outdated(self.number)

    def require_open(self) -> None:
        """Raise Outdated if the message no longer has this button, because its question was answered."""
        if not self.shown:
            raise Outdated(self.number)

    def require_newest(self, number: int) -> None:
        """Raise Outdated if a newer message of its slot has replaced it."""
        if self.slot.past:
            raise Outdated(number)

    def require_view(self, *kinds: str) -> None:
        """Raise Outdated if the message is of none of these kinds."""
        if self.recorded and self.kind not in kinds:
            raise Outdated(self.number)


class PressedMessageMiddleware(BaseMiddleware):
    """Gives handlers of presses their `pressed`; raises Outdated for a message that never had this button."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        """Look up the pressed message, then call the handler."""
        assert isinstance(event, CallbackQuery)
        press: Press = data["press"]
        pressed = await _spot_of(data["session"], data["bot_id"], press)
        shown = _shows(event, press.data)
        if pressed is None and shown and not await _is_forgotten(data["desk"], event):
            pressed = PressedMessage(recorded=False)
        if pressed is None:
            raise Outdated
        if shown is False:
            pressed = replace(pressed, shown=False)
        return await handler(event, {**data, "pressed": pressed})


async def _spot_of(session: AsyncSession, bot_id: int, press: Press) -> PressedMessage | None:
    """Return what the map knows of the pressed message; None if it does not know it."""
    found = await session.execute(
        select(
            models.Message.slot,
            models.Message.ticket_id,
            models.Message.question_id,
            models.Message.sent_at,
            models.Ticket.number,
        )
        .outerjoin(models.Ticket, models.Ticket.id == models.Message.ticket_id)
        .where(
            models.Message.bot_id == bot_id,
            models.Message.chat_id == press.chat_id,
            models.Message.message_id == press.message_id,
        )
    )
    row = found.one_or_none()
    if row is None:
        return None
    return PressedMessage(Slot.parse(row.slot or ""), row.number, row.ticket_id, row.question_id, row.sent_at)


async def _is_forgotten(desk: Desk, query: CallbackQuery) -> bool:
    """Return True for a message of the time that a restore has lost: its number may be another request's by now."""
    backup_at: datetime | None = await desk.session.scalar(select(models.DeskRow.backup_at))
    if backup_at is None or not isinstance(query.message, Message):
        return False
    return backup_at <= query.message.date < desk.now - _RECORDED_WITHIN


async def is_last(session: AsyncSession, bot_id: int, press: Press) -> bool:
    """Return True if no newer message is known in the chat of the pressed one."""
    known = select(models.Message.message_id).where(
        models.Message.bot_id == bot_id, models.Message.chat_id == press.chat_id
    )
    newest = await session.scalar(known.order_by(models.Message.message_id.desc()).limit(1))
    return newest is None or newest <= press.message_id


def _shows(query: CallbackQuery, data: str) -> bool | None:
    """Return True if Telegram itself says that the message has this button; None if it no longer shows us the
    message."""
    message = query.message
    if not isinstance(message, Message):
        return None
    if message.reply_markup is None:
        return False
    return any(b.callback_data == data for row in message.reply_markup.inline_keyboard for b in row)
