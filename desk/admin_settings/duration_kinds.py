"""Kinds of settings: lengths of time, typed with or without a unit and stored in the unit that the key names; times of
day."""

import re
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum

from desk.admin_settings.value_kinds import NO, Stored
from desk.i18n import formats, say
from desk.text import typed_times


class Unit(StrEnum):
    """The unit of a length, named by the last word of its key."""

    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"

    @property
    def length(self) -> timedelta:
        return timedelta(**{self.value: 1})


_UNITS = {
    **dict.fromkeys(("s", "sec", "second", "seconds", "с", "сек", "секунд", "секунды"), Unit.SECONDS),
    **dict.fromkeys(
        ("m", "min", "mins", "minute", "minutes", "м", "мин", "минут", "минуты", "минуту", "минута"), Unit.MINUTES
    ),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "ч", "час", "часа", "часов"), Unit.HOURS),
    **dict.fromkeys(("d", "day", "days", "д", "дн", "день", "дня", "дней"), Unit.DAYS),
}
_LENGTH = re.compile(r"(\d{1,9}(?:[.,]\d{1,4})?)\s*([^\W\d_]*)\.?")


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time, stored as a number of `unit`; fractions are allowed. `off`: zero turns it off."""

    unit: Unit
    presets: tuple[Stored, ...] = ()
    least: float = 0
    most: float = 100_000
    off: bool = False

    @property
    def wrong(self) -> tuple[str, dict[str, str | int]]:
        whole, _, part = f"{self.least:g}".partition(".")
        return "setting-wrong-length", {
            "unit": self.unit.value,
            "least": whole,
            "part": part or "none",
            "most": f"{self.most:.0f}",
            "off": int(self.off),
        }

    def load_value(self, stored: Stored) -> timedelta:
        return self._number(stored) * self.unit.length

    def dump_value(self, value: timedelta) -> Stored:
        return _round_number(value / self.unit.length)

    def parse_text(self, text: str) -> Stored:
        """Parse "20", "0,5", "20 s", "1 ч 30 мин", "полчаса"; a bare number is in the unit of the key. "off" is
        zero."""
        said = text.strip().lower()
        if self.off and said in NO:
            return 0
        found = _LENGTH.fullmatch(said)
        unit = None if found is None else _UNITS.get(found[2]) if found[2] else self.unit
        length = _parse_words(said) if found is None or unit is None else _parse_number(found[1]) * unit.length
        return _round_number(self._number(length / self.unit.length))

    def format_value(self, language: str, stored: Stored) -> str:
        if self.off and not stored:
            return say(language, "setting-off")
        n = stored if isinstance(stored, int) else formats.format_number(language, stored)
        return say(language, "setting-length", unit=self.unit.value, n=n)

    def _number(self, stored: Stored) -> float:
        if isinstance(stored, bool) or not isinstance(stored, int | float) or not self.least <= stored <= self.most:
            raise ValueError(stored)
        return stored


@dataclass(frozen=True, slots=True)
class DayTime:
    """Hours and minutes in the desk's time zone, stored as "09:00"."""

    presets: tuple[Stored, ...] = ()

    @property
    def wrong(self) -> tuple[str, dict[str, str | int]]:
        return "setting-wrong-day-time", {}

    def load_value(self, stored: Stored) -> time:
        if not isinstance(stored, str):
            raise ValueError(stored)
        at = time.fromisoformat(stored)
        if stored != f"{at:%H:%M}":
            raise ValueError(stored)
        return at

    def dump_value(self, value: time) -> Stored:
        return f"{value:%H:%M}"

    def parse_text(self, text: str) -> Stored:
        """Parse a time as people write it: 9, 9:00, 9.30, 9am."""
        words = text.casefold().split()
        found = typed_times.parse_clock(words, bare=True) if words else None
        if found is None or found[2] != len(words):
            raise ValueError(text)
        return self.dump_value(time(found[0], found[1]))

    def format_value(self, language: str, stored: Stored) -> str:
        return str(stored)


def _parse_words(said: str) -> timedelta:
    words = said.split()
    found = typed_times.parse_length(words, alone=True)
    if found is None or found[1] < len(words):
        raise ValueError(said)
    return found[0]


def _parse_number(digits: str) -> float:
    return float(digits.replace(",", "."))


def _round_number(number: float) -> Stored:
    """Return a whole number as int; else the number without the tail that a division leaves."""
    rounded = round(number, 6)
    return int(rounded) if rounded == int(rounded) else rounded
