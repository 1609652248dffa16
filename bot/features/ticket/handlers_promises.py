"""Promised times: a command of agents, and Still on it. The desk checks who it is."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.features.ticket import buttons
from bot.handlers import PressedMessage, TypedCommand, respond
from bot.handlers.pressed_message import on_press
from desk import Desk
from desk.acts.declaring import Door, made
from desk.outbox import Args, Say
from desk.sla import day_bounds
from desk.sla.desk_hours import get_desk_calendar
from desk.tickets import promises

_OFF = frozenset({"off", "no", "нет", "выкл"})


def make_promised_time_router() -> Router:
    """Return a fresh router of these commands and buttons."""
    router = Router(name="promises")
    on_press(router, reassure_requester)
    return router


@made(Door.TYPED, "promise")
async def promise_time(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/promise N 2026-12-01 14:00`, `2h`, `tomorrow`; a day without a time means the end of its business hours;
    `off` removes the promise."""
    said = command.after_number.text.strip()
    if command.number is None or not said:
        respond.post_line(desk, "usage-promise")
        return
    if said.casefold() in _OFF:
        undone = await promises.withdraw_promise(desk, command.number)
        respond.post_line(desk, "done-promise-off", undone.id, number=undone.number)
        return
    calendar, zone = get_desk_calendar(desk.rules), desk.rules.timezone
    at = day_bounds.parse_promise(said, now=desk.now, zone=zone, calendar=calendar)
    if at is None:
        respond.post_line(desk, "usage-promise")
        return
    done = await promises.promise_time(desk, command.number, at)
    closed = int(day_bounds.is_closed_on(said, now=desk.now, zone=zone, calendar=calendar))
    told: Args = {"number": done.number, "name": done.requester.name, "at": int(at.timestamp()), "closed": closed}
    told["heard"] = await promises.look_up_notice(desk, done.id)
    respond.post_line(desk, "done-promise", done.id, **told)


async def reassure_requester(
    _query: CallbackQuery, callback_data: buttons.StillWorking, desk: Desk, pressed: PressedMessage
) -> None:
    """Tell the requester that the agent is still working on it."""
    pressed.require_ticket(callback_data.number)
    pressed.require_open()
    done = await promises.reassure_requester(desk, callback_data.number)
    told: Args = {"number": done.number, "name": done.requester.name}
    respond.post_letter(desk, Say("done-still", told, slot=f"still:{done.number}", replace=True), done.id)
