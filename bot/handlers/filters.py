"""Filters of handlers: which messages they take, and from whom."""

import re

from aiogram.enums import ChatType
from aiogram.filters import Filter
from aiogram.types import ChatMemberUpdated, Message, MessageReactionUpdated

from bot.content.message import read_message
from bot.handlers.commands import CommandTable, TypedCommand
from db.models import Person
from desk import Desk
from desk.inbound import reply_target
from desk.policy import permissions
from desk.text import RichText

_LINK = re.compile(r"\s*(?:https?://)?(?:t|telegram)\.me/(\w+)\?start=([\w-]+)\s*", re.ASCII | re.IGNORECASE)


class CommandFilter(Filter):
    """Takes messages that begin with one of these commands; the handler gets it as `command`."""

    def __init__(self, *names: str) -> None:
        self.names = frozenset(names)

    async def __call__(self, message: Message, commands: CommandTable, desk: Desk) -> bool | dict[str, TypedCommand]:
        """Return the command if it is one of these and switched on, else False."""
        command = commands.read_command(message)
        if command is None or command.name not in self.names or not commands.is_on(command.name, desk.rules):
            return False
        return {"command": command}


class PastedLink(Filter):
    """Takes messages of requesters that are nothing but a link to this bot, pasted where it was to be opened: its code
    must not become the words of a ticket. The handler gets it as the command `/start`."""

    async def __call__(self, message: Message, desk: Desk, me: Person) -> bool | dict[str, TypedCommand]:
        """Return the command if the message is such a link, else False."""
        found = None if permissions.is_staff(me) else _LINK.fullmatch(message.text or "")
        if found is None or found[1].casefold() != desk.rules.groups.username.casefold():
            return False
        return {"command": TypedCommand("start", RichText(found[2]))}


class IsPrivate(Filter):
    """Takes updates of private chats only. It is a coroutine on purpose: aiogram runs plain callables such as `F` in a
    thread."""

    async def __call__(self, event: Message | ChatMemberUpdated | MessageReactionUpdated) -> bool:
        """Return True in a private chat."""
        return event.chat.type == ChatType.PRIVATE


class IsPayment(Filter):
    """Takes messages of Telegram about a payment that was made."""

    async def __call__(self, message: Message) -> bool:
        """Return True for such a message."""
        return message.successful_payment is not None


class IsStaff(Filter):
    """Takes updates of agents and admins, by the role they have now."""

    async def __call__(self, _event: object, me: Person) -> bool:
        """Return True if `me` is an agent or admin."""
        return permissions.is_staff(me)


class FileAnswers(Filter):
    """Takes files that reply to a message with this kind of slot. The database is asked only about messages of bots."""

    def __init__(self, slot_kind: str) -> None:
        self._slot_kind = slot_kind

    async def __call__(self, message: Message, desk: Desk) -> bool:
        """Return True if it answers such a message."""
        asked = message.reply_to_message
        if message.document is None or asked is None or asked.from_user is None or not asked.from_user.is_bot:
            return False
        return await reply_target.find_slot_kind(desk, read_message(message, now=desk.now)) == self._slot_kind


class HasOrganizations(Filter):
    """Takes updates while organizations are switched on."""

    async def __call__(self, _event: object, desk: Desk) -> bool:
        """Return True while they are."""
        return desk.rules.organizations.enabled
