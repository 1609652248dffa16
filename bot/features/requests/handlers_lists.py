"""`/tickets`: somebody's own requests, some of them or one, and turning their pages; `/status`, how it stands."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.features.lists import buttons as list_callbacks
from bot.handlers import CommandFilter, IsCommand, IsPrivate, PressedMessage, TypedCommand, respond
from db.models import Person
from desk import Desk, Outdated
from desk.i18n import LANGUAGES, say
from desk.outbox import Show
from desk.policy import permissions
from desk.queries.lists import Which
from desk.search.prefix_query import MOST_TYPED


def make_router() -> Router:
    """A fresh router of this command and its buttons."""
    made = Router(name="own requests")
    made.message.filter(IsPrivate(), IsCommand())
    made.message.register(show_requests, CommandFilter("tickets"))
    made.message.register(show_status, CommandFilter("status"))
    made.callback_query.register(list_page, list_callbacks.ListPage.filter())
    made.callback_query.register(list_filtered, list_callbacks.ListFiltered.filter())
    made.callback_query.register(list_sorted, list_callbacks.ListSorted.filter())
    return made


async def show_requests(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """`/tickets`; `/tickets open`, `waiting`, `closed`: some of them; `/tickets N`: that one; `/tickets words`: those
    that hold the words."""
    wanted = " ".join(command.words.text.split())
    which = _which(wanted)
    if command.number is not None and not command.after_number:
        await respond.post_opened(desk, command.number)
    elif which is not None:
        respond.post_letter(desk, Show("list", slot="list", fresh=True, find=which.value))
    else:
        respond.post_letter(desk, Show("list", slot=f"list:?{wanted[:MOST_TYPED]}", fresh=True))


async def show_status(message: Message, command: TypedCommand, desk: Desk, me: Person) -> None:
    """`/status`: a requester's own requests, what staff have taken; `/status N`: that one."""
    if permissions.is_staff(me) and command.number is None:
        respond.post_letter(desk, Show("mine", slot="mine", fresh=True))
    else:
        await show_requests(message, command, desk)


def _which(wanted: str) -> Which | None:
    """What is meant by the word, in any of our languages; nothing typed: all."""
    if not wanted:
        return Which.ALL
    for which in Which:
        if wanted.casefold() in {which.value, *(say(code, f"list-{which}").casefold() for code in LANGUAGES)}:
            return which
    return None


async def list_page(
    _query: CallbackQuery, callback_data: list_callbacks.ListPage, desk: Desk, spot: PressedMessage
) -> None:
    """Turn a page of one's tickets."""
    respond.post_letter(desk, Show("list", slot=_list_of(spot), page=callback_data.page))


async def list_filtered(
    _query: CallbackQuery, callback_data: list_callbacks.ListFiltered, desk: Desk, spot: PressedMessage
) -> None:
    """A page of some of one's tickets."""
    respond.post_letter(
        desk, Show("list", slot=_list_of(spot), page=callback_data.page, find=callback_data.which.value)
    )


async def list_sorted(
    _query: CallbackQuery, callback_data: list_callbacks.ListSorted, desk: Desk, spot: PressedMessage
) -> None:
    """The same in another order."""
    which, order = callback_data.which.value, callback_data.order.value
    respond.post_letter(desk, Show("list", slot=_list_of(spot), page=callback_data.page, find=which, order=order))


def _list_of(spot: PressedMessage) -> str:
    """The slot of the list that was pressed, which holds what was searched for; raises Outdated for anything else."""
    if spot.face not in ("list", "") or (spot.recorded and not spot.face):
        raise Outdated
    return str(spot.slot) or "list"
