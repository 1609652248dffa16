"""Blocked requesters in the bot: buttons, handlers and screens.

Store what blocked requesters send without starting tickets, and let staff block and unblock them.
"""

from typing import Annotated

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message
from pydantic import Field

from bot.content import is_service, read_message
from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.ticket import buttons as ticket_buttons
from bot.handlers import (
    CommandFilter,
    CommandTable,
    PressedMessage,
    StaffRouter,
    TypedCommand,
    respond,
)
from bot.handlers.commands import BlockedRouter
from bot.handlers.pressed_message import Id, OfPerson, OfTicket, Press, handle_presses
from bot.views import Reader, Rendered, compose, keyboards
from db.models import Origin, Person
from desk import Desk
from desk.inbound import blocklist
from desk.inbound.blocklist import BlockedRow
from desk.outbox import Show
from desk.policy.endings import Ending, decide_ending
from desk.policy.permissions import Grant
from desk.text import RichText


class Unblock(OfPerson, prefix="unblock"):
    """Unblock this person, by Telegram id; a person without one is named by the negative id of their row. `block`:
    since when they are blocked, in seconds."""

    person: Annotated[int, Field(ge=-(2**63) + 1, le=2**63 - 1)]
    block: int


class BlockAll(OfTicket, prefix="blockall"):
    """Block the unproven sender of this ticket: everybody who writes from that address."""

    person: Id


_STILL = (
    "start",
    "help",
    "language",
    "tickets",
    "ticket",
    "privacy",
    "delete",
)  # commands that stay allowed: they show something, unlink an integration, or are about the person's own data
_STILL_PRESSED = ("lang:", "list:", "more:", "open:", "thread:", "system_part:", "mydata", "forget")
_DONE = {True: "done-block", False: "done-block-system"}


class _IsBlocked(Filter):
    async def __call__(self, _event: object, me: Person) -> bool:
        return decide_ending(me, Origin.TELEGRAM) is Ending.ON_LIST


class _Acts(Filter):
    """Match presses that do more than show something."""

    async def __call__(self, query: CallbackQuery) -> bool:
        return not (query.data or "").startswith(_STILL_PRESSED)


def make_gate() -> Router:
    """Return a new router that is asked before all others, so that nothing from a blocked person gets any further."""
    made = BlockedRouter(name="blocked_people")
    made.message.filter(_IsBlocked(), ~CommandFilter(*_STILL))
    made.edited_message.filter(_IsBlocked())
    made.callback_query.filter(_IsBlocked(), _Acts())
    made.message.register(_store_message)
    made.edited_message.register(_store_edit)
    made.callback_query.register(_answer_press)
    return made


async def _store_message(message: Message, typed: TypedCommand | None, desk: Desk, commands: CommandTable) -> None:
    """Store the message and answer once. A command is refused like a press, except for the words of `/new`, which
    are stored."""
    if is_service(message):
        return
    words = typed.words if typed is not None and typed.name == "new" and typed.words.text.strip() else None
    if typed is not None and words is None and commands.is_known(typed.name):
        respond.post_line(desk, "barred-press")
        return
    await blocklist.keep_listed(desk, read_message(message, words=words, now=desk.now))


async def _store_edit(message: Message, desk: Desk) -> None:
    """Store the edited version."""
    if not is_service(message):
        await blocklist.keep_listed(desk, read_message(message, now=desk.now), is_edit=True)


async def _answer_press(_query: CallbackQuery, press: Press) -> None:
    press.show_alert("barred-press")


def make_router() -> Router:
    made = StaffRouter(name="blocklist")
    made.message.register(block_requester, CommandFilter("block"))
    for data in (ticket_buttons.Block, BlockAll):
        made.callback_query.register(_block_pressed, data.filter())
    handle_presses(made, unblock_requester)
    return made


async def block_requester(_message: Message, command: TypedCommand, desk: Desk) -> None:
    number = respond.require_number(desk, command)
    person = await blocklist.block_requester(desk, number) if number is not None else None
    if person is not None:
        respond.post_line(desk, _DONE[person.is_kept], name=person.name)


async def _block_pressed(
    _query: CallbackQuery,
    callback_data: ticket_buttons.Block | BlockAll,
    desk: Desk,
    pressed: PressedMessage,
    press: Press,
) -> None:
    """Block the requester of the ticket that the pressed message shows, or of which it asks."""
    pressed.require_ticket(callback_data.number)
    sure_of = callback_data.person if isinstance(callback_data, BlockAll) else None
    person = await blocklist.block_requester(desk, callback_data.number, sure_of=sure_of)
    if person is not None:
        press.show_alert(_DONE[person.is_kept], name=person.name)


async def unblock_requester(_query: CallbackQuery, callback_data: Unblock, desk: Desk, pressed: PressedMessage) -> None:
    pressed.require_view("blocked")
    await blocklist.unblock_requester(desk, callback_data.person, sure_of=callback_data.block)
    respond.post_letter(desk, Show("blocked", slot="blocked"))


_SAID_UNITS = 120


async def _render_blocked(reader: Reader, _letter: Show) -> Rendered:
    lines = await blocklist.list_blocked(reader.session)
    if not lines:
        return Rendered(reader.say_rich("blocked-empty"))
    buttons = [
        reader.make_button("btn-unblock", Unblock(person=line.key, block=int(line.since.timestamp())), name=line.name)
        for line in lines
    ]
    words = compose.join([reader.say_rich("blocked-title"), *(_blocked_line(reader, line) for line in lines)], "\n\n")
    return Rendered(compose.clip_text(words, 4000), keyboards.arrange_rows(buttons, 1))


def _blocked_line(reader: Reader, line: BlockedRow) -> RichText:
    facts = compose.join_dotted(
        [
            compose.make_bold(line.name),
            reader.format_ago(line.since),
            reader.say("blocked-by", name=line.by) if line.by else "",
            reader.say("blocked-messages", n=line.count) if line.count else "",
        ]
    )
    return compose.join_lines(
        [facts, *(compose.quote_text(compose.clip_text(words, _SAID_UNITS)) for words in line.said if words)]
    )


FEATURE = Feature(
    name="blocklist",
    gates=(make_gate,),
    routers=(make_router,),
    views={
        "blocked": ViewSpec(_render_blocked, AGENT, is_list=True),
    },
    commands=(
        Command("block", grave=True, grant=Grant.BLOCK, of_ticket=True),
        Command("blocked", grant=Grant.BLOCK, alone=True, shows="blocked"),
    ),
)
