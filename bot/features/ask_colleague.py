"""Asking a colleague in the bot: buttons, handlers and screens.

`/ask N text`: ask a colleague about a ticket; only the team sees it.
"""

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot.content import read_message
from bot.feature import AGENT, Command, Feature, Turning, ViewSpec
from bot.features.team.screens import format_member_label, format_until
from bot.handlers import CommandFilter, PressedMessage, StaffRouter, TypedCommand, respond
from bot.handlers.pressed_message import Id, PageNumber, handle_presses
from bot.views import Reader, Rendered, keyboards
from bot.views.pages import cut_shown_page
from db.models import Person
from desk import Desk
from desk.conversation import ask_colleague
from desk.conversation.ask_colleague import AskedColleague
from desk.conversation.new_entry import NewEntry
from desk.outbox import Args, Say, Show
from desk.people.team_names import CalledMember
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.queries import team_member


class AskPage(CallbackData, prefix="asks"):
    """Show a page of colleagues who can be sent this note (an entry by its id)."""

    entry: Id
    page: PageNumber


class AskWhom(CallbackData, prefix="ask"):
    """Send the note to this colleague."""

    entry: Id
    person: Id


def make_router() -> Router:
    made = StaffRouter(name="ask")
    made.message.register(_ask_for_help, CommandFilter("ask"))
    handle_presses(made, _choose_colleague)
    return made


async def _ask_for_help(message: Message, command: TypedCommand, desk: Desk) -> None:
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


async def _choose_colleague(
    _query: CallbackQuery, callback_data: AskWhom, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    permissions.require_staff(me)
    pressed.require_view("ask")
    pressed.require_open()
    done = await ask_colleague.ask_chosen(desk, callback_data.entry, callback_data.person)
    respond.post_letter(desk, _show_asked(done, slot=f"ask:{callback_data.entry}"), pressed.ticket_id)


_A_PAGE = 6


async def _render_colleagues(reader: Reader, letter: Show) -> Rendered | None:
    """Render the colleagues who can be sent the note that the slot names."""
    entry = letter.number
    people = await team_member.list_colleagues(reader.session, reader.person.telegram_id or 0)
    if not people:
        return Rendered(reader.say_rich("ask-alone"))
    listed = cut_shown_page(reader, people, letter.page, _A_PAGE, lambda to: AskPage(entry=entry, page=to))
    buttons = [
        reader.make_button(
            format_member_label(person),
            AskWhom(entry=entry, person=person.key or 1),
            name=person.name,
            until=format_until(reader, person),
        )
        for person in listed.shown
    ]
    return Rendered(reader.say_rich("ask-whom"), (*keyboards.arrange_rows(buttons, 2), *listed.turning))


FEATURE = Feature(
    name="ask_colleague",
    routers=(make_router,),
    views={
        "ask": ViewSpec(_render_colleagues, AGENT),
    },
    turns=(Turning(AskPage, "ask", "ask:{one.entry}"),),
    commands=(Command("ask", grant=Grant.NOTES, of_ticket=True),),
)
