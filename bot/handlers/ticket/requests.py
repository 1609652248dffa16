"""What anybody may tell the bot in a private chat: first contact, requests, lists, language; staff too."""

from aiogram import Router
from aiogram.types import Message

from bot.content.message import incoming
from bot.handlers import respond
from bot.handlers.filters import CommandFilter, IsCommand, IsPrivate, TypedCommand
from db.enums import Role
from db.models import Person
from desk.desk import Desk
from desk.events import of_tickets
from desk.i18n.catalog import LANGUAGES, say
from desk.inbound.receiver import new_request
from desk.outbox.letters import Say, Show, View
from desk.policy import permissions
from desk.queries import lists
from desk.queries.dto import TicketRow, Which
from desk.queries.lists import MOST_TYPED
from desk.staff import availability, invites
from desk.staff.invites import Admitted
from desk.tickets import closing

_MOST_OFFERED = 20


def router() -> Router:
    """A fresh router of these commands."""
    made = Router(name="requester")
    made.message.filter(IsPrivate(), IsCommand())
    made.message.register(start, CommandFilter("start"))
    made.message.register(help_, CommandFilter("help"))
    made.message.register(new, CommandFilter("new"))
    made.message.register(tickets, CommandFilter("tickets"))
    made.message.register(ticket, CommandFilter("ticket"))
    made.message.register(cancel, CommandFilter("cancel"))
    made.message.register(language, CommandFilter("language"))
    return made


async def start(_message: Message, command: TypedCommand, desk: Desk, me: Person) -> None:
    """`/start`: says hello; with an event's payload: their next requests are of it; with any other: opens an invite.
    It never becomes a ticket."""
    code = command.words.text.strip()
    event = of_tickets.opened_link(desk, code)
    if event is not None:
        respond.line(desk, "event-welcome", name=event.name)
    elif code:
        admission = await invites.accept(desk, code)
        if admission.how is Admitted.NO_GOOD:
            respond.line(desk, "invite-bad")
            return
        if admission.how is not Admitted.ALREADY:
            return
    if event is None:
        respond.line(desk, "start-agent" if permissions.is_staff(me) else "start-requester")
    if permissions.is_staff(me) or me.language_chosen:
        respond.menu(desk)


def help_key(me: Person) -> str:
    """The help for what this person may do."""
    if not permissions.is_staff(me):
        return "help-requester"
    return "help-admin" if me.role is Role.ADMIN else "help-agent"


async def help_(_message: Message, desk: Desk, me: Person) -> None:
    """`/help`."""
    respond.line(desk, help_key(me))


async def new(message: Message, command: TypedCommand, desk: Desk) -> None:
    """`/new <text>`: a further request; alone: the next message starts it."""
    await new_request(desk, incoming(message, words=command.words, now=desk.now))


async def tickets(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """`/tickets`; `/tickets open`, `waiting`, `closed`: some of them; `/tickets N`: that one; `/tickets words`: those
    that hold the words."""
    wanted = " ".join(command.words.text.split())
    which = _which(wanted)
    if command.number is not None and not command.after_number:
        await respond.opened(desk, command.number)
    elif which is not None:
        respond.post(desk, Show(View.LIST, slot="list", fresh=True, find=which.value))
    else:
        respond.post(desk, Show(View.LIST, slot=f"list:?{wanted[:MOST_TYPED]}", fresh=True))


def _which(wanted: str) -> Which | None:
    """What is meant by the word, in any of our languages; nothing typed: all."""
    if not wanted:
        return Which.ALL
    for which in Which:
        if wanted.casefold() in {which.value, *(say(code, f"list-{which}").casefold() for code in LANGUAGES)}:
            return which
    return None


async def ticket(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """`/ticket N`: the card of `open:N`."""
    if command.number is None:
        respond.line(desk, "usage-number", command="ticket")
        return
    await respond.opened(desk, command.number)


async def cancel(_message: Message, command: TypedCommand, desk: Desk, me: Person) -> None:
    """`/cancel [N]`: alone the draft, else the only open ticket, else a list to choose from."""
    if command.number is not None:
        await _cancel(desk, command.number)
        return
    lines = (await lists.tickets_of(desk.session, me)).lines
    drafts = [line for line in lines if line.is_draft and line.is_open]
    choices = drafts or [line for line in lines if line.is_open]
    if len(choices) == 1:
        await _cancel(desk, choices[0].number)
    elif choices:
        _ask_which(desk, choices)
    else:
        respond.line(desk, "cancel-nothing")


async def _cancel(desk: Desk, number: int) -> None:
    """The receipt says so by editing; it may stand far up, so the command is answered too."""
    done = await closing.cancel(desk, number)
    respond.line(desk, "cancelled", done.id, number=number)


def _ask_which(desk: Desk, lines: list[TicketRow]) -> None:
    buttons = tuple(
        (respond.button("btn-ticket", f"cancel:{line.number}", number=line.number, subject=line.subject),)
        for line in lines[:_MOST_OFFERED]
    )
    respond.post(desk, Say("cancel-which", buttons=buttons, slot="cancel"))


async def language(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """`/language ru` speaks it at once; alone, or with a language we do not speak: a choice."""
    wanted = command.words.text.strip().casefold()
    found = next((code for code in LANGUAGES if wanted in (code, say(code, "language-name").casefold())), None)
    if found is not None:
        await availability.set_language(desk, found)
        respond.post(desk, Say("language-set", slot="language"))
        return
    row = tuple(respond.button("btn-language", f"lang:{code}", name=say(code, "language-name")) for code in LANGUAGES)
    respond.post(desk, Say("language-choose", buttons=(row,), slot="language"))
