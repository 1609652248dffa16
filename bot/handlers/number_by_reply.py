"""Completes a command that is given as a reply: it is about the ticket of the message it replies to, and needs no
number."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import Message, TelegramObject

from bot.content.message import read_message
from bot.handlers.commands import CommandTable, TypedCommand
from desk import Desk, Refused
from desk.inbound import reply_target
from desk.queries import tickets


class NumberByReply(BaseMiddleware):
    """Completes the `command` of handlers. Raises Refused if a typed number and the reply may both be meant."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        """Look at the message that the command replies to, then call the handler."""
        command: TypedCommand | None = data.get("command")
        if isinstance(event, Message) and event.reply_to_message is not None and command is not None:
            data = {**data, "command": await _add_number(event, command, data["desk"], data["commands"])}
        return await handler(event, data)


async def _add_number(message: Message, command: TypedCommand, desk: Desk, commands: CommandTable) -> TypedCommand:
    typed, said = command.number, command.after_number.text.strip()
    says_all = typed is not None and bool(said) == commands.has_two_numbers(command.name)
    if not commands.is_of_ticket(command.name) or command.has_sign or says_all:
        return command
    replied = await reply_target.find_number(desk, read_message(message, now=desk.now))
    if replied is None or (said and replied == typed):
        return command
    if (
        typed is not None
        and said
        and await tickets.find_ticket_id(desk.session, typed, desk.require_actor()) is not None
    ):
        raise Refused("reply-or-number", command=command.name, number=typed, replied=replied)
    return replace(command, replied=replied)
