"""Refuses, in the staff group, commands that are not about the ticket replied to: what they show is for one person."""

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import Message

from bot.handlers import CommandTable, respond
from desk import Desk

_ALSO = "delete"  # withdraws the message replied to


def make_gate() -> Router:
    """Return a new router that is asked before those of the commands."""
    made = Router(name="staff_group")
    made.message.register(_refuse_command, _IsOfChat())
    return made


class _IsOfChat(Filter):
    """Takes commands in the staff group that name no ticket, or show money, which not all of the team may see."""

    async def __call__(self, message: Message, commands: CommandTable, desk: Desk) -> bool:
        command = commands.read_command(message) if desk.spot is not None else None
        if command is None or not commands.is_known(command.name):
            return False
        if commands.by_name[command.name].of_payments:
            return True
        return not commands.is_of_ticket(command.name) and command.name != _ALSO


async def _refuse_command(_message: Message, desk: Desk) -> None:
    """Say where the command works."""
    respond.post_line(desk, "group-command-private", bot=desk.rules.groups.username)
