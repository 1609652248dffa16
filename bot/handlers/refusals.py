"""Refuses commands before any feature sees them: staff commands from requesters, commands and presses that somebody's
role does not allow, and arguments of commands that take none. Nothing is filed or changed."""

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from bot.features.button_grants import find_button_grant
from bot.handlers import respond
from bot.handlers.commands import CommandTable, TypedCommand
from bot.handlers.filters import CommandFilter, IsPrivate, IsStaff
from db.models import Person
from desk import Desk, NotAllowed
from desk.policy import permissions
from desk.policy.grants import has_grant


def make_router(commands: CommandTable) -> Router:
    """Return a fresh router of these refusals."""
    made = Router(name="refusals")
    made.message.filter(IsPrivate())
    made.message.register(refuse_requester, CommandFilter(*commands.only_staff), _IsNotStaff())
    made.message.register(refuse_ungranted, _NeedsGrant(*commands.by_name))
    made.callback_query.register(refuse_press, _PressNeedsGrant())
    made.message.register(refuse_words, _HasWords(*commands.alone))
    return made


class _IsNotStaff(IsStaff):
    async def __call__(self, _event: object, me: Person) -> bool:
        return not await super().__call__(_event, me)


class _NeedsGrant(CommandFilter):
    """Takes commands of staff, even switched off, for which the person lacks the grant."""

    async def __call__(self, message: Message, commands: CommandTable, desk: Desk) -> bool:
        command, me = commands.read_command(message), desk.require_actor()
        return command is not None and permissions.is_staff(me) and not commands.may_use(me, command.name)


class _PressNeedsGrant(Filter):
    """Takes presses on buttons of staff for which the person lacks the grant."""

    async def __call__(self, query: CallbackQuery, me: Person) -> bool:
        needed = find_button_grant(query.data or "")
        return needed is not None and permissions.is_staff(me) and not has_grant(me, needed)


class _HasWords(CommandFilter):
    """Takes one of these commands if words follow it."""

    async def __call__(self, message: Message, commands: CommandTable, desk: Desk) -> bool | dict[str, TypedCommand]:
        command = commands.read_command(message)
        has_words = command is not None and bool(command.words.text.strip())
        return has_words and await super().__call__(message, commands, desk)


async def refuse_requester(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Say that the command is only for the team."""
    respond.post_line(desk, "only-team", command=command.name)


async def refuse_ungranted(_message: Message, desk: Desk) -> None:
    """Say that the person's role does not allow the command."""
    respond.post_line(desk, "not-granted")


async def refuse_press(_query: CallbackQuery) -> None:
    """Refuse the press. Raises NotAllowed."""
    raise NotAllowed("not-granted")


async def refuse_words(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Say that the command takes no arguments."""
    respond.post_line(desk, "usage-alone", command=command.name)
