"""Being there or not: `/away`, until when, `/back`, `/quiet`. Every verb checks again that it is staff."""

from datetime import datetime, timedelta

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.features.availability import buttons as data
from bot.features.availability.buttons import AwayFor
from bot.features.lists import buttons as list_callbacks
from bot.features.ticket.buttons import Release, ReleaseAll
from bot.handlers import CommandFilter, IsCommand, IsPrivate, IsStaff, PressedMessage, TypedCommand, respond
from desk import Desk
from desk.outbox import Button, Say
from desk.staff import availability, preferences
from desk.text import typed_moments
from desk.tickets import untaken_queue

_LONGEST = timedelta(days=31)
_LENGTHS = {AwayFor.HOUR: timedelta(hours=1), AwayFor.TWO: timedelta(hours=2)}
_KEYS = {
    (False, False): "away",
    (False, True): "away-holding",
    (True, False): "away-until",
    (True, True): "away-until-holding",
}  # by whether they said until when, and whether they hold something


def make_router() -> Router:
    """A fresh router of these commands and buttons."""
    made = Router(name="presence")
    made.message.filter(IsPrivate(), IsCommand(), IsStaff())
    made.message.register(mark_away, CommandFilter("away"))
    made.message.register(mark_back, CommandFilter("back"))
    made.message.register(mute_for_while, CommandFilter("quiet"))
    made.callback_query.register(away_for, data.Away.filter())
    return made


async def mark_away(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """`/away`, `/away 14:00`, `/away 2h`, `/away until friday`: no broadcasts, until then or until `/back`; what to do
    with what one holds is offered."""
    said = command.words.text.strip()
    until = None
    if said:
        until = _read_until(desk, said)
        if until is None:
            respond.post_line(desk, "usage-away")
            return
    respond.post_letter(desk, _confirm(await availability.set_away(desk, until), until))


def _read_until(desk: Desk, said: str) -> datetime | None:
    """At most a month ahead; a day alone ends when its work begins."""
    meant = typed_moments.parse_moment(said, now=desk.now, zone=desk.rules.timezone)
    if meant is None or meant.rest:
        return None
    at = meant.at if meant.day is None else availability.get_return_time(desk, meant.day)
    return at if at is not None and desk.now < at <= desk.now + _LONGEST else None


def _confirm(holding: int, until: datetime | None, *, replace: bool = False) -> Say:
    """That they are away, how much they hold, and what they can say about it."""
    args: dict[str, str | int] = {"n": holding}
    if until is not None:
        args["until"] = int(until.timestamp())
    row = (
        respond.press_button("btn-release-all", Release(number=ReleaseAll.ALL)),
        respond.press_button("btn-release-none", Release(number=ReleaseAll.NONE)),
    )
    rows = (*offer_lengths(), row) if holding else offer_lengths()
    return Say(_KEYS[until is not None, holding > 0], args, rows, slot="away", replace=replace)


def being_away(desk: Desk) -> dict[str, str | int]:
    """Whether who pressed is away still, and until when: arguments of a line that says when cards come again."""
    me = desk.require_actor()
    if not me.away:
        return {"away": "back"}
    return {"away": "open"} if me.away_until is None else {"away": "until", "until": int(me.away_until.timestamp())}


def offer_lengths() -> tuple[tuple[Button, ...], ...]:
    """Until when, and back at once."""
    times = (AwayFor.HOUR, AwayFor.TWO, AwayFor.TOMORROW)
    return (
        tuple(respond.press_button("btn-away", data.Away(until=one), until=one.value) for one in times),
        (respond.press_button("btn-back", data.Away(until=AwayFor.BACK)),),
    )


async def away_for(_query: CallbackQuery, callback_data: data.Away, desk: Desk, spot: PressedMessage) -> None:
    """For an hour or two, until tomorrow; or back."""
    spot.of("away")
    spot.still_asks()
    chosen = callback_data.until
    if chosen is AwayFor.BACK:
        await availability.set_available(desk)
        respond.post_letter(desk, await _greeting(desk, slot="away"))
        return
    until = until_of(desk, chosen)
    respond.post_letter(desk, _confirm(await availability.set_away(desk, until), until, replace=True))


def until_of(desk: Desk, chosen: AwayFor) -> datetime | None:
    """When who is away so long is back; None: when they say so."""
    if chosen is AwayFor.TOMORROW:
        return availability.get_tomorrow(desk)
    length = _LENGTHS.get(chosen)
    return None if length is None else desk.now + length


async def mark_back(_message: Message, desk: Desk) -> None:
    """`/back`: one line says what waits, and the queue's button shows it; the cards missed meanwhile do not come."""
    await availability.set_available(desk)
    respond.post_letter(desk, await _greeting(desk))


async def _greeting(desk: Desk, slot: str | None = None) -> Say:
    n = await untaken_queue.count_listed(desk.session, desk.require_actor())
    row = (respond.press_button("btn-queue", list_callbacks.QueuePage(page=1)),)
    return Say("back", {"n": n}, (row,) if n else (), slot=slot, replace=slot is not None)


async def mute_for_while(_message: Message, desk: Desk) -> None:
    """`/quiet`; once more ends it."""
    respond.post_line(desk, "quiet-on" if await preferences.toggle_quiet(desk) else "quiet-off")
