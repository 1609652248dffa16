"""Writing first: requests that the team begins, and the switch by which requesters decline them.

`/write @Name text`, `/write N text`, `/write address text`: the team begins a request with a requester, who may
decline further ones.
"""

import re
from collections.abc import Sequence

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot.content import read_message
from bot.feature import AGENT, AskedPrompt, Command, Feature, ViewSpec
from bot.handlers import CommandFilter, PressedMessage, StaffRouter, TypedCommand, respond
from bot.handlers.pressed_message import Id, Press, handle_presses
from bot.views import Reader, Rendered, RenderedButton, compose, keyboards
from db.models import Person, Ticket
from desk import Desk, Refused
from desk.conversation.new_entry import IncomingMessage, NewEntry
from desk.i18n import LANGUAGES, say
from desk.i18n.formats import format_args
from desk.outbox import Show
from desk.people import person_rows
from desk.people.person_rows import NamedPerson
from desk.policy.permissions import Grant
from desk.policy.requester_notifications import has_team_requests_on
from desk.queries.ticket_card import TicketCard
from desk.requests import team_requests
from desk.text import RichText, count_units, cut_text


class WriteTo(CallbackData, prefix="write"):
    """Ask a member of staff what to write to this person, by id."""

    person: Id


class TeamRequests(CallbackData, prefix="begun"):
    """Switch requests begun by the team on or off, for a requester."""

    on: int


_AT = "@"
_ADDRESSES = re.compile(r"[^\s,@]+@[^\s,]+(?:\s{0,9},\s{0,9}[^\s,@]+@[^\s,]+)*")


def make_router() -> Router:
    """Return a fresh router of this feature."""
    made = StaffRouter(name="writing")
    made.message.register(write_first, CommandFilter("write"))
    handle_presses(made, ask_for_words, switch_team_requests)
    return made


async def write_first(message: Message, command: TypedCommand, desk: Desk) -> None:
    """Begin a request with the person who is named, or who filed the ticket; without words, ask for them."""
    await desk.require_grant(Grant.WRITE)
    addresses = _ADDRESSES.match(command.words.text)
    if addresses is not None:
        await _write_by_mail(message, desk, addresses[0], _cut(command.words, addresses.end()))
        return
    marked = command.words.text.startswith(_AT)
    words = _cut(command.words, len(_AT)) if marked else command.words
    found = await person_rows.find_named(desk.session, words.text) if marked or command.number is None else ()
    if marked or found:
        await _write_to_named(message, desk, words, found)
    elif command.number is not None:
        ticket = await desk.session.get_one(Ticket, await respond.require_staff_ticket_id(desk, command.number))
        await _write_or_ask(message, desk, ticket.requester_id, command.after_number)
    else:
        respond.post_line(desk, "usage-write")


async def _write_by_mail(message: Message, desk: Desk, to: str, words: RichText) -> None:
    """Write to addresses, all but the first in copy; a first line that says so is the subject."""
    words = _cut(words, len(words.text) - len(words.text.lstrip(" ,:\n")))
    name, colon, subject = words.text.partition("\n")[0].partition(":")
    labels = {say(language, "page-write-subject").casefold() for language in LANGUAGES}
    is_subject = bool(colon) and name.strip().casefold() in labels
    if is_subject:
        words = _cut(words, len(f"{name}:{subject}\n"))
    said = read_message(message, words=words, now=desk.now)
    said.require_read()
    entry = NewEntry.from_message(said)
    await team_requests.begin_by_mail(desk, to.split(","), entry, subject=subject if is_subject else "")


async def _write_to_named(message: Message, desk: Desk, words: RichText, found: Sequence[NamedPerson]) -> None:
    """Write to the only person of that name; of several, offer them as buttons."""
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
    said.require_read()
    await team_requests.begin_request(desk, person_id, NewEntry.from_message(said))


async def _ask(desk: Desk, person_id: int) -> None:
    await team_requests.check_person(desk, person_id)
    respond.post_question(desk, "writeask", person_id)


def _cut(words: RichText, characters: int) -> RichText:
    return cut_text(words, count_units(words.text[:characters]), count_units(words.text))


async def ask_for_words(_query: CallbackQuery, callback_data: WriteTo, desk: Desk) -> None:
    """Ask the member of staff what to write."""
    await _ask(desk, callback_data.person)


async def switch_team_requests(
    _query: CallbackQuery, callback_data: TeamRequests, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Switch requests begun by the team for the presser, under a receipt or in `/notifications`."""
    pressed.require_view("receipt", "news")
    await team_requests.switch_requests(desk, on=bool(callback_data.on))
    press.say("begun-switched", on=callback_data.on)
    if pressed.kind == "news":
        respond.post_letter(desk, Show("news", slot="news"))
    else:
        respond.post_letter(desk, Show("receipt", slot=str(pressed.slot)), pressed.ticket_id)


async def render_question(reader: Reader, letter: Show) -> Rendered | None:
    """Render the question for words to the person whom the slot names."""
    person = await reader.session.get(Person, letter.number)
    return None if person is None else Rendered(reader.say_rich("write-ask", name=person.name))


async def _render_namesakes(reader: Reader, letter: Show) -> Rendered | None:
    """Render people of one name, each with their last request."""
    found = await person_rows.find_named(reader.session, letter.find or "")
    made = [
        reader.make_button("btn-write-whom", WriteTo(person=one.id), name=one.name, number=one.newest or 0)
        for one in found
    ]
    return Rendered(reader.say_rich("write-whom"), keyboards.arrange_rows(made, 1))


def make_write_button(reader: Reader, person_id: int) -> list[RenderedButton]:
    """Return the button that begins a request with this person, for staff who may."""
    if not reader.settings.requests.write_first or not reader.may(Grant.WRITE):
        return []
    return [reader.make_button("btn-write", WriteTo(person=person_id))]


def render_begun(reader: Reader, card: TicketCard) -> RichText:
    """Return who of the team writes, why, and how to answer; empty once the requester has written."""
    begun = card.begun_by_team
    if begun is None or not begun.waits or not card.is_open:
        return RichText()
    args = format_args(reader.language, begun.why_args, now=reader.now, zone=reader.settings.timezone)
    how = reader.say_rich("begun-answer" if card.requester_open <= 1 else "begun-answer-by-reply")
    return compose.join_lines(
        [
            reader.say_rich("receipt-begun", name=begun.by, number=card.number),
            reader.say_rich(begun.why, **args),
            how if begun.is_wanted else reader.say_rich("begun-declined"),
        ]
    )


def make_switch_button(reader: Reader, *, on: bool) -> RenderedButton:
    """Return the button that declines further requests begun by the team, or takes them again."""
    return reader.make_button("btn-begun", TeamRequests(on=int(on)), on=int(on))


def make_own_switch(reader: Reader) -> RenderedButton:
    """Return the switch as it is for the reader now."""
    return make_switch_button(reader, on=not has_team_requests_on(reader.person))


async def _send_words(desk: Desk, incoming: IncomingMessage, what: str) -> None:
    """Begin a request with the person whose id is in the slot."""
    await team_requests.begin_request(desk, int(what), NewEntry.from_message(incoming))


FEATURE = Feature(
    name="writing",
    routers=(make_router,),
    views={
        "write_whom": ViewSpec(_render_namesakes, AGENT, grant=Grant.WRITE),
    },
    commands=(Command("write", AGENT, of_ticket=True, grant=Grant.WRITE, setting="requests.write_first"),),
    prompts={"writeask": AskedPrompt(_send_words, asks=ViewSpec(render_question, grant=Grant.WRITE))},
)
