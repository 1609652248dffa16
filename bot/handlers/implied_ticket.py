"""Completes a command that names no ticket: in a reply it is about that message's ticket, else about the one that the
agent writes to (focus)."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import Message, TelegramObject

from bot.content.message import read_message
from bot.handlers.commands import CommandTable, TypedCommand
from desk import Desk, Refused
from desk.inbound import reply_target
from desk.policy import permissions
from desk.queries import tickets
from desk.questions import focus


class ImpliedTicket(BaseMiddleware):
    """Completes the `command` of handlers. Raises Refused if a typed number and the other ticket may both be meant."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        """Look at what the command replies to, or the focus, then call the handler."""
        command: TypedCommand | None = data.get("command")
        if isinstance(event, Message) and command is not None:
            data = {**data, "command": await _add_number(event, command, data["desk"], data["commands"])}
        return await handler(event, data)


async def _add_number(message: Message, command: TypedCommand, desk: Desk, commands: CommandTable) -> TypedCommand:
    typed, said = command.number, command.after_number.text.strip()
    says_all = typed is not None and bool(said) == commands.has_two_numbers(command.name)
    if not commands.is_of_ticket(command.name) or command.has_sign or says_all:
        return command
    if message.reply_to_message is not None:
        implied = await reply_target.find_number(desk, read_message(message, now=desk.now))
    elif permissions.is_staff(desk.require_actor()) and not commands.has_own_meaning(command.name):
        implied = await focus.find_number(desk, with_words=commands.is_sent(command.name) and bool(said))
    else:
        return command
    if implied is None or (said and implied == typed):
        return command
    if typed is not None and said and await _is_ticket(desk, typed):
        _refuse_unclear(message, command, commands, typed, implied)
        return command
    return replace(command, replied=implied)


async def _is_ticket(desk: Desk, number: int) -> bool:
    return await tickets.find_ticket_id(desk.session, number, desk.require_actor()) is not None


def _refuse_unclear(message: Message, command: TypedCommand, commands: CommandTable, typed: int, implied: int) -> None:
    """Raise Refused unless the typed number counts: in focus it does, but for words that would be sent."""
    if message.reply_to_message is not None:
        raise Refused("reply-or-number", command=command.name, number=typed, replied=implied)
    if commands.is_sent(command.name):
        raise Refused("focus-or-number", command=command.name, number=typed, focused=implied)
