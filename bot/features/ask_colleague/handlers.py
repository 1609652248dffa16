"""`/ask N text`: ask a colleague about a ticket; only the team sees it."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.content.message import read_message
from bot.features.ask_colleague import buttons as ask_buttons
from bot.handlers import CommandFilter, IsPrivate, IsStaff, PressedMessage, TypedCommand, respond
from db.models import Person
from desk import Desk
from desk.conversation import ask_colleague
from desk.conversation.ask_colleague import AskedColleague
from desk.conversation.new_entry import NewEntry
from desk.outbox import Args, Say, Show
from desk.people.team_names import CalledMember
from desk.policy import permissions


def make_router() -> Router:
    made = Router(name="ask")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(ask_for_help, CommandFilter("ask"))
    made.callback_query.register(turn_page, ask_buttons.AskPage.filter())
    made.callback_query.register(choose_colleague, ask_buttons.AskWhom.filter())
    return made


async def ask_for_help(message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/ask N @Name text`, or `/ask N text` and then ask for the colleague by buttons."""
    said = read_message(message, words=command.after_number, now=desk.now)
    if command.number is None or not (command.after_number.text.strip() or said.files):
        respond.post_line(desk, "usage-ask")
        return
    done = await ask_colleague.ask_by_name(desk, command.number, NewEntry.from_message(said))
    if isinstance(done, AskedColleague):
        respond.post_letter(desk, _show_asked(done))
        return
    note, args = name_unfound(done.called)
    shown = Show("ask", slot=f"ask:{done.entry.id}", fresh=True, note=note, note_args=args)
    respond.post_letter(desk, shown, done.entry.ticket_id)


def name_unfound(called: CalledMember) -> tuple[str | None, Args]:
    """Return the line that says which name was not found, or is that of several, and its arguments."""
    if not called.called:
        return None, {}
    return "colleague-several" if called.several else "colleague-unknown", {"name": called.called}


def _show_asked(done: AskedColleague, *, slot: str | None = None) -> Say:
    args: Args = {"name": done.name, "number": done.number}
    key = "asked"
    if done.unreachable:
        key = "asked-unreachable"
    elif done.away:
        key = "asked-away" if done.until is None else "asked-away-until"
    if done.until is not None:
        args["until"] = int(done.until.timestamp())
    return Say(key, args, slot=slot, replace=slot is not None)


async def turn_page(
    _query: CallbackQuery, callback_data: ask_buttons.AskPage, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    permissions.require_staff(me)
    spot.require_face("ask")
    respond.post_letter(desk, Show("ask", slot=f"ask:{callback_data.entry}", page=callback_data.page), spot.ticket_id)


async def choose_colleague(
    _query: CallbackQuery, callback_data: ask_buttons.AskWhom, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    permissions.require_staff(me)
    spot.require_face("ask")
    spot.require_open()
    done = await ask_colleague.ask_chosen(desk, callback_data.entry, callback_data.person)
    respond.post_letter(desk, _show_asked(done, slot=f"ask:{callback_data.entry}"), spot.ticket_id)
