"""Away and back in the bot: buttons and handlers.

`/away`, `/back` and `/quiet` with their buttons. The desk checks again that a member of staff acts.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot.feature import AGENT, Command, Feature
from bot.features.lists import buttons as list_buttons
from bot.features.ticket.buttons import Release, ReleaseAll
from bot.handlers import CommandFilter, PressedMessage, StaffRouter, TypedCommand, respond
from bot.handlers.pressed_message import handle_presses
from desk import Desk
from desk.outbox import Button, Say
from desk.sla import day_bounds
from desk.sla.desk_hours import get_desk_calendar
from desk.staff import availability, preferences
from desk.tickets import untaken_queue


class AwayFor(StrEnum):
    """The lengths of an absence. OPEN is until they come back on their own; BACK ends the absence."""

    HOUR = "hour"
    TWO = "two"
    TOMORROW = "tomorrow"
    OPEN = "open"
    BACK = "back"


class Away(CallbackData, prefix="away"):
    """Go away for this long, or come back."""

    until: AwayFor


_LONGEST = timedelta(days=31)
_LENGTHS = {AwayFor.HOUR: timedelta(hours=1), AwayFor.TWO: timedelta(hours=2)}
_KEYS = {
    (False, False): "away",
    (False, True): "away-holding",
    (True, False): "away-until",
    (True, True): "away-until-holding",
}  # by whether an end is set, and whether tickets are assigned to them


def make_router() -> Router:
    made = StaffRouter(name="presence")
    made.message.register(_mark_away, CommandFilter("away"))
    made.message.register(_mark_back, CommandFilter("back"))
    made.message.register(_mute_for_while, CommandFilter("quiet"))
    handle_presses(made, _mark_away_for)
    return made


async def _mark_away(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/away`, `/away 14:00`, `/away 2h` and `/away until friday`: no new tickets are announced to the agent
    until then or until `/back`. The answer offers to release the tickets they have."""
    said = command.words.text.strip()
    until = None
    if said:
        at = day_bounds.parse_hold(said, now=desk.now, zone=desk.rules.timezone, calendar=get_desk_calendar(desk.rules))
        until = at if at is not None and desk.now < at <= desk.now + _LONGEST else None
        if until is None:
            respond.post_line(desk, "usage-away")
            return
    respond.post_letter(desk, _confirm(await availability.set_away(desk, until), until))


def _confirm(holding: int, until: datetime | None, *, replace: bool = False) -> Say:
    """Say that the agent is away and how many tickets they have, with buttons to release or keep them."""
    args: dict[str, str | int] = {"n": holding}
    if until is not None:
        args["until"] = int(until.timestamp())
    row = (
        respond.press_button("btn-release-all", Release(number=ReleaseAll.ALL)),
        respond.press_button("btn-release-none", Release(number=ReleaseAll.NONE)),
    )
    rows = (*offer_lengths(), row) if holding else offer_lengths()
    return Say(_KEYS[until is not None, holding > 0], args, rows, slot="away", replace=replace)


def describe_absence(desk: Desk) -> dict[str, str | int]:
    """Return the arguments of a line that says whether, and until when, the actor is away."""
    me = desk.require_actor()
    if not me.away:
        return {"away": "back"}
    return {"away": "open"} if me.away_until is None else {"away": "until", "until": int(me.away_until.timestamp())}


def offer_lengths() -> tuple[tuple[Button, ...], ...]:
    """Return buttons for the lengths of an absence, and one to come back."""
    times = (AwayFor.HOUR, AwayFor.TWO, AwayFor.TOMORROW)
    return (
        tuple(respond.press_button("btn-away", Away(until=one), until=one.value) for one in times),
        (respond.press_button("btn-back", Away(until=AwayFor.BACK)),),
    )


async def _mark_away_for(_query: CallbackQuery, callback_data: Away, desk: Desk, pressed: PressedMessage) -> None:
    pressed.require_view("away")
    pressed.require_open()
    chosen = callback_data.until
    if chosen is AwayFor.BACK:
        await availability.set_available(desk)
        respond.post_letter(desk, await _greeting(desk, slot="away"))
        return
    until = compute_return(desk, chosen)
    respond.post_letter(desk, _confirm(await availability.set_away(desk, until), until, replace=True))


def compute_return(desk: Desk, chosen: AwayFor) -> datetime | None:
    """Return the moment at which an absence of this length ends, or None if it has no fixed end."""
    if chosen is AwayFor.TOMORROW:
        return availability.get_tomorrow(desk)
    length = _LENGTHS.get(chosen)
    return None if length is None else desk.now + length


async def _mark_back(_message: Message, desk: Desk) -> None:
    """Handle `/back`: one line says how many tickets wait, with a button to the queue. Tickets announced during the
    absence are not sent again."""
    await availability.set_available(desk)
    respond.post_letter(desk, await _greeting(desk))


async def _greeting(desk: Desk, slot: str | None = None) -> Say:
    n = await untaken_queue.count_listed(desk.session, desk.require_actor())
    row = (respond.press_button("btn-queue", list_buttons.QueuePage(page=1)),)
    return Say("back", {"n": n}, (row,) if n else (), slot=slot, replace=slot is not None)


async def _mute_for_while(_message: Message, desk: Desk) -> None:
    """Handle `/quiet`: the first switches it on, the second off."""
    respond.post_line(desk, "quiet-on" if await preferences.toggle_quiet(desk) else "quiet-off")


FEATURE = Feature(
    name="availability",
    routers=(make_router,),
    commands=(
        Command("away", AGENT),
        Command("back", AGENT, alone=True),
        Command("quiet", AGENT, alone=True),
    ),
)
