"""Store what blocked requesters send without starting tickets, and let staff block and unblock them."""

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from bot.content.message import is_service, read_message
from bot.features.blocklist import buttons as blocklist_buttons
from bot.features.ticket import buttons as ticket_buttons
from bot.handlers import (
    CommandFilter,
    CommandTable,
    IsPrivate,
    IsStaff,
    PressedMessage,
    TypedCommand,
    respond,
)
from bot.handlers.pressed_message import Press
from db.models import Person
from desk import Desk
from desk.inbound import blocklist
from desk.outbox import Show

_STILL = (
    "start",
    "help",
    "language",
    "tickets",
    "ticket",
    "unlink",
    "privacy",
    "mydata",
    "forgetme",
)  # commands that stay allowed: they show something, unlink an integration, or are about the person's own data
_STILL_PRESSED = ("lang:", "list:", "more:", "open:", "thread:", "system_part:", "mydata", "forget")
_DONE = {True: "done-block", False: "done-block-system"}


class _IsBlocked(Filter):
    async def __call__(self, _event: object, me: Person) -> bool:
        return blocklist.is_blocked(me)


class _Acts(Filter):
    """Match presses that do more than show something."""

    async def __call__(self, query: CallbackQuery) -> bool:
        return not (query.data or "").startswith(_STILL_PRESSED)


def make_gate() -> Router:
    """Return a new router that is asked before all others, so that nothing from a blocked person gets any further."""
    made = Router(name="blocked_people")
    made.message.filter(IsPrivate(), _IsBlocked(), ~CommandFilter(*_STILL))
    made.edited_message.filter(IsPrivate(), _IsBlocked())
    made.callback_query.filter(_IsBlocked(), _Acts())
    made.message.register(store_message)
    made.edited_message.register(store_edit)
    made.callback_query.register(answer_press)
    return made


async def store_message(message: Message, desk: Desk, commands: CommandTable) -> None:
    """Store the message and answer once. A command is refused like a press, except for the words of `/new`, which
    are stored."""
    if is_service(message):
        return
    command = commands.read_command(message)
    words = command.words if command is not None and command.name == "new" and command.words.text.strip() else None
    if command is not None and words is None and commands.is_known(command.name):
        respond.post_line(desk, "barred-press")
        return
    await blocklist.keep_message(desk, read_message(message, words=words, now=desk.now))


async def store_edit(message: Message, desk: Desk) -> None:
    """Store the edited version."""
    if not is_service(message):
        await blocklist.keep_edit(desk, read_message(message, now=desk.now))


async def answer_press(_query: CallbackQuery, press: Press) -> None:
    press.show_alert("barred-press")


def make_router() -> Router:
    made = Router(name="blocklist")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(block_requester, CommandFilter("block"))
    made.message.register(show_blocked, CommandFilter("blocked"))
    made.callback_query.register(block_pressed, ticket_buttons.Block.filter())
    made.callback_query.register(unblock_requester, blocklist_buttons.Unblock.filter())
    return made


async def block_requester(_message: Message, command: TypedCommand, desk: Desk) -> None:
    number = respond.require_number(desk, command)
    if number is None:
        return
    person = await blocklist.block_requester(desk, number)
    respond.post_line(desk, _DONE[person.telegram_id is not None], name=person.name)


async def show_blocked(_message: Message, desk: Desk) -> None:
    respond.post_letter(desk, Show("blocked", slot="blocked", fresh=True))


async def block_pressed(
    _query: CallbackQuery, callback_data: ticket_buttons.Block, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """Block the requester of the ticket that the pressed message shows."""
    spot.require_ticket(callback_data.number)
    person = await blocklist.block_requester(desk, callback_data.number)
    press.show_alert(_DONE[person.telegram_id is not None], name=person.name)


async def unblock_requester(
    _query: CallbackQuery, callback_data: blocklist_buttons.Unblock, desk: Desk, spot: PressedMessage
) -> None:
    spot.require_face("blocked")
    await blocklist.unblock_requester(desk, callback_data.person)
    respond.post_letter(desk, Show("blocked", slot="blocked"))
