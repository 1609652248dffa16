"""The queue, own tickets, search and `/attention` for staff, with their pages; `/next` takes the first in the queue."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.feature import AGENT, Command, Feature, Turning, ViewSpec
from bot.features.lists import buttons as list_buttons
from bot.features.lists import screens
from bot.handlers import CommandFilter, PressedMessage, StaffRouter, TypedCommand, respond
from bot.handlers.pressed_message import handle_presses
from desk import Desk
from desk.outbox import Say, Show
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.search.prefix_query import MOST_TYPED
from desk.staff import preferences
from desk.tickets import untaken_queue


def _make_open_list_router() -> Router:
    made = StaffRouter(name="open tickets")
    made.message.register(_show_open_tickets, CommandFilter("open"))
    handle_presses(made, _apply_choice)
    return made


async def _show_open_tickets(_message: Message, command: TypedCommand, desk: Desk) -> None:
    if command.number is not None:
        await respond.post_opened(desk, command.number)
    elif command.words.text.strip():
        respond.post_line(desk, "usage-open")
    else:
        respond.post_letter(desk, Show("all", slot="all", fresh=True))


async def _apply_choice(
    _query: CallbackQuery, callback_data: list_buttons.AllChosen, desk: Desk, pressed: PressedMessage
) -> None:
    """Set the filter and go back to the screen of filters."""
    permissions.require_staff(desk.require_actor())
    pressed.require_view("all")
    await preferences.choose_open_list(desk, callback_data.by, callback_data.value)
    respond.post_letter(desk, Show("all", slot="all", find=list_buttons.CHOOSING))


def make_router() -> Router:
    made = StaffRouter(name="lists")
    made.message.register(find_tickets, CommandFilter("find"))
    made.message.register(take_first, CommandFilter("next"))
    return made


async def find_tickets(_message: Message, command: TypedCommand, desk: Desk) -> None:
    show_found(desk, command.words.text.strip())


def show_found(desk: Desk, words: str) -> None:
    """Show the tickets that these words find."""
    if words:
        words = words[:MOST_TYPED]
        respond.post_letter(desk, Show("found", slot=f"found:?{words}", fresh=True, find=words))
    else:
        respond.post_line(desk, "usage-find")


async def take_first(_message: Message, desk: Desk) -> None:
    """Handle `/next`: take the most urgent untaken ticket that fits the agent. The desk sends its card."""
    if await untaken_queue.take_first(desk) is not None:
        return
    if others := await untaken_queue.count_listed(desk.session, desk.require_actor()):
        row = (respond.press_button("btn-queue", list_buttons.QueuePage(page=1)),)
        respond.post_letter(desk, Say("next-none-fits", {"n": others}, (row,)))
    else:
        respond.post_line(desk, "next-none")


FEATURE = Feature(
    name="lists",
    routers=(
        make_router,
        _make_open_list_router,
    ),
    views={
        "queue": ViewSpec(screens.render_queue, AGENT, is_list=True),
        "mine": ViewSpec(screens.render_mine, AGENT, is_list=True),
        "found": ViewSpec(screens.render_found, AGENT, is_list=True),
        "all": ViewSpec(screens.render_open, AGENT, is_list=True),
        "attention": ViewSpec(screens.render_attention, AGENT, is_list=True),
        "reminder": ViewSpec(screens.render_reminder),
        "surge": ViewSpec(screens.render_surge, AGENT),
    },
    turns=(
        Turning(list_buttons.QueuePage, "queue", under=("opening", "reminder", "surge", "")),
        Turning(list_buttons.MinePage, "mine"),
        Turning(list_buttons.FoundPage, "found", find="{at.words}"),
        Turning(list_buttons.AllPage, "all"),
        Turning(list_buttons.AllChoices, "all", find="{one.screen}"),
        Turning(list_buttons.AttentionPageTurn, "attention"),
    ),
    commands=(
        Command("queue", AGENT, alone=True, shows="queue"),
        Command("mine", AGENT, alone=True, shows="mine"),
        Command("find", AGENT, aliases=("search",)),
        Command("next", grant=Grant.WORK, alone=True),
        Command("attention", AGENT, alone=True, shows="attention"),
        Command("open", AGENT, of_ticket=True, means_alone=True),
    ),
)
