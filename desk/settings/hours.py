"""Business hours: a week, ranges of days that override it, days of events; as settings, and as people type them in the
desk's languages. No clock is read.

Text that cannot be understood is refused with the text that says what would be right (`Refused`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any, ClassVar

from sqlalchemy.ext.asyncio import AsyncSession

from desk.errors import Refused
from desk.i18n import formats, say
from desk.settings.kinds import DASHES, BaseKind, Stored, Widget
from desk.text import typed_days
from desk.text.opening_hours.typed_hours import UnclearHoursError, format_clock_span
from desk.text.opening_hours.typed_weeks import read_week

Minutes = tuple[int, int]
"""From and until, in minutes after a day's local midnight; until is above 1440 if the hours pass midnight."""
Week = tuple[tuple[Minutes, ...], ...]
"""The hours of seven days, from Monday."""


@dataclass(frozen=True, slots=True)
class DayRange:
    """Whole local days, `first` to `last`, in which the week's hours do not apply: closed, or open round the clock."""

    first: date
    last: date
    is_open: bool
    name: str = ""

    def has_day(self, day: date) -> bool:
        """Return True if the range includes the day."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class EventDays:
    """An event in the settings: whole local days, `first` to `last`."""

    id: int
    slug: str
    name: str
    first: date
    last: date
    external_id: str | None = None

    def has_day(self, day: date) -> bool:
        """Return True if the event takes place on the day."""
        return self.first <= day <= self.last


_MOST_A_DAY = 6
_LONGEST = timedelta(days=366)
_NAME_LENGTH = 60
_CLOSED = frozenset({"closed", "off", "закрыто", "нет", "выходной"})
_OPEN = frozenset({"open", "открыто"})
_WHAT = re.compile(r"([^\W\d_]+)\b[\s,:]*(.*)", re.DOTALL)


def parse_week(text: str, current: Week = ()) -> Week:
    """Parse "mon-fri 9-18, sat 10:00-14:00", "Monday to Friday from 9am to 6pm", "22-6" (over midnight), "closed",
    "tue-fri as mon". Days that are not named keep the hours of `current`; hours without a day are for every day.
    Raises Refused."""
    try:
        clauses = read_week(text)
    except UnclearHoursError as unclear:
        raise Refused(unclear.key) from None
    hours: dict[int, tuple[Minutes, ...]] = dict(enumerate(current or ((),) * 7))
    for clause in clauses:
        spans = clause.spans if clause.like is None else _copy_day(clause.like, current)
        if len(spans) > _MOST_A_DAY:
            raise Refused("hours-too-many", most=_MOST_A_DAY)
        hours.update(dict.fromkeys(clause.days or range(7), spans))
    made = tuple(hours[number] for number in range(7))
    if not any(made):
        raise Refused("hours-never-open")
    return made


def _copy_day(day: int, current: Week) -> tuple[Minutes, ...]:
    """Return the current hours of a day."""
    if not current:
        raise Refused("hours-unclear")
    return current[day]


def parse_days(text: str, today: date) -> DayRange:
    """Parse "31.12-8.1 closed New Year" or "2026-12-01..03 open Hackathon". Raises Refused."""
    days = typed_days.read_days(text, today)
    found = _WHAT.fullmatch(days.rest) if days is not None else None
    if days is None or found is None or (word := found[1].casefold()) not in _CLOSED | _OPEN:
        raise Refused("days-unclear")
    if days.last < days.first:
        raise Refused("days-backwards")
    if days.last < today:
        raise Refused("days-past")
    if days.last - days.first >= _LONGEST:
        raise Refused("days-long", most=_LONGEST.days)
    return DayRange(days.first, days.last, word in _OPEN, " ".join(found[2].split())[:_NAME_LENGTH])


_DAY = 1440
ALWAYS: Week = (((0, _DAY),),) * 7
_KEPT = timedelta(days=31)
_BEFORE_ALL = date(2000, 1, 1)
_REMOVE = re.compile(r"(?:remove|delete|убрать|удалить)\s+(\d{1,3})", re.IGNORECASE)
_GONE = "remove "


@dataclass(frozen=True, slots=True)
class WeekHours(BaseKind):
    """The hours of seven days from Monday, each a list of [start, end] in minutes; an empty list means none are set."""

    presets: tuple[Stored, ...] = ([], [[[540, 1080]]] * 5 + [[], []], [[[540, 1260]]] * 7)

    wrong_text: ClassVar[str] = "hours-unclear"
    prompt: ClassVar[str] = "setting-ask-hours"
    widget: ClassVar[Widget] = Widget.WEEK

    def fill_form(self, stored: Stored) -> Sequence[str]:
        """Return the hours of each day, from Monday."""
        return [", ".join(format_clock_span(*span, "-") for span in day) for day in self.load_value(stored) or ALWAYS]

    def load_value(self, stored: Stored) -> Week:
        """Return the week; raises ValueError for hours that never open."""
        if stored == []:
            return ()
        if not isinstance(stored, list) or len(stored) != 7 or not any(stored):
            raise ValueError(stored)
        return tuple(tuple(_parse_minutes(pair) for pair in day) for day in stored)

    def dump_value(self, value: Week) -> Stored:
        return [[list(pair) for pair in day] for day in value]

    def parse_text(self, text: str) -> Stored:
        """Parse a whole week; days that are not named are closed. Raises Refused."""
        return self.dump_value(parse_week(text))

    async def parse_change(self, session: AsyncSession, today: date, text: str, stored: Stored) -> Stored:
        """Parse a week; days that are not named keep their hours."""
        return self.dump_value(parse_week(text, self.load_value(stored)))

    def format_value(self, language: str, stored: Stored) -> str:
        """Return "Mon–Fri 9:00–18:00, Sat 10:00–14:00"."""
        week = self.load_value(stored)
        return "; ".join(_format_week(language, week)) if week else say(language, "hours-none")


@dataclass(frozen=True, slots=True)
class DayRanges(BaseKind):
    """Ranges of days that are closed or open round the clock, in the order in which they were added."""

    presets: tuple[Stored, ...] = ()
    most: int = 40

    wrong_text: ClassVar[str] = "days-unclear"
    widget: ClassVar[Widget] = Widget.OWN

    def load_value(self, stored: Stored) -> tuple[DayRange, ...]:
        if not isinstance(stored, list) or len(stored) > self.most:
            raise ValueError(stored)
        return tuple(_parse_range(one) for one in stored)

    def dump_value(self, value: tuple[DayRange, ...]) -> Stored:
        """Return lists of first day, last day, whether it is open, name."""
        return [[one.first.isoformat(), one.last.isoformat(), one.is_open, one.name] for one in value]

    def parse_text(self, text: str) -> Stored:
        """Parse ranges, one a line; a lone dash for none."""
        return self._after(text, [], _BEFORE_ALL)

    async def parse_change(self, session: AsyncSession, today: date, text: str, stored: Stored) -> Stored:
        """Add the typed ranges to the stored ones, each once. "remove 2" removes the second, a lone dash all; a button
        names the days (`make_removal`). A range is dropped a month after it has ended."""
        return self._after(text, list(self.load_value(stored)), today)

    def _after(self, text: str, held: list[DayRange], today: date) -> Stored:
        if text.strip() in DASHES:
            return []
        for line in filter(None, map(str.strip, text.splitlines())):
            taken_away = _REMOVE.fullmatch(line)
            if taken_away is None and line.startswith(_GONE):
                _remove_range(held, line)
            elif taken_away is None:
                made = parse_days(line, today)
                held += [] if made in held else [made]
            elif 1 <= int(taken_away[1]) <= len(held):
                del held[int(taken_away[1]) - 1]
            else:
                raise Refused("days-no-such")
        held = [one for one in held if today - one.last < _KEPT] if today > _BEFORE_ALL else held
        if len(held) > self.most:
            raise Refused("days-many", most=self.most)
        return self.dump_value(tuple(held))

    def format_value(self, language: str, stored: Stored) -> str:
        held = enumerate(self.load_value(stored), start=1)
        return "; ".join(f"{n}. {format_range(language, one)}" for n, one in held) or say(language, "setting-none")


def make_removal(held: DayRange) -> str:
    """Return the words of the button that removes this range, whatever its place in the list is by then."""
    return f"{_GONE}{held.first}..{held.last} {'open' if held.is_open else 'closed'}"


def _remove_range(held: list[DayRange], pressed: str) -> None:
    """Raise Refused if the range is already removed."""
    found = next((one for one in held if make_removal(one) == pressed), None)
    if found is None:
        raise Refused("days-no-such")
    held.remove(found)


def _format_week(language: str, week: Week) -> Iterator[str]:
    """Yield a week in words, consecutive days of the same hours together."""
    for hours, days in groupby(enumerate(week), key=lambda day: day[1]):
        if hours:
            numbers = [number for number, _ in days]
            named = dict.fromkeys(formats.format_weekday(language, one) for one in (numbers[0], numbers[-1]))
            yield f"{'–'.join(named)} {format_hours(language, hours)}"


def format_hours(language: str, hours: tuple[Minutes, ...]) -> str:
    """Return "9:00–13:00, 14:00–18:00", or a word for closed and for all day."""
    if not hours:
        return say(language, "hours-closed")
    if hours == ((0, _DAY),):
        return say(language, "hours-all-day")
    return ", ".join(format_clock_span(*span, "–") for span in hours)


def format_range(language: str, held: DayRange) -> str:
    """Return "2026-12-31..2027-01-08 closed New Year", as it may be typed again."""
    what = say(language, "days-open" if held.is_open else "days-closed")
    return f"{formats.format_typed_days(held.first, held.last)} {what} {held.name}".strip()


def _parse_minutes(pair: Any) -> Minutes:
    start, end = pair
    if type(start) is not int or type(end) is not int or not (0 <= start < _DAY and start < end <= start + _DAY):
        raise ValueError(pair)
    return start, end


def _parse_range(one: Any) -> DayRange:
    first, last, is_open, name = one
    made = DayRange(date.fromisoformat(first), date.fromisoformat(last), bool(is_open), str(name))
    if made.last < made.first:
        raise ValueError(one)
    return made
