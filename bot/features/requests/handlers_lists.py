"""`/tickets`: one's own requests, filtered or searched, with their pages; `/status`: the state of one."""

from aiogram import Router
from aiogram.types import Message

from bot.features.client_requests import CHOOSING
from bot.handlers import CommandFilter, TypedCommand, respond
from desk import Desk
from desk.i18n import LANGUAGES, say
from desk.outbox import Show
from desk.queries import led_requests
from desk.queries.led_requests import LedBy
from desk.queries.lists import OwnTickets
from desk.search.prefix_query import MOST_TYPED


def make_lists_router() -> Router:
    """Return a fresh router of these commands."""
    made = Router(name="own requests")
    made.message.register(_show_requests, CommandFilter("tickets"))
    return made


async def _show_requests(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/tickets`: all requests; with `open`, `waiting` or `closed` some of them, with a number that one, with
    other words those that contain them. Who leads an organization gets the requests of its people."""
    wanted = " ".join(command.words.text.split())
    which = _which(wanted)
    by = _filter_of_leader(wanted)
    if command.number is not None and not command.after_number:
        await respond.post_opened(desk, command.number)
    elif which in (None, OwnTickets.ALL) and await _leads(desk):
        _show_to_leader(desk, wanted, by)
    elif which is not None:
        respond.post_letter(desk, Show("list", slot="list", fresh=True, find=which.value))
    else:
        respond.post_letter(desk, Show("list", slot=f"list:?{wanted[:MOST_TYPED]}", fresh=True))


async def _leads(desk: Desk) -> bool:
    """Return True if the person leads an organization; a desk without organizations pays nothing for this."""
    on = desk.rules.organizations.enabled
    return on and bool(await led_requests.list_led(desk.session, desk.require_actor()))


def _show_to_leader(desk: Desk, wanted: str, by: LedBy | None) -> None:
    """Show the organization's requests: all, one's own, what they can be filtered by, or those with these words."""
    if by is not None:
        find = f"{by.value}:0" if by is LedBy.MINE else f"{CHOOSING}:{by.value}"
        respond.post_letter(desk, Show("led", slot="led", fresh=True, find=find))
    else:
        words = "" if _which(wanted) is OwnTickets.ALL else wanted[:MOST_TYPED]
        respond.post_letter(desk, Show("led", slot=f"led:?{words}" if words else "led", fresh=True))


def _filter_of_leader(wanted: str) -> LedBy | None:
    """Return the filter of an organization's requests that the word names in any of our languages."""
    for by in LedBy:
        labels = (say(code, "btn-led", by=by.value).casefold() for code in LANGUAGES)
        if by is not LedBy.ALL and wanted.casefold() in (by.value, *labels):
            return by
    return None


def _which(wanted: str) -> OwnTickets | None:
    """Return the filter that the word names in any of our languages; no word: all."""
    if not wanted:
        return OwnTickets.ALL
    for which in OwnTickets:
        if wanted.casefold() in {which.value, *(say(code, f"list-{which}").casefold() for code in LANGUAGES)}:
            return which
    return None
