"""A person's shifts: their week, the question for a day, and the business hours without anyone on shift."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.feature import AGENT, Command, Feature, Turning, ViewSpec
from bot.features.shifts import buttons as shift_buttons
from bot.features.shifts.buttons import ShiftPart
from bot.features.team import buttons as team_buttons
from bot.features.team.handlers import check_may_see, require_may_see, show_screen
from bot.features.team.screens import find_member
from bot.handlers import CommandFilter, PressedMessage, StaffRouter, TypedCommand, respond
from bot.handlers.pressed_message import handle_presses
from bot.views import Reader, Rendered, RenderedButton, Row, compose, keyboards
from bot.views.pages import cut_shown_page
from db.models import Person
from desk import Desk, Minutes, Refused
from desk.conversation.new_entry import IncomingMessage
from desk.i18n.formats import format_short_day, format_weekday
from desk.inbound.prompt_replies import Prompt
from desk.outbox import Show
from desk.policy.permissions import Grant
from desk.queries import team_member
from desk.queries.people import PersonInfo
from desk.queries.team_member import MemberInfo
from desk.sla.desk_hours import has_hours
from desk.sla.shifts import Rota, parse_shift_days, parse_shifts
from desk.staff import shift_editing
from desk.staff.shift_editing import set_weekdays
from desk.text import RichText
from desk.text.opening_hours.typed_hours import UnclearHoursError


def make_router() -> Router:
    """Return a fresh router of this command and these buttons."""
    made = StaffRouter(name="shifts")
    made.message.register(_show_own_shifts, CommandFilter("shifts"))
    handle_presses(made, _ask_shifts, _copy_shifts, clear_shifts)
    return made


async def _show_own_shifts(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/shifts`; `/shifts mon-fri 9-18` and `/shifts 25.12 none` set them."""
    me = desk.require_actor().telegram_id or 0
    try:
        await _set_typed(desk, me, command.words.text.strip())
    except UnclearHoursError as unclear:
        respond.post_line(desk, "usage-shifts" if unclear.key == "hours-unclear" else unclear.key)
        return
    except ValueError:
        respond.post_line(desk, "usage-shifts")
        return
    respond.post_letter(desk, Show("shifts", slot="shifts", fresh=True, find=str(me)))


async def _set_typed(desk: Desk, person: int, text: str) -> None:
    """Set the shifts of one date, or of the weekdays that are named. Raises ValueError, with nothing changed."""
    for days, spans in parse_shift_days(text, desk.today):
        if isinstance(days, date):
            await shift_editing.set_date(desk, person, days, spans)
        else:
            await set_weekdays(desk, person, days, spans)


async def _ask_shifts(
    _query: CallbackQuery, callback_data: shift_buttons.ShiftDay, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Ask for the person's shifts on that weekday."""
    require_may_see(me, callback_data.person)
    pressed.require_view("staff", "shifts")
    day = f"{callback_data.person}:{callback_data.weekday}"
    respond.post_letter(desk, Show("shift_ask", slot=f"shift:{day}", fresh=True))


async def _copy_shifts(
    _query: CallbackQuery, callback_data: shift_buttons.ShiftCopy, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Copy the person's week to a colleague."""
    require_may_see(me)
    pressed.require_open()
    await shift_editing.copy_week(desk, callback_data.person, callback_data.to)
    show_screen(desk, pressed, "shifts", str(callback_data.to))


async def clear_shifts(
    _query: CallbackQuery, callback_data: shift_buttons.ShiftClear, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Remove the person's shifts, so that business hours apply."""
    require_may_see(me, callback_data.person)
    pressed.require_open()
    await shift_editing.clear_shifts(desk, callback_data.person)
    show_screen(desk, pressed, "shifts", str(callback_data.person))


_DAY = 1440
_LISTED = 5
_MOST_LINES = 14


def format_hours(reader: Reader, spans: Sequence[Minutes]) -> str:
    """Return "9:00–18:00, 22:00–6:00", or "off" if there are none."""
    said = (f"{start // 60}:{start % 60:02d}–{_ends(end)}" for start, end in spans)
    return ", ".join(said) if spans else reader.say("shift-off")


def _ends(minute: int) -> str:
    at = minute if minute <= _DAY else minute - _DAY
    return f"{at // 60}:{at % 60:02d}"


def _render_week(reader: Reader, one: MemberInfo) -> Rendered:
    """Render the seven days, special dates, and More."""
    key, rota = one.person.key or 0, one.rota
    lines = [_title(reader, one)]
    if rota is None:
        lines.append(reader.say_rich("shifts-none"))
    else:
        named = [_day_line(reader, rota, weekday) for weekday in range(7)]
        lines += named if rota.week else [reader.say_rich("shifts-none")]
        lines += [
            RichText(f"{format_short_day(reader.language, day)}: {format_hours(reader, spans)}")
            for day, spans in sorted(rota.days.items())[:_MOST_LINES]
        ]
    lines.append(reader.say_rich("shifts-how" if one.person.id == reader.person.id else "shifts-how-of"))
    days = [
        reader.make_button("btn-weekday", shift_buttons.ShiftDay(person=key, weekday=n), day=f"d{n}") for n in range(7)
    ]
    more = _part(reader, "btn-more", key, ShiftPart.MORE)
    return Rendered(compose.join_lines(lines), keyboards.arrange_rows([*days, more], 4))


def _title(reader: Reader, one: MemberInfo) -> RichText:
    own = one.person.id == reader.person.id
    return reader.say_rich("shifts-title") if own else reader.say_rich("shifts-title-of", name=one.person.name)


def _day_line(reader: Reader, rota: Rota, weekday: int) -> RichText:
    return RichText(f"{format_weekday(reader.language, weekday)}: {format_hours(reader, rota.week.get(weekday, ()))}")


def _part(reader: Reader, label: str, key: int, part: ShiftPart) -> RenderedButton:
    return reader.make_button(label, shift_buttons.Shifts(person=key, part=part, page=1))


def _render_other_days(reader: Reader, one: MemberInfo) -> Rendered:
    """Render the button that removes all shifts; for admins also those to copy them, and to show uncovered hours."""
    key = one.person.key or 0
    buttons = [reader.make_button("btn-shifts-clear", shift_buttons.ShiftClear(person=key))]
    if reader.may(Grant.TEAM):
        buttons.append(_part(reader, "btn-shifts-copy", key, ShiftPart.COPY))
        buttons.append(_part(reader, "btn-shifts-empty", key, ShiftPart.EMPTY))
        buttons.append(reader.make_button("btn-member", team_buttons.MemberPage(person=key)))
    words = compose.join_lines([_title(reader, one), reader.say_rich("shifts-more")])
    return Rendered(words, (*keyboards.arrange_rows(buttons, 1), _back(reader, key)))


def _copy_screen(reader: Reader, one: MemberInfo, people: Sequence[PersonInfo], page: int) -> Rendered:
    """Render the question to which colleague the week is copied."""
    key = one.person.key or 0
    turn = partial(shift_buttons.Shifts, person=key, part=ShiftPart.COPY)
    listed = cut_shown_page(reader, people, page, _LISTED, lambda to: turn(page=to))
    buttons = [
        reader.make_button("btn-person", shift_buttons.ShiftCopy(person=key, to=to.key or 1), name=to.name)
        for to in listed.shown
    ]
    words = reader.say_rich("shifts-copy", name=one.person.name)
    return Rendered(words, (*keyboards.arrange_rows(buttons, 2), *listed.turning, _back(reader, key)))


def _render_uncovered_hours(reader: Reader, one: MemberInfo, found: Sequence[tuple[date, Minutes]]) -> Rendered:
    """Render the business hours of the seven days from today in which no one works."""
    language = reader.language
    shown = [
        RichText(f"{format_weekday(language, day.weekday())}, {format_short_day(language, day)}: {hours}")
        for day, hours in ((day, format_hours(reader, (span,))) for day, span in found[:_MOST_LINES])
    ]
    words = compose.join_lines([reader.say_rich("shifts-empty" if found else "shifts-empty-none"), *shown])
    return Rendered(words, (_back(reader, one.person.key or 0),))


def _render_shift_question(reader: Reader, one: MemberInfo, weekday: int) -> Rendered:
    """Render the question for the shifts of a weekday."""
    own = one.person.id == reader.person.id
    now = (
        format_hours(reader, one.rota.week.get(weekday, ()))
        if one.rota is not None and one.rota.week
        else reader.say("shifts-desk-hours" if has_hours(reader.settings) else "hours-none")
    )
    key = "shift-ask" if own else "shift-ask-of"
    return Rendered(reader.say_rich(key, name=one.person.name, day=f"d{weekday}", now=now))


def _back(reader: Reader, key: int) -> Row:
    return (_part(reader, "btn-shifts-week", key, ShiftPart.WEEK),)


async def _render_shifts(reader: Reader, letter: Show) -> Rendered | None:
    """Render the screen of a person's shifts that the letter names."""
    found, rest = await find_member(reader, letter.find)
    if found is None:
        return None
    if rest == ShiftPart.MORE:
        return _render_other_days(reader, found)
    if rest == ShiftPart.COPY and reader.may(Grant.TEAM):
        others = await team_member.list_colleagues(reader.session, found.person.key or 0)
        return _copy_screen(reader, found, others, letter.page)
    if rest == ShiftPart.EMPTY and reader.may(Grant.TEAM):
        return _render_uncovered_hours(
            reader, found, await team_member.find_uncovered_hours(reader.session, reader.settings, reader.today)
        )
    return _render_week(reader, found)


async def render_question(reader: Reader, letter: Show) -> Rendered | None:
    """Render the question for a day's shifts; the slot names the person and the day."""
    found, rest = await find_member(reader, letter.key)
    return None if found is None or not rest.isdigit() else _render_shift_question(reader, found, int(rest))


async def _set_shifts(desk: Desk, incoming: IncomingMessage, asked: str) -> Show:
    """Set the shifts of a person on a weekday (`shift:<Telegram id>:<weekday>`)."""
    person, _, weekday = asked.partition(":")
    try:
        await set_weekdays(desk, int(person), [int(weekday)], parse_shifts(incoming.words.text))
    except UnclearHoursError as unclear:
        raise Refused("shift-wrong" if unclear.key == "hours-unclear" else unclear.key) from None
    except ValueError:
        raise Refused("shift-wrong") from None
    own = desk.require_actor().telegram_id == int(person)
    return Show("shifts", slot="shifts" if own else "staff", find=person, fresh=True, note="shift-set")


FEATURE = Feature(
    name="shifts",
    routers=(make_router,),
    views={
        "shifts": ViewSpec(_render_shifts, AGENT),
        "shift_ask": ViewSpec(render_question, AGENT, asks=True),
    },
    turns=(
        Turning(
            shift_buttons.Shifts,
            "shifts",
            find="{one.person}:{one.part}",
            here=("staff", "topics"),
            check=check_may_see,
        ),
    ),
    commands=(Command("shifts", AGENT),),
    prompts={"shift": Prompt(_set_shifts, repeats=True)},
)
