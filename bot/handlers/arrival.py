"""An update as it is read, once: what it is, where it is from, who caused it, which button or command it is."""

from dataclasses import dataclass

from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.types import (
    CallbackQuery,
    ChatMemberUpdated,
    Message,
    MessageReactionUpdated,
    TelegramObject,
    Update,
    User,
)

from bot.feature import OtherChats
from bot.features.registry import COMMANDS, find_source
from bot.handlers import TypedCommand
from bot.handlers.pressed_message import Press


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update with its event, and what everybody asks of it.

    `source`: the chats of another kind that it is from. `is_elsewhere`: it is from a group or channel, and no press.
    `has_left`: a person blocked the bot. `typed`: the command that the message begins with.
    """

    update: Update
    kind: str
    event: TelegramObject
    source: OtherChats | None
    sender: User | None
    is_elsewhere: bool
    has_left: bool
    press: Press | None
    typed: TypedCommand | None


def read_arrival(update: Update) -> Arrival:
    """Read an update."""
    kind, event = next(((kind, one) for kind, one in update if isinstance(one, TelegramObject)), ("", update))
    member = event if isinstance(event, ChatMemberUpdated) else None
    return Arrival(
        update,
        kind,
        event,
        find_source(update),
        _find_sender(event),
        is_elsewhere=isinstance(event, _OfChat) and event.chat.type != ChatType.PRIVATE,
        has_left=member is not None and member.new_chat_member.status == ChatMemberStatus.KICKED,
        press=_read_press(event) if isinstance(event, CallbackQuery) else None,
        typed=COMMANDS.read_command(event) if isinstance(event, Message) else None,
    )


_OfChat = Message | MessageReactionUpdated | ChatMemberUpdated


def _find_sender(event: TelegramObject) -> User | None:
    if isinstance(event, MessageReactionUpdated):
        return event.user
    return event.from_user if isinstance(event, Message | CallbackQuery | ChatMemberUpdated) else None


def _read_press(query: CallbackQuery) -> Press:
    message = query.message
    chat_id = message.chat.id if message else query.from_user.id
    return Press(query.id, query.data or "", chat_id, message.message_id if message else 0)
