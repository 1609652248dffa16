"""The queue, own tickets, search and `/attention` for staff, with their pages; `/next` takes the first in the queue."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.lists import buttons as list_buttons
from bot.features.lists import screens
from bot.handlers import CommandFilter, PressedMessage, StaffRouter, TypedCommand, respond
from bot.handlers.pressed_message import handle_presses
from desk import Desk, Outdated
from desk.outbox import Say, Show
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.search.prefix_query import MOST_TYPED
from desk.staff import preferences
from desk.tickets import untaken_queue

CHOOSING = "by"  # names the screen of filters in a letter


def _make_open_list_router() -> Router:
    made = StaffRouter(name="open tickets")
    made.message.register(_show_open_tickets, CommandFilter("open"))
    respond.add_turn(made, list_buttons.AllPage, "all", permissions.require_staff)
    handle_presses(made, show_choices, _apply_choice)
    return made


async def _show_open_tickets(_message: Message, command: TypedCommand, desk: Desk) -> None:
    if command.number is not None:
        await respond.post_opened(desk, command.number)
    elif command.words.text.strip():
        respond.post_line(desk, "usage-open")
    else:
        respond.post_letter(desk, Show("all", slot="all", fresh=True))


async def show_choices(
    _query: CallbackQuery, callback_data: list_buttons.AllChoices, desk: Desk, pressed: PressedMessage
) -> None:
    """Show the filters, or the values of one filter."""
    _require_staff_at_list(desk, pressed)
    screen = CHOOSING if callback_data.by is None else callback_data.by.value
    respond.post_letter(desk, Show("all", slot="all", page=callback_data.page, find=screen))


async def _apply_choice(
    _query: CallbackQuery, callback_data: list_buttons.AllChosen, desk: Desk, pressed: PressedMessage
) -> None:
    """Set the filter and go back to the screen of filters."""
    _require_staff_at_list(desk, pressed)
    await preferences.choose_open_list(desk, callback_data.by, callback_data.value)
    respond.post_letter(desk, Show("all", slot="all", find=CHOOSING))


def _require_staff_at_list(desk: Desk, pressed: PressedMessage) -> None:
    permissions.require_staff(desk.require_actor())
    pressed.require_view("all")


_BEFORE_THE_QUEUE = ("queue", "opening", "reminder", "surge", "")


def make_router() -> Router:
    made = StaffRouter(name="lists")
    made.message.register(_show_queue, CommandFilter("queue"))
    made.message.register(_show_mine, CommandFilter("mine"))
    made.message.register(find_tickets, CommandFilter("find"))
    made.message.register(take_first, CommandFilter("next"))
    made.message.register(_show_attention, CommandFilter("attention"))
    respond.add_turn(made, list_buttons.MinePage, "mine", permissions.require_staff)
    respond.add_turn(made, list_buttons.AttentionPageTurn, "attention", permissions.require_staff)
    handle_presses(made, _queue_page, turn_found_page)
    return made


async def _show_queue(_message: Message, desk: Desk) -> None:
    respond.post_letter(desk, Show("queue", slot="queue", fresh=True))


async def _show_mine(_message: Message, desk: Desk) -> None:
    respond.post_letter(desk, Show("mine", slot="mine", fresh=True))


async def _show_attention(_message: Message, desk: Desk) -> None:
    """Show admins all tickets that need action (требуют внимания), and agents their own share."""
    respond.post_letter(desk, Show("attention", slot="attention", fresh=True))


async def find_tickets(_message: Message, command: TypedCommand, desk: Desk) -> None:
    show_found(desk, command.words.text.strip())


def show_found(desk: Desk, words: str) -> None:
    """Show the tickets that these words find."""
    if words:
        _post_found(desk, words[:MOST_TYPED], fresh=True)
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


async def _queue_page(
    _query: CallbackQuery, callback_data: list_buttons.QueuePage, desk: Desk, pressed: PressedMessage
) -> None:
    """Show a page of the queue: in place, or in a new message if pressed under a reminder."""
    permissions.require_staff(desk.require_actor())
    if pressed.recorded and pressed.kind not in _BEFORE_THE_QUEUE:
        raise Outdated
    respond.post_letter(desk, Show("queue", slot="queue", page=callback_data.page, fresh=pressed.kind != "queue"))


async def turn_found_page(
    _query: CallbackQuery, callback_data: list_buttons.FoundPage, desk: Desk, pressed: PressedMessage
) -> None:
    """Show a page of the search whose words are in the message's slot."""
    permissions.require_staff(desk.require_actor())
    pressed.require_view("found")
    words = pressed.slot.key.removeprefix("?")
    if not words:
        raise Outdated
    _post_found(desk, words, page=callback_data.page)


def _post_found(desk: Desk, words: str, *, page: int = 1, fresh: bool = False) -> None:
    respond.post_letter(desk, Show("found", slot=f"found:?{words}", page=page, fresh=fresh, find=words))


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
    commands=(
        Command("queue", AGENT, alone=True),
        Command("mine", AGENT, alone=True),
        Command("find", AGENT, aliases=("search",)),
        Command("next", grant=Grant.WORK, alone=True),
        Command("attention", AGENT, alone=True),
        Command("open", AGENT, of_ticket=True, means_alone=True),
    ),
)
