"""Events in the bot: `/event` with typed changes, files with participants, and the event of a ticket. They are listed
and changed on the screens of `bot/features/administration`; the desk checks again who acts."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Document, Message
from pydantic import Field

from bot.content import FileWantedError
from bot.feature import AGENT, Command, Feature
from bot.features.administration.buttons import AdminAct
from bot.features.administration.handlers import show_noun
from bot.features.ticket import buttons as ticket_buttons
from bot.features.ticket.buttons import Foldable
from bot.handlers import (
    CommandFilter,
    FileAnswers,
    PressedMessage,
    StaffRouter,
    TypedCommand,
    respond,
)
from bot.handlers.pressed_message import Id, Press, handle_presses
from bot.views import Reader, RenderedButton, keyboards
from db.models import DeskRow
from desk import Desk, Refused
from desk.administration.events import EVENTS
from desk.events import event_editing, linking
from desk.events.attendance import MOST_BYTES
from desk.outbox import Say
from desk.policy.event_links import make_event_link
from desk.policy.permissions import Grant
from desk.queries.ticket_card import TicketCard


def _make_attendance_router() -> Router:
    made = StaffRouter(name="attendance")
    made.message.register(_read_attendance, _has_events, FileAnswers("events"))
    return made


async def _has_events(_message: Message, desk: Desk) -> bool:
    return bool(desk.rules.events)


async def _read_attendance(message: Message, desk: Desk, content: bytes | None) -> None:
    assert message.document is not None
    await import_attendance(desk, message.document, content)


async def import_attendance(desk: Desk, document: Document, content: bytes | None) -> None:
    """Import the whole file, or nothing of it. Raises FileWantedError while its content is not downloaded, Refused
    with the error and its line."""
    await desk.require_grant(Grant.TOPICS)
    if (document.file_size or 0) > MOST_BYTES:
        raise Refused("attendance-too-large")
    if content is None:
        raise FileWantedError(document.file_id, MOST_BYTES)
    done = await event_editing.import_attendance(desk, content)
    name, number = done[0]
    if len(done) == 1:
        respond.post_line(desk, "event-attendance-set", name=name, n=number)
    else:
        respond.post_letter(desk, Say("event-attendance-read", {"events": len(done), "n": sum(n for _, n in done)}))


EventKey = Annotated[int, Field(ge=0, le=2**63 - 1)]
"""An event by id; 0: none."""


class EventsCompared(CallbackData, prefix="eventscmp"):
    """Draw several events in one picture to compare them."""


class EventChoice(CallbackData, prefix="event"):
    """Set the event that a ticket belongs to."""

    number: Id
    event: EventKey


_NONE = frozenset({"none", "off", "no", "-", "нет", "никакое"})


def make_router() -> Router:
    made = StaffRouter(name="events")
    made.message.register(_change_event, CommandFilter("event"))
    made.callback_query.register(compare_events, EventsCompared.filter())
    handle_presses(made, choose_event)
    return made


async def _change_event(message: Message, command: TypedCommand, desk: Desk, content: bytes | None) -> None:
    """Handle `/event`, `/event N name`, `/event attendance …` and the words of `_DOES`."""
    said = " ".join(command.words.text.split())
    word, _, rest = said.partition(" ")
    if word.casefold() == "attendance":
        await _attendance(message, rest, desk, content)
    elif word.casefold() in _DOES:
        await _DOES[word.casefold()](desk, rest)
    elif command.number is not None and said:
        await _of_ticket(desk, command.number, command.after_number.text.strip())
    elif said and command.replied is None:
        respond.post_line(desk, "usage-event")
    else:
        show_noun(desk, EVENTS, fresh=True)


async def _new(desk: Desk, rest: str) -> None:
    made = await event_editing.create_event(desk, rest)
    row = await desk.session.get_one(DeskRow, 1)
    link = make_event_link(row.bot_username or "", made.slug)
    respond.post_line(desk, "event-made", name=made.name, slug=made.slug, link=link)


async def _remove(desk: Desk, rest: str) -> None:
    event = await event_editing.remove_event(desk, rest)
    restore = AdminAct(noun="events", key=str(event.id), act="restore")
    undo = (respond.press_button("btn-do-events-restore", restore),)
    respond.post_letter(desk, Say("event-removed", {"name": event.name}, (undo,), slot=EVENTS.stored.row))


async def _external_id(desk: Desk, rest: str) -> None:
    slug, _, typed = rest.partition(" ")
    if not typed.strip():
        raise Refused("event-id-wrong")
    name = await event_editing.set_external_id(desk, slug, typed)
    respond.post_line(desk, "event-id-set", name=name, id=typed)


async def _attendance(message: Message, rest: str, desk: Desk, content: bytes | None) -> None:
    """Set the attendance of one event from a number, or of several from a file."""
    replied = message.reply_to_message
    document = message.document or (replied.document if replied is not None else None)
    if document is not None and not rest:
        await import_attendance(desk, document, content)
        return
    slug, _, number = rest.rpartition(" ")
    if not slug or not number.isdecimal():
        raise Refused("usage-event-attendance")
    name = await event_editing.set_attendance(desk, slug, number)
    respond.post_line(desk, "event-attendance-set", name=name, n=int(number))


_DOES: dict[str, Callable[[Desk, str], Awaitable[None]]] = {"new": _new, "remove": _remove, "id": _external_id}


async def _of_ticket(desk: Desk, number: int, name: str) -> None:
    if not name:
        respond.post_line(desk, "usage-event")
        return
    chosen = None if name.casefold() in _NONE else linking.find_event(desk.rules.events, name)
    done = await linking.set_event(desk, number, chosen.id if chosen is not None else None)
    if chosen is None:
        respond.post_line(desk, "done-event-none", done.id, number=done.number)
    else:
        respond.post_line(desk, "done-event", done.id, number=done.number, name=chosen.name)


async def compare_events(_query: CallbackQuery, desk: Desk, pressed: PressedMessage, press: Press) -> None:
    """Queue a picture that compares the events; it arrives as a message of its own."""
    pressed.require_view("events")
    await event_editing.queue_comparison(desk)
    press.say("events-drawing")


async def choose_event(
    _query: CallbackQuery, callback_data: EventChoice, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    pressed.require_ticket(callback_data.number)
    done = await linking.set_event(desk, callback_data.number, callback_data.event or None)
    press.say("done-event-set" if callback_data.event else "done-event-none", number=done.number)


_MOST = 6  # eight buttons with “none” and “back”; other events by /event


def make_choice_button(reader: Reader, ticket: TicketCard) -> RenderedButton:
    """Return the button that opens the choice of events."""
    press = ticket_buttons.More(face=Foldable.OPEN, number=ticket.number, screen=keyboards.EVENTS)
    return reader.make_button("btn-event", press)


def list_choices(reader: Reader, ticket: TicketCard) -> list[RenderedButton]:
    """Return the events nearest to the day the ticket was filed, without its present one, and a button for none."""
    at = (ticket.filed_at or ticket.created_at).astimezone(ZoneInfo(reader.settings.timezone)).date()
    others = [
        event for event in reader.settings.events if ticket.staff.event is None or event.id != ticket.staff.event.id
    ]
    near = sorted(others, key=lambda event: (max(event.first - at, at - event.last, timedelta(0)), event.id))[:_MOST]
    buttons = [reader.make_button("btn-event-choice", _press(ticket, event.id), name=event.name) for event in near]
    if ticket.staff.event is not None:
        buttons.append(reader.make_button("btn-event-none", _press(ticket, 0)))
    return buttons


def _press(ticket: TicketCard, event: int) -> EventChoice:
    return EventChoice(number=ticket.number, event=event)


FEATURE = Feature(
    name="events",
    routers=(
        make_router,
        _make_attendance_router,
    ),
    commands=(Command("event", AGENT, of_ticket=True, means_alone=True),),
)
