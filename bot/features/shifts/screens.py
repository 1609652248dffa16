"""A person's shifts: their week, which they set by what they type; weeks of others are set in the panel."""

from collections.abc import Sequence
from datetime import date

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.feature import AGENT, Command, Feature, Turning, ViewSpec
from bot.features.shifts import buttons as shift_buttons
from bot.features.team import buttons as team_buttons
from bot.features.team.handlers import check_may_see, require_may_see, show_screen
from bot.features.team.screens import find_member
from bot.handlers import CommandFilter, PressedMessage, StaffRouter, TypedCommand, respond
from bot.handlers.pressed_message import handle_presses
from bot.views import Reader, Rendered, compose, keyboards
from db.models import Person
from desk import Desk, Minutes
from desk.i18n.formats import format_short_day, format_weekday
from desk.outbox import Show
from desk.queries.team_member import MemberInfo
from desk.sla.shifts import Rota, parse_shift_days
from desk.staff import shift_editing
from desk.staff.shift_editing import set_weekdays
from desk.text import RichText
from desk.text.opening_hours.typed_hours import UnclearHoursError


def make_router() -> Router:
    """Return a fresh router of this command and these buttons."""
    made = StaffRouter(name="shifts")
    made.message.register(_show_own_shifts, CommandFilter("shifts"))
    handle_presses(made, clear_shifts)
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


async def clear_shifts(
    _query: CallbackQuery, callback_data: shift_buttons.ShiftClear, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Remove the person's shifts, so that business hours apply."""
    require_may_see(me, callback_data.person)
    pressed.require_open()
    await shift_editing.clear_shifts(desk, callback_data.person)
    show_screen(desk, pressed, "shifts", str(callback_data.person))


_DAY = 1440
_MOST_LINES = 14


def format_hours(reader: Reader, spans: Sequence[Minutes]) -> str:
    """Return "9:00–18:00, 22:00–6:00", or "off" if there are none."""
    said = (f"{start // 60}:{start % 60:02d}–{_ends(end)}" for start, end in spans)
    return ", ".join(said) if spans else reader.say("shift-off")


def _ends(minute: int) -> str:
    at = minute if minute <= _DAY else minute - _DAY
    return f"{at // 60}:{at % 60:02d}"


def _render_week(reader: Reader, one: MemberInfo) -> Rendered:
    """Render the seven days, special dates, and the buttons to remove them all and, for admins, to the person."""
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
    own = one.person.id == reader.person.id
    lines.append(reader.say_rich("shifts-how") if own else RichText())
    clear = [reader.make_button("btn-shifts-clear", shift_buttons.ShiftClear(person=key))] if rota is not None else []
    back = [] if own else [reader.make_button("btn-member", team_buttons.MemberPage(person=key))]
    return Rendered(compose.join_lines(lines), keyboards.arrange_rows([*clear, *back], 1))


def _title(reader: Reader, one: MemberInfo) -> RichText:
    own = one.person.id == reader.person.id
    return reader.say_rich("shifts-title") if own else reader.say_rich("shifts-title-of", name=one.person.name)


def _day_line(reader: Reader, rota: Rota, weekday: int) -> RichText:
    return RichText(f"{format_weekday(reader.language, weekday)}: {format_hours(reader, rota.week.get(weekday, ()))}")


async def _render_shifts(reader: Reader, letter: Show) -> Rendered | None:
    """Render the shifts of the person that the letter names."""
    found, _rest = await find_member(reader, letter.find)
    return None if found is None else _render_week(reader, found)


FEATURE = Feature(
    name="shifts",
    routers=(make_router,),
    views={"shifts": ViewSpec(_render_shifts, AGENT)},
    turns=(
        Turning(
            shift_buttons.Shifts,
            "shifts",
            find="{one.person}",
            here=("staff", "topics"),
            check=check_may_see,
        ),
    ),
    commands=(Command("shifts", AGENT),),
)
