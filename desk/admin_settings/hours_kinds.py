"""Kinds of settings for business hours: a week, ranges of days, a list of staff."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from db.models import Person
from desk import DayRange, Desk, Minutes, Refused, Week
from desk.admin_settings import hours_parser
from desk.admin_settings.value_kinds import Stored
from desk.i18n import say
from desk.policy import STAFF
from desk.text.opening_hours.typed_hours import format_clock_span

_DAY = 1440
_KEPT = timedelta(days=31)
_NONE = frozenset({"-", "–", "—"})
_PRESSED = re.compile(r"(add|remove) (\d{1,18})")
_REMOVE = re.compile(r"(?:remove|delete|убрать|удалить)\s+(\d{1,3})", re.IGNORECASE)
_GONE = "remove "


@dataclass(frozen=True, slots=True)
class WeekHours:
    """The hours of seven days from Monday, each a list of [start, end] in minutes; an empty list means none are set."""

    presets: tuple[Stored, ...] = ([], [[[540, 1080]]] * 5 + [[], []], [[[540, 1260]]] * 7)

    @property
    def wrong(self) -> tuple[str, dict[str, str | int]]:
        return "hours-unclear", {}

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
        return self.dump_value(hours_parser.parse_week(text))

    async def parse_change(self, desk: Desk, text: str, stored: Stored) -> Stored:
        """Parse a week; days that are not named keep their hours."""
        return self.dump_value(hours_parser.parse_week(text, self.load_value(stored)))

    def format_value(self, language: str, stored: Stored) -> str:
        """Return "Mon–Fri 9:00–18:00, Sat 10:00–14:00"."""
        week = self.load_value(stored)
        return "; ".join(format_week(language, week)) if week else say(language, "hours-none")


@dataclass(frozen=True, slots=True)
class DayRanges:
    """Ranges of days that are closed or open round the clock, in the order in which they were added."""

    presets: tuple[Stored, ...] = ()
    most: int = 40

    @property
    def wrong(self) -> tuple[str, dict[str, str | int]]:
        return "days-unclear", {}

    def load_value(self, stored: Stored) -> tuple[DayRange, ...]:
        if not isinstance(stored, list) or len(stored) > self.most:
            raise ValueError(stored)
        return tuple(_parse_range(one) for one in stored)

    def dump_value(self, value: tuple[DayRange, ...]) -> Stored:
        """Return lists of first day, last day, whether it is open, name."""
        return [[one.first.isoformat(), one.last.isoformat(), one.is_open, one.name] for one in value]

    def parse_text(self, text: str) -> Stored:
        """Parse ranges, one a line; a lone dash for none."""
        return self._after(text, [], date.min)

    async def parse_change(self, desk: Desk, text: str, stored: Stored) -> Stored:
        """Add the typed ranges to the stored ones. "remove 2" removes the second, a lone dash all; a button names the
        days (`make_removal`). A range is dropped a month after it has ended."""
        today = desk.now.astimezone(ZoneInfo(desk.rules.timezone)).date()
        return self._after(text, list(self.load_value(stored)), today)

    def _after(self, text: str, held: list[DayRange], today: date) -> Stored:
        if text.strip() in _NONE:
            return []
        for line in filter(None, map(str.strip, text.splitlines())):
            taken_away = _REMOVE.fullmatch(line)
            if taken_away is None and line.startswith(_GONE):
                _remove_range(held, line)
            elif taken_away is None:
                held.append(hours_parser.parse_days(line, today))
            elif 1 <= int(taken_away[1]) <= len(held):
                del held[int(taken_away[1]) - 1]
            else:
                raise Refused("days-no-such")
        held = [one for one in held if today - one.last < _KEPT] if today > date.min else held
        if len(held) > self.most:
            raise Refused("days-many", most=self.most)
        return self.dump_value(tuple(held))

    def format_value(self, language: str, stored: Stored) -> str:
        held = enumerate(self.load_value(stored), start=1)
        return "; ".join(f"{n}. {format_range(language, one)}" for n, one in held) or say(language, "setting-none")


@dataclass(frozen=True, slots=True)
class StaffList:
    """Staff by id, chosen by buttons; an empty list means all admins."""

    presets: tuple[Stored, ...] = ()

    @property
    def wrong(self) -> tuple[str, dict[str, str | int]]:
        return "setting-wrong-staff", {}

    def load_value(self, stored: Stored) -> tuple[int, ...]:
        if not isinstance(stored, list) or not all(type(one) is int for one in stored):
            raise ValueError(stored)
        return tuple(stored)

    def dump_value(self, value: tuple[int, ...]) -> Stored:
        return list(value)

    def parse_text(self, text: str) -> Stored:
        """Raise ValueError: ids are never typed."""
        raise ValueError(text)

    async def parse_change(self, desk: Desk, text: str, stored: Stored) -> Stored:
        """Parse names of staff as `/staff` shows them, or their beginnings, separated by commas; a lone dash for none;
        "add 12" and "remove 12" come from a button. Raises ValueError for a name that fits no one or several."""
        if text.strip() in _NONE:
            return []
        staff = Person.role.in_(STAFF), Person.dismissed_at.is_(None)
        team = list(await desk.session.scalars(select(Person).where(*staff).order_by(Person.id)))
        if pressed := _PRESSED.fullmatch(text):
            return _toggle_person(self.load_value(stored), pressed[1], int(pressed[2]), {person.id for person in team})
        return list(dict.fromkeys(_find_person(name, team) for name in re.split(r"[,;\n]", text) if name.strip()))

    def format_value(self, language: str, stored: Stored) -> str:
        return say(language, "setting-staff", n=len(stored))


def make_removal(held: DayRange) -> str:
    """Return the words of the button that removes this range, whatever its place in the list is by then."""
    return f"{_GONE}{held.first}..{held.last} {'open' if held.is_open else 'closed'}"


def _remove_range(held: list[DayRange], pressed: str) -> None:
    """Raise Refused if the range is already removed."""
    found = next((one for one in held if make_removal(one) == pressed), None)
    if found is None:
        raise Refused("days-no-such")
    held.remove(found)


def _toggle_person(chosen: Sequence[int], what: str, person_id: int, team: Collection[int]) -> list[int]:
    if what == "add" and person_id not in team:
        raise ValueError(person_id)
    others = [one for one in chosen if one != person_id]
    return [*others, person_id] if what == "add" else others


def _find_person(name: str, team: Sequence[Person]) -> int:
    wanted = " ".join(name.split()).casefold()
    exact = [person.id for person in team if person.name.casefold() == wanted]
    (meant,) = exact or [person.id for person in team if person.name.casefold().startswith(wanted)]
    return meant


def format_week(language: str, week: Week) -> Iterator[str]:
    """Yield a week in words, consecutive days of the same hours together."""
    for hours, days in groupby(enumerate(week), key=lambda day: day[1]):
        if hours:
            numbers = [number for number, _ in days]
            named = say(language, "weekday-short", day=f"d{numbers[0]}")
            if len(numbers) > 1:
                named += f"–{say(language, 'weekday-short', day=f'd{numbers[-1]}')}"
            yield f"{named} {format_hours(language, hours)}"


def format_hours(language: str, hours: tuple[Minutes, ...]) -> str:
    """Return "9:00–13:00, 14:00–18:00", or a word for closed and for all day."""
    if not hours:
        return say(language, "hours-closed")
    if hours == ((0, _DAY),):
        return say(language, "hours-all-day")
    return ", ".join(format_clock_span(*span, "–") for span in hours)


def format_range(language: str, held: DayRange) -> str:
    """Return "2026-12-31..2027-01-08 closed New Year", as it may be typed again."""
    days = held.first.isoformat() if held.first == held.last else f"{held.first}..{held.last}"
    what = say(language, "days-open" if held.is_open else "days-closed")
    return f"{days} {what} {held.name}".strip()


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
