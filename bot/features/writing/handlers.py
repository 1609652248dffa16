"""`/write @Name text` and `/write N text`: the team begins a request with a requester, who may decline further ones."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.content.message import read_message
from bot.features.writing import buttons
from bot.handlers import CommandFilter, IsPrivate, IsStaff, PressedMessage, TypedCommand, respond
from bot.handlers.pressed_message import Press
from db.models import Ticket
from desk import Desk, Refused
from desk.conversation.new_entry import NewEntry
from desk.outbox import Show
from desk.people import requester_names
from desk.policy.grants import Grant
from desk.requests import team_requests
from desk.text import RichText, count_units, cut_text

_AT = "@"


def make_router() -> Router:
    """Return a fresh router of this feature."""
    made = Router(name="writing")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(write_first, CommandFilter("write"))
    made.callback_query.register(ask_for_words, buttons.WriteTo.filter())
    made.callback_query.register(switch_team_requests, buttons.TeamRequests.filter())
    return made


async def write_first(message: Message, command: TypedCommand, desk: Desk) -> None:
    """Begin a request with the person who is named, or who filed the ticket; without words, ask for them."""
    await desk.require_grant(Grant.WRITE)
    if command.words.text.startswith(_AT):
        await _write_to_named(message, desk, _cut(command.words, len(_AT)))
    elif command.number is not None:
        ticket = await desk.session.get_one(Ticket, await respond.require_staff_ticket_id(desk, command.number))
        await _write_or_ask(message, desk, ticket.requester_id, command.after_number)
    else:
        respond.post_line(desk, "usage-write")


async def _write_to_named(message: Message, desk: Desk, words: RichText) -> None:
    """Write to the only person of that name; of several, offer them as buttons."""
    found = await requester_names.find_named(desk.session, words.text)
    if not found:
        raise Refused("write-nobody")
    if len(found) > 1:
        name = words.text[: found[0].length]
        shown = Show("write_whom", slot=f"writewhom:{message.message_id}", fresh=True, find=name)
        respond.post_letter(desk, shown)
        return
    await _write_or_ask(message, desk, found[0].id, _cut(words, found[0].length))


async def _write_or_ask(message: Message, desk: Desk, person_id: int, words: RichText) -> None:
    words = _cut(words, len(words.text) - len(words.text.lstrip(" ,:\n")))
    said = read_message(message, words=words, now=desk.now)
    if not words.text and not said.files:
        await _ask(desk, person_id)
        return
    await team_requests.begin_request(desk, person_id, NewEntry.from_message(said))


async def _ask(desk: Desk, person_id: int) -> None:
    await team_requests.check_person(desk, person_id)
    respond.post_letter(desk, Show("write_ask", slot=f"writeask:{person_id}", fresh=True))


def _cut(words: RichText, characters: int) -> RichText:
    return cut_text(words, count_units(words.text[:characters]), count_units(words.text))


async def ask_for_words(_query: CallbackQuery, callback_data: buttons.WriteTo, desk: Desk) -> None:
    """Ask the member of staff what to write."""
    await _ask(desk, callback_data.person)


async def switch_team_requests(
    _query: CallbackQuery, callback_data: buttons.TeamRequests, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """Switch requests begun by the team for the presser, under a receipt or in `/notifications`."""
    spot.require_face("receipt", "news")
    await team_requests.switch_requests(desk, on=bool(callback_data.on))
    press.say("begun-switched", on=callback_data.on)
    if spot.kind == "news":
        respond.post_letter(desk, Show("news", slot="news"))
    else:
        respond.post_letter(desk, Show("receipt", slot=str(spot.slot)), spot.ticket_id)
