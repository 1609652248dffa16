"""Commands of agents; the desk checks each again. A command without its arguments is answered with an example."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import Message

from bot.content.message import read_message
from bot.features.ask_colleague.handlers import name_unfound
from bot.handlers import CommandFilter, IsPrivate, IsStaff, TypedCommand, respond
from desk import Desk
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.i18n import LANGUAGES, choose_language, say
from desk.outbox import Show
from desk.people import team_names
from desk.people.team_names import CalledMember
from desk.queries import tickets
from desk.tickets import assignment, fields

_NOBODY = CalledMember(None)


def make_router() -> Router:
    """Return a fresh router of the commands about one ticket and about lists."""
    made = Router(name="agent")
    made.message.filter(IsPrivate(), IsStaff())
    for names, handler in _HANDLERS.items():
        made.message.register(handler, _tells(names))
    return made


def _tells(names: str) -> Filter:
    return CommandFilter(*names.split())


async def claim_ticket(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/claim N`; the card that the desk sends confirms it."""
    number = respond.require_number(desk, command)
    if number is not None:
        await assignment.claim(desk, number, below=True)


async def release_ticket(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/release N`; a new card confirms it to an agent who is available."""
    number = respond.require_number(desk, command)
    if number is None:
        return
    done = await assignment.release(desk, number)
    if desk.require_actor().away or not done.changed:
        respond.post_line(desk, "done-release", done.id, number=done.number)


async def hand_over(message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/hand N name`; without a name, or with one that is not found, ask to whom."""
    if command.number is None:
        respond.post_line(desk, "usage-hand")
        return
    called = await team_names.find_called(desk.session, command.after_number.text)
    if called.person is None:
        await ask_whom(desk, command.number, message_id=message.message_id, called=called)
        return
    done = await assignment.hand_over_to(desk, command.number, called.person)
    respond.post_line(desk, "done-hand", done.id, number=done.number, name=called.person.name)


async def ask_whom(desk: Desk, number: int, *, message_id: int | None = None, called: CalledMember = _NOBODY) -> None:
    """Offer everyone who can take the ticket, as a reply to that message; `called`: a name that was not found. Raises
    the desk's refusals of handing over."""
    ticket_id = await respond.require_ticket_id(desk, number)
    await assignment.check_hand_over(desk, number)
    note, args = name_unfound(called)
    shown = Show("hand", slot=f"hand:{number}", fresh=True, reply_to_message=message_id)
    respond.post_letter(desk, replace(shown, note=note, note_args=args), ticket_id)


async def set_priority(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/priority N 1..4`, or the priority's name in any of our languages."""
    wanted = _PRIORITIES.get(command.after_number.text.strip().casefold())
    if command.number is None or wanted is None:
        respond.post_line(desk, "usage-priority")
        return
    done = await fields.prioritise(desk, command.number, wanted)
    respond.post_line(desk, "done-priority", done.id, number=done.number, priority=done.priority)


_PRIORITIES = {
    word: level
    for level in (1, 2, 3, 4)
    for word in (str(level), *(say(code, "priority-name", priority=level).casefold() for code in LANGUAGES))
}


async def set_topic(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/category N name`, ignoring case; a space equals an underscore."""
    choices = await tickets.list_categories(desk.session)
    wanted = _fold(command.after_number.text)
    found = next((c for c in choices if wanted in {_fold(name) for name in (c.name, *c.names.values())}), None)
    if command.number is not None and found is not None:
        done = await fields.categorise(desk, command.number, found.id)
        respond.post_line(desk, "done-category", done.id, number=done.number, name=found.get_name(_language(desk)))
    elif choices:
        respond.post_line(desk, "usage-category", names=", ".join(c.get_name(_language(desk)) for c in choices))
    else:
        respond.post_line(desk, "usage-category-none")


def _language(desk: Desk) -> str:
    return choose_language(desk.require_actor(), desk.rules.locale)


def _fold(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").split())


async def add_note(message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/note N text`; an attached file goes with it."""
    words = command.after_number
    said = read_message(message, words=words, now=desk.now)
    if command.number is None or not (words.text.strip() or said.files):
        respond.post_line(desk, "usage-note")
        return
    await thread.add_note(desk, command.number, NewEntry.from_message(said))


async def show_history(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/history N`."""
    number = respond.require_number(desk, command)
    if number is not None:
        ticket_id = await respond.require_staff_ticket_id(desk, number)
        respond.post_letter(desk, Show("history", slot=f"history:{number}", fresh=True), ticket_id)


_HANDLERS: dict[str, Callable[..., Any]] = {
    "claim": claim_ticket,
    "release": release_ticket,
    "hand": hand_over,
    "priority": set_priority,
    "category": set_topic,
    "note": add_note,
    "history": show_history,
}
