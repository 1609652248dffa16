"""A person's shifts: their week, the question for a day, and the business hours without anyone on shift."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

from bot.features.shifts import buttons as shift_buttons
from bot.features.shifts.buttons import ShiftPart
from bot.features.team import buttons as team_buttons
from bot.features.team.screens import find_member
from bot.views import Reader, Rendered, RenderedButton, Row, compose, keyboards
from bot.views.pages import cut_shown_page
from desk import Minutes
from desk.outbox import Show, Slot
from desk.policy.grants import Grant
from desk.queries import team_member
from desk.queries.people import PersonInfo
from desk.queries.team_member import MemberInfo
from desk.sla.shifts import Rota
from desk.text import RichText

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


def name_day(reader: Reader, weekday: int) -> str:
    """Return the name of a weekday; 0 is Monday."""
    return reader.say("weekday", day=f"d{weekday}")


def render_week(reader: Reader, one: MemberInfo) -> Rendered:
    """Render the seven days, special dates, and More."""
    key, rota = one.person.key or 0, one.rota
    lines = [_title(reader, one)]
    if rota is None:
        lines.append(reader.say_rich("shifts-none"))
    else:
        named = [_day_line(reader, rota, weekday) for weekday in range(7)]
        lines += named if rota.week else [reader.say_rich("shifts-none")]
        lines += [
            RichText(f"{_name_date(reader, day)}: {format_hours(reader, rota.days[day])}") for day in sorted(rota.days)
        ][:_MOST_LINES]
    lines.append(reader.say_rich("shifts-how" if one.person.id == reader.person.id else "shifts-how-of"))
    days = [
        keyboards.make_button(
            reader.language, "btn-weekday", shift_buttons.ShiftDay(person=key, weekday=n), day=f"d{n}"
        )
        for n in range(7)
    ]
    more = _part(reader, "btn-more", key, ShiftPart.MORE)
    return Rendered(compose.join_lines(lines), keyboards.arrange_rows([*days, more], 4))


def _title(reader: Reader, one: MemberInfo) -> RichText:
    own = one.person.id == reader.person.id
    return reader.say_rich("shifts-title") if own else reader.say_rich("shifts-title-of", name=one.person.name)


def _day_line(reader: Reader, rota: Rota, weekday: int) -> RichText:
    return RichText(f"{name_day(reader, weekday)}: {format_hours(reader, rota.week.get(weekday, ()))}")


def _part(reader: Reader, label: str, key: int, part: ShiftPart, page: int = 1) -> RenderedButton:
    press = shift_buttons.Shifts(person=key, part=part, page=page)
    return keyboards.make_button(reader.language, label, press)


def render_other_days(reader: Reader, one: MemberInfo) -> Rendered:
    """Render the button that removes all shifts; for admins also those to copy them, and to show uncovered hours."""
    key = one.person.key or 0
    buttons = [keyboards.make_button(reader.language, "btn-shifts-clear", shift_buttons.ShiftClear(person=key))]
    if reader.may(Grant.TEAM):
        buttons.append(_part(reader, "btn-shifts-copy", key, ShiftPart.COPY))
        buttons.append(_part(reader, "btn-shifts-empty", key, ShiftPart.EMPTY))
        buttons.append(keyboards.make_button(reader.language, "btn-member", team_buttons.MemberPage(person=key)))
    words = compose.join_lines([_title(reader, one), reader.say_rich("shifts-more")])
    return Rendered(words, (*keyboards.arrange_rows(buttons, 1), _back(reader, key)))


def copy_screen(reader: Reader, one: MemberInfo, people: Sequence[PersonInfo], page: int) -> Rendered:
    """Render the question to which colleague the week is copied."""
    key = one.person.key or 0
    turn = partial(shift_buttons.Shifts, person=key, part=ShiftPart.COPY)
    listed = cut_shown_page(reader, people, page, _LISTED, lambda to: turn(page=to))
    buttons = [
        keyboards.make_button(
            reader.language, "btn-person", shift_buttons.ShiftCopy(person=key, to=to.key or 1), name=to.name
        )
        for to in listed.shown
    ]
    words = reader.say_rich("shifts-copy", name=one.person.name)
    return Rendered(words, (*keyboards.arrange_rows(buttons, 2), *listed.turning, _back(reader, key)))


def _name_date(reader: Reader, day: date) -> str:
    return reader.say("moment-day", day=day.day, month=f"m{day.month}")


def render_uncovered_hours(reader: Reader, one: MemberInfo, found: Sequence[tuple[date, Minutes]]) -> Rendered:
    """Render the business hours of the seven days from today in which no one works."""
    lines = [
        f"{name_day(reader, day.weekday())}, {_name_date(reader, day)}: {format_hours(reader, (span,))}"
        for day, span in found
    ]
    shown = [RichText(line) for line in lines[:_MOST_LINES]]
    words = compose.join_lines([reader.say_rich("shifts-empty" if found else "shifts-empty-none"), *shown])
    return Rendered(words, (_back(reader, one.person.key or 0),))


def render_shift_question(reader: Reader, one: MemberInfo, weekday: int) -> Rendered:
    """Render the question for the shifts of a weekday."""
    own = one.person.id == reader.person.id
    now = (
        format_hours(reader, one.rota.week.get(weekday, ()))
        if one.rota is not None and one.rota.week
        else reader.say("shifts-desk-hours")
    )
    key = "shift-ask" if own else "shift-ask-of"
    return Rendered(reader.say_rich(key, name=one.person.name, day=f"d{weekday}", now=now))


def _back(reader: Reader, key: int) -> Row:
    return (_part(reader, "btn-shifts-week", key, ShiftPart.WEEK),)


async def render_shifts(reader: Reader, letter: Show) -> Rendered | None:
    """Render the screen of a person's shifts that the letter names."""
    found, rest = await find_member(reader, letter.find)
    if found is None:
        return None
    if rest == ShiftPart.MORE:
        return render_other_days(reader, found)
    if rest == ShiftPart.COPY and reader.may(Grant.TEAM):
        others = await team_member.list_colleagues(reader.session, found.person.key or 0)
        return copy_screen(reader, found, others, letter.page)
    if rest == ShiftPart.EMPTY and reader.may(Grant.TEAM):
        today = reader.now.astimezone(ZoneInfo(reader.settings.timezone)).date()
        return render_uncovered_hours(
            reader, found, await team_member.find_uncovered_hours(reader.session, reader.settings, today)
        )
    return render_week(reader, found)


async def render_question(reader: Reader, letter: Show) -> Rendered | None:
    """Render the question for a day's shifts; the slot names the person and the day."""
    found, rest = await find_member(reader, Slot.parse(letter.slot).key)
    return None if found is None or not rest.isdigit() else render_shift_question(reader, found, int(rest))
