"""`/event`: the list, changes by admins, and the event of a ticket. The desk checks again who acts."""

from collections.abc import Awaitable, Callable

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.features.events import buttons as event_buttons
from bot.features.events import handlers_attendance
from bot.handlers import CommandFilter, IsPrivate, IsStaff, PressedMessage, TypedCommand, respond
from bot.handlers.pressed_message import Press
from db.models import DeskRow
from desk import Desk, NotAllowed
from desk.events import comparison_report, events, ticket_events
from desk.outbox import Say, Show
from desk.policy import permissions
from desk.policy.event_links import make_event_link
from desk.policy.grants import Grant

_NONE = frozenset({"none", "off", "no", "-", "нет", "никакое"})


def make_router() -> Router:
    made = Router(name="events")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(change_event, CommandFilter("event"))
    made.callback_query.register(turn_page, event_buttons.EventsTurn.filter())
    made.callback_query.register(compare_events, event_buttons.EventsCompared.filter())
    made.callback_query.register(choose_event, event_buttons.EventChoice.filter())
    made.callback_query.register(restore_event, event_buttons.EventBack.filter())
    return made


async def change_event(message: Message, command: TypedCommand, desk: Desk, content: bytes | None) -> None:
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
        respond.post_letter(desk, Show("events", slot="events", fresh=True))


async def _new(desk: Desk, rest: str) -> None:
    made = await events.create_event(desk, rest)
    row = await desk.session.get_one(DeskRow, 1)
    link = make_event_link(row.bot_username or "", made.slug)
    respond.post_line(desk, "event-made", name=made.name, slug=made.slug, link=link)


async def _remove(desk: Desk, rest: str) -> None:
    name = await events.remove_event(desk, rest)
    undo = (respond.press_button("btn-event-back", event_buttons.EventBack(slug=rest.casefold())),)
    respond.post_letter(desk, Say("event-removed", {"name": name}, (undo,), slot="event"))


async def _external_id(desk: Desk, rest: str) -> None:
    slug, _, typed = rest.partition(" ")
    name = await events.set_external_id(desk, slug, typed)
    respond.post_line(desk, "event-id-set", name=name, id=typed)


async def _attendance(message: Message, rest: str, desk: Desk, content: bytes | None) -> None:
    """Set the attendance of one event from a number, or of several from a file."""
    replied = message.reply_to_message
    document = message.document or (replied.document if replied is not None else None)
    if document is not None and not rest:
        await handlers_attendance.import_attendance(desk, document, content)
        return
    slug, _, number = rest.rpartition(" ")
    name, n = await events.set_attendance(desk, slug, number)
    respond.post_line(desk, "event-attendance-set", name=name, n=n)


_DOES: dict[str, Callable[[Desk, str], Awaitable[None]]] = {"new": _new, "remove": _remove, "id": _external_id}


async def _of_ticket(desk: Desk, number: int, name: str) -> None:
    if not name:
        respond.post_line(desk, "usage-event")
        return
    chosen = None if name.casefold() in _NONE else ticket_events.find_event(desk.rules.events, name)
    done = await ticket_events.set_event(desk, number, chosen.id if chosen is not None else None)
    if chosen is None:
        respond.post_line(desk, "done-event-none", done.id, number=done.number)
    else:
        respond.post_line(desk, "done-event", done.id, number=done.number, name=chosen.name)


async def turn_page(
    _query: CallbackQuery, callback_data: event_buttons.EventsTurn, desk: Desk, spot: PressedMessage
) -> None:
    if not permissions.is_staff(desk.require_actor()):
        raise NotAllowed
    spot.require_face("events")
    respond.post_letter(desk, Show("events", slot="events", page=callback_data.page))


async def compare_events(_query: CallbackQuery, desk: Desk, spot: PressedMessage, press: Press) -> None:
    """Queue a picture that compares the events; it arrives as a message of its own."""
    spot.require_face("events")
    await comparison_report.queue_comparison(desk)
    press.say("events-drawing")


async def choose_event(
    _query: CallbackQuery, callback_data: event_buttons.EventChoice, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    spot.require_ticket(callback_data.number)
    done = await ticket_events.set_event(desk, callback_data.number, callback_data.event or None)
    press.say("done-event-set" if callback_data.event else "done-event-none", number=done.number)


async def restore_event(
    _query: CallbackQuery, callback_data: event_buttons.EventBack, desk: Desk, spot: PressedMessage
) -> None:
    await desk.require_grant(Grant.TOPICS)
    spot.require_face("event")
    spot.require_open()
    name = await events.restore_event(desk, callback_data.slug)
    respond.post_letter(desk, Say("event-restored", {"name": name}, slot="event", replace=True))
