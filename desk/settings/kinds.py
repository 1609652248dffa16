"""Kinds of values, of settings, of acts on a ticket and of what admins administer: how one is stored, typed by a person
and read for the desk. Those of hours are in `hours.py`.

A stored value is JSON; `load_value` turns it into what the desk's settings have, `parse_text` makes one of typed text.
Both raise ValueError for a value that does not fit.
"""

import dataclasses
import re
import zoneinfo
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from math import ceil
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, Protocol, TypeVar, runtime_checkable
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import ClientRole, Person, Role, Ticket
from desk.i18n import LANGUAGES, formats, say
from desk.locked import MOST
from desk.text import clean_name, clean_text, strip_invisible, typed_days, typed_times
from desk.text.masking.secret_masking import LONGEST_PATTERN, MOST_PATTERNS, parse_pattern
from desk.text.money import CURRENCIES

_Part = TypeVar("_Part")
Stored = Any
"""A value as JSON has it."""
_YES = frozenset({"on", "yes", "true", "1", "да", "вкл", "включить", "включено"})
_PRESSED = re.compile(r"(add|remove) (\w+)")
_PRESSED_PERSON = re.compile(r"(add|remove) (\d{1,18})")
_NOT_STAFF = (Role.REQUESTER, Role.GROUP, Role.INTAKE_GROUP)
DASHES = frozenset({"-", "–", "—"})
"""What people type for nothing at all."""
TO_GROUP = "group"
"""The staff group in a stored list of receivers; the others in it are people by id."""
NO = frozenset({"off", "no", "false", "0", "нет", "выкл", "выключить", "выключено"})


class SettingKind(Protocol):
    """One kind of value. `wrong`: key and arguments of the text that says what would be right; `presets`: stored values
    offered as buttons."""

    @property
    def presets(self) -> tuple[Stored, ...]: ...
    @property
    def wrong(self) -> "Wrong": ...
    @property
    def prompt(self) -> str: ...
    @property
    def widget(self) -> "Widget": ...
    def list_choices(self, language: str) -> "Sequence[FieldOption]": ...
    def fill_form(self, stored: Stored) -> Sequence[str]: ...
    def read_form(self, given: Sequence[str]) -> str: ...
    def load_value(self, stored: Stored) -> Any: ...
    def dump_value(self, value: Any) -> Stored: ...
    def parse_text(self, text: str) -> Stored: ...
    def format_value(self, language: str, stored: Stored) -> str: ...


@runtime_checkable
class TypedOver(Protocol):
    """A kind of which people type a part: the text changes the stored value. `today` is the desk's day. Raises as
    `parse_text`, or Refused."""

    async def parse_change(self, session: AsyncSession, today: date, text: str, stored: Stored) -> Stored: ...


Wrong = tuple[str, dict[str, str | int]]
"""Key and arguments of the text that says what would be right."""


class Widget(StrEnum):
    """The control that a form has for a kind of value. OWN: the value has a page of its own."""

    LINE = "line"
    NUMBER = "number"
    TIME = "time"
    SWITCH = "switch"
    SELECT = "select"
    CHECKS = "checks"
    PEOPLE = "people"
    REQUESTERS = "requesters"
    LINES = "lines"
    TABLE = "table"
    WEEK = "week"
    OWN = "own"


class BaseKind:
    """Base of all kinds: a value is stored and shown as it is, several of them as a list, and nobody types it.

    `widget`: its control in a form; `prompt`: the text that says to who types it in a chat what a form shows."""

    __slots__ = ()
    wrong_text: ClassVar[str] = ""
    prompt: ClassVar[str] = ""
    widget: ClassVar[Widget] = Widget.LINE

    @property
    def wrong(self) -> Wrong:
        return self.wrong_text, {}

    def dump_value(self, value: Any) -> Stored:
        return list(value) if isinstance(value, tuple) else value

    def list_choices(self, language: str) -> "Sequence[FieldOption]":
        """Return what its control offers."""
        return ()

    def fill_form(self, stored: Stored) -> Sequence[str]:
        """Return the content of its fields."""
        return [*map(str, stored)] if isinstance(stored, list) else [format_button_value(stored)]

    def read_form(self, given: Sequence[str]) -> str:
        """Return as typed text what its fields have."""
        return given[0] if given else ""

    def parse_text(self, text: str) -> Stored:
        """Raise ValueError: the value is chosen."""
        raise ValueError(text)

    def format_value(self, language: str, stored: Stored) -> str:
        said = ", ".join(map(str, stored)) if isinstance(stored, list) else str(stored)
        return said or say(language, "setting-none")


@dataclass(frozen=True, slots=True)
class Number(BaseKind):
    """A whole number. `off`: zero turns it off."""

    presets: tuple[Stored, ...] = ()
    least: int = 1
    most: int = 100_000
    off: bool = False

    unit: ClassVar[None] = None
    widget: ClassVar[Widget] = Widget.NUMBER

    @property
    def wrong(self) -> Wrong:
        return "setting-wrong-number", {"least": self.least, "most": self.most}

    def load_value(self, stored: Stored) -> int:
        if isinstance(stored, bool) or not isinstance(stored, int) or not self.least <= stored <= self.most:
            raise ValueError(stored)
        return stored

    def parse_text(self, text: str) -> Stored:
        if not re.fullmatch(r"\d{1,9}", text.strip()):
            raise ValueError(text)
        return self.load_value(int(text))

    def format_value(self, language: str, stored: Stored) -> str:
        return say(language, "setting-off") if self.off and not stored else str(stored)


@dataclass(frozen=True, slots=True)
class Switch(BaseKind):
    """A value that is on or off."""

    presets: tuple[Stored, ...] = (True, False)

    wrong_text: ClassVar[str] = "setting-wrong-switch"
    widget: ClassVar[Widget] = Widget.SWITCH

    def read_form(self, given: Sequence[str]) -> str:
        return given[0] if given else "off"

    def load_value(self, stored: Stored) -> bool:
        if not isinstance(stored, bool):
            raise ValueError(stored)
        return stored

    def parse_text(self, text: str) -> Stored:
        """Parse a word for on or off, in either language."""
        word = text.strip().lower()
        if word not in _YES | NO:
            raise ValueError(text)
        return word in _YES

    def format_value(self, language: str, stored: Stored) -> str:
        return say(language, "setting-on" if stored else "setting-off")


@dataclass(frozen=True, slots=True)
class Choice(BaseKind):
    """One of a few words or numbers, each with the text `<texts>-<word>`, or all with the text `<texts>`, whose
    `argument` it is; without texts as it is stored. People type it as it is stored, or by its text in any language."""

    texts: str
    presets: tuple[Stored, ...]
    argument: str = ""

    widget: ClassVar[Widget] = Widget.SELECT

    def list_choices(self, language: str) -> "Sequence[FieldOption]":
        return [FieldOption(str(one), self.format_value(language, one)) for one in self.presets]

    @property
    def wrong(self) -> Wrong:
        return "setting-wrong-choice", {"words": ", ".join(map(str, self.presets))}

    def load_value(self, stored: Stored) -> Any:
        if stored not in self.presets or type(stored) is not type(self.presets[0]):
            raise ValueError(stored)
        return stored

    def parse_text(self, text: str) -> Stored:
        typed = " ".join(text.split()).casefold()
        names = {str(one): one for one in self.presets}
        names |= {self.format_value(code, one).casefold(): one for code in LANGUAGES for one in self.presets}
        return self.load_value(names.get(typed))

    def format_value(self, language: str, stored: Stored) -> str:
        if not self.texts:
            return str(stored)
        if self.argument:
            return say(language, self.texts, **{self.argument: stored})
        return say(language, f"{self.texts}-{stored}")


@dataclass(frozen=True, slots=True)
class TypedLine(BaseKind):
    """Words on one line; in a form at most so many characters."""

    longest: int

    @property
    def wrong(self) -> Wrong:
        return "page-too-long", {"n": self.longest}

    def parse_text(self, text: str) -> str:
        """Return the text on one line, empty where nothing would be visible."""
        said = " ".join(clean_text(text).split()) if strip_invisible(clean_text(text)).strip() else ""
        if len(said) > self.longest:
            raise ValueError(text)
        return said


class Markup(StrEnum):
    """How a form shows formatting."""

    NONE = "none"
    TAGS = "tags"
    MARKDOWN = "markdown"


@dataclass(frozen=True, slots=True)
class TypedText(BaseKind):
    """Words on several lines, maybe with formatting; in a form at most so many characters. The verb says what fits."""

    longest: int
    markup: Markup = Markup.NONE


@dataclass(frozen=True, slots=True)
class FieldOption:
    """A value that can be chosen, of at most 20 characters, and its name for who chooses."""

    value: str
    name: str


@dataclass(frozen=True, slots=True)
class OneOf(BaseKind):
    """One value out of a list that is loaded for who chooses and a row, or (`is_many`) any number of them, joined by
    commas. An empty value stands for none."""

    list_options: Callable[[Any, Any], Awaitable[Sequence[FieldOption]]]
    is_many: bool = False

    def press(self, now: str, pressed: str) -> str:
        """Return the value after a press on one of the options."""
        if not self.is_many:
            return pressed
        chosen = [one for one in now.split(",") if one]
        left = [one for one in chosen if one != pressed]
        return ",".join(left if pressed in chosen else [*chosen, pressed])


Chosen = Choice | Switch | OneOf
"""Kinds whose values are chosen from a list, not typed."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment to come; of a day the beginning of its hours, or (`is_end`) their end."""

    is_end: bool = False


@dataclass(frozen=True, slots=True)
class Code(BaseKind):
    """A code in capital letters, such as a country's or a currency's. `pattern`: of those that are taken; `wrong_key`:
    the text that refuses others."""

    pattern: re.Pattern[str]
    wrong_key: str
    presets: tuple[Stored, ...]
    widget: Widget = Widget.LINE  # type: ignore[misc]  # a field here, of the class elsewhere

    @property
    def wrong(self) -> Wrong:
        return self.wrong_key, {}

    def list_choices(self, language: str) -> Sequence[FieldOption]:
        codes = self.pattern.pattern.split("|") if self.widget is Widget.SELECT else self.presets
        return [FieldOption(one, one) for one in codes]

    def load_value(self, stored: Stored) -> str:
        if not isinstance(stored, str) or self.pattern.fullmatch(stored) is None:
            raise ValueError(stored)
        return stored

    def parse_text(self, text: str) -> Stored:
        return self.load_value(text.strip().upper())


COUNTRY = Code(re.compile("[A-Z]{2}"), "setting-wrong-country", ("RU", "BY", "KZ", "DE", "GB", "US"))
"""A country by its two letters of ISO 3166."""


_WITH_CITIES = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
_CITIES = Path(__file__).with_name("cities.txt")


@cache
def _load_cities() -> dict[str, str]:
    """Return the zones of large cities by their names as people write them, in English and Russian."""
    lines = [line for line in _CITIES.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    named = [line.partition(":") for line in lines]
    return {_fold_place(city): zone for zone, _, cities in named for city in cities.split(",")}


@cache
def _list_zones() -> Sequence[FieldOption]:
    zones = [one for one in zoneinfo.available_timezones() if one.startswith(_WITH_CITIES)]
    named = [(zone.rpartition("/")[2].replace("_", " "), zone) for zone in zones]
    return [FieldOption("UTC", "UTC"), *(FieldOption(zone, f"{city}, {zone}") for city, zone in sorted(named))]


def _fold_place(typed: str) -> str:
    return "_".join(typed.split()).casefold()


@dataclass(frozen=True, slots=True)
class Zone(BaseKind):
    """A time zone by its IANA name."""

    presets: tuple[Stored, ...] = (
        "UTC", "Europe/Berlin", "Europe/Moscow", "Asia/Yekaterinburg", "Europe/London", "America/New_York",
        "Asia/Novosibirsk",
    )  # fmt: skip
    _LIKELY: ClassVar[dict[str, tuple[int, ...]]] = {"ru": (2, 3, 6), "en": (4, 1, 5)}

    def get_likely(self, language: str) -> tuple[int, ...]:
        """Return the places of the presets that are likely for readers of that language."""
        return self._LIKELY.get(language, (0, 1, 2))

    wrong_text: ClassVar[str] = "setting-wrong-zone"
    widget: ClassVar[Widget] = Widget.SELECT

    def list_choices(self, language: str) -> Sequence[FieldOption]:
        """Return the zones of cities, each city first, so that its first letters find it."""
        return _list_zones()

    def load_value(self, stored: Stored) -> str:
        try:
            return zoneinfo.ZoneInfo(stored).key
        except (zoneinfo.ZoneInfoNotFoundError, OSError, TypeError):
            raise ValueError(stored) from None

    def parse_text(self, text: str) -> Stored:
        """Parse an IANA name in any case, or the city that it ends with; a space counts as an underscore."""
        wanted = _fold_place(text)
        names = sorted(zoneinfo.available_timezones())
        cities = {name.rpartition("/")[2].casefold(): name for name in names if name.startswith(_WITH_CITIES)}
        known = {**cities, **_load_cities(), **{name.casefold(): name for name in names}}
        return self.load_value(known.get(wanted, ""))


def _load_list(stored: Stored, of: type[_Part], most: int = MOST) -> tuple[_Part, ...]:
    if not isinstance(stored, list) or len(stored) > most or not all(type(one) is of for one in stored):
        raise ValueError(stored)
    return tuple(stored)


@dataclass(frozen=True, slots=True)
class WordList(BaseKind):
    """Words or short phrases, typed with commas or one a line; at most `most`, each of at most `longest` characters."""

    presets: tuple[Stored, ...] = ()
    most: int = 50
    longest: int = 60

    prompt: ClassVar[str] = "setting-ask-none"
    widget: ClassVar[Widget] = Widget.LINES

    def read_form(self, given: Sequence[str]) -> str:
        return _join_form(given)

    @property
    def wrong(self) -> Wrong:
        return "setting-wrong-list", {"most": self.most, "longest": self.longest}

    def load_value(self, stored: Stored) -> tuple[str, ...]:
        texts = _load_list(stored, str, self.most)
        if any(not 0 < len(one) <= self.longest for one in texts):
            raise ValueError(stored)
        return texts

    def parse_text(self, text: str) -> Stored:
        """Parse the words, each kept once; a lone dash for none."""
        if text.strip() in DASHES:
            return []
        words = [clean_name(one, self.longest + 1) for one in re.split(r"[,;\n]", text)]
        return list(self.load_value(list(dict.fromkeys(one for one in words if one))))


def _join_form(given: Sequence[str], by: str = "\n") -> str:
    """Return the contents of fields as typed text, a dash where they are empty."""
    return by.join(given) if any(one.strip() for one in given) else "-"


def format_button_value(stored: Stored) -> str:
    """Return a single value as a person would type it: the data of a button."""
    if isinstance(stored, bool):
        return "on" if stored else "off"
    return str(stored)


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
class Length(BaseKind):
    """A length of time, stored as a number of `unit`; fractions are allowed, or (`whole`) rounded up. `off`: zero turns
    it off."""

    unit: Unit
    presets: tuple[Stored, ...] = ()
    least: float = 0
    most: float = 100_000
    off: bool = False
    whole: bool = False

    prompt: ClassVar[str] = "setting-ask-length"
    widget: ClassVar[Widget] = Widget.NUMBER

    @property
    def wrong(self) -> Wrong:
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
        length = (
            _parse_words(said) if found is None or unit is None else float(found[1].replace(",", ".")) * unit.length
        )
        number = length / self.unit.length
        return _round_number(self._number(ceil(round(number, 6)) if self.whole else number))

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
class DayTime(BaseKind):
    """Hours and minutes in the desk's time zone, stored as "09:00"."""

    presets: tuple[Stored, ...] = ()

    wrong_text: ClassVar[str] = "setting-wrong-day-time"
    widget: ClassVar[Widget] = Widget.TIME

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


@dataclass(frozen=True, slots=True)
class CalendarDay(BaseKind):
    """A day, stored as "2026-12-01"."""

    presets: tuple[Stored, ...] = ()

    wrong_text: ClassVar[str] = "setting-wrong-day"

    def parse_text(self, text: str) -> Stored:
        """Parse a day as it is stored; as people type it, it depends on today."""
        return date.fromisoformat(text.strip()).isoformat()

    async def parse_change(self, session: AsyncSession, today: date, text: str, stored: Stored) -> Stored:
        """Parse a day as people write it: 2026-12-01, 25.12, 1 December, tomorrow. Raises ValueError."""
        day = typed_days.read_one_day(text, today)
        if day is None:
            raise ValueError(text)
        return day.isoformat()

    def format_value(self, language: str, stored: Stored) -> str:
        day = date.fromisoformat(stored)
        return f"{formats.format_day(language, day)} {day.year}"


def _parse_words(said: str) -> timedelta:
    words = said.split()
    found = typed_times.parse_length(words, alone=True)
    if found is None or found[1] < len(words):
        raise ValueError(said)
    return found[0]


def _round_number(number: float) -> Stored:
    """Return a whole number as int; else the number without the tail that a division leaves."""
    rounded = round(number, 6)
    return int(rounded) if rounded == int(rounded) else rounded


_MINUTES = Length(Unit.MINUTES, least=1, most=60 * 24 * 365)
_FIRST = r"(?:first response|first|первый ответ|первый|ответ):?\s+(.+?)"
_SOLUTION = r"(?:then\s+)?(?:solve|resolve|resolution|solution|решение|решить):?\s+(.+)"
_BOTH_TARGETS = re.compile(rf"{_FIRST}\s*[,;]\s*{_SOLUTION}")
_ONE_TARGET = re.compile(rf"{_FIRST}|{_SOLUTION}|(.+)")
_PART = r"((?:[^,;/]|(?<=\d),(?=\d))+)"  # a comma between digits may be that of a number
_SHORT = re.compile(rf"{_PART}[,;/]\s*{_PART}")
_SPACED = re.compile(r"(\d{1,9}(?:[.,]\d)?\s?[^\W\d_]*\.?) (?:and |и )?(\d{1,9}(?:[.,]\d)?\s?[^\W\d_]*\.?)")


class TargetLengths(NamedTuple):
    """The promise for a priority, in working time from filing: a first response and a solution."""

    first_response: timedelta
    solution: timedelta


@dataclass(frozen=True, slots=True)
class TargetPair(BaseKind):
    """The time until the first response and until the solution, in working time; the solution is never due first."""

    presets: tuple[Stored, ...] = ()

    wrong_text: ClassVar[str] = "setting-wrong-target"
    widget: ClassVar[Widget] = Widget.OWN

    def load_value(self, stored: Stored) -> TargetLengths:
        if not isinstance(stored, list) or len(stored) != 2:
            raise ValueError(stored)
        lengths = TargetLengths(*(_MINUTES.load_value(one) for one in stored))
        if lengths.solution < lengths.first_response:
            raise ValueError(stored)
        return lengths

    def dump_value(self, value: TargetLengths) -> Stored:
        return [_MINUTES.dump_value(length) for length in value]

    def parse_text(self, text: str) -> Stored:
        """Parse "first 4h, solve 8h", "4h, 8h", "4 8", "первый ответ 30 мин, решение 4 ч"; a bare number is in
        hours."""
        said = " ".join(text.lower().split())
        found = _BOTH_TARGETS.fullmatch(said) or _SPACED.fullmatch(said) or _SHORT.fullmatch(said)
        if found is None:
            raise ValueError(text)
        stored = [_parse_target(part) for part in found.groups()]
        self.load_value(stored)
        return stored

    async def parse_change(self, session: AsyncSession, today: date, text: str, stored: Stored) -> Stored:
        """Return the stored times as the text changes them."""
        return self.change_times(text, stored)

    def change_times(self, text: str, stored: Stored) -> Stored:
        """Parse both times, or one of them as a change of the stored ones: "solve 8h", "first 4h"; one without a name
        is that of the first response."""
        said = " ".join(text.lower().split())
        one = None if _SPACED.fullmatch(said) or _SHORT.fullmatch(said) else _ONE_TARGET.fullmatch(said)
        if _BOTH_TARGETS.fullmatch(said) or one is None:
            return self.parse_text(text)
        first, solution, alone = one.groups()
        changed = [stored[0], _parse_target(solution)] if solution else [_parse_target(first or alone), stored[1]]
        self.load_value(changed)
        return changed

    def format_value(self, language: str, stored: Stored) -> str:
        """Return "first response 4 h, resolution 8 h"."""
        first, solution = (format_length(language, timedelta(minutes=one)) for one in stored)
        return say(language, "setting-target-pair", first=first, solution=solution)


def _parse_target(typed: str) -> Stored:
    return _MINUTES.parse_text(f"{typed} h" if re.fullmatch(r"[\d.,]+", typed) else typed)


def format_length(language: str, length: timedelta) -> str:
    """Return the exact length, as it may be typed again: "90 min" if it is no whole number of hours."""
    if length % timedelta(hours=1):
        return say(language, "duration-minutes", n=int(length / timedelta(minutes=1)))
    if length % timedelta(days=1) or length <= timedelta(days=2):
        return say(language, "duration-hours", n=int(length / timedelta(hours=1)))
    return formats.format_duration(language, length)


_LONGEST_LINK = 300


CURRENCY = Code(
    re.compile("|".join(sorted(CURRENCIES))),
    "setting-wrong-currency",
    ("RUB", "EUR", "USD", "KZT", "BYN"),
    Widget.SELECT,
)
"""A currency by its three letters of ISO 4217, one of those that Telegram's invoices take."""


@dataclass(frozen=True, slots=True)
class PaymentLink(BaseKind):
    """The address of a page to pay at, in which `{amount}`, `{currency}` and `{number}` are filled in; empty: none."""

    presets: tuple[Stored, ...] = ("",)

    wrong_text: ClassVar[str] = "setting-wrong-link"
    prompt: ClassVar[str] = "setting-ask-none"

    def read_form(self, given: Sequence[str]) -> str:
        return _join_form(given)

    def load_value(self, stored: Stored) -> str:
        if not isinstance(stored, str) or len(stored) > _LONGEST_LINK:
            raise ValueError(stored)
        parts = urlsplit(stored)
        if stored and (parts.scheme not in {"http", "https"} or not parts.hostname or len(stored.split()) > 1):
            raise ValueError(stored)
        return stored

    def parse_text(self, text: str) -> Stored:
        """Parse an address; a lone dash for none."""
        typed = text.strip()
        return self.load_value("" if typed in DASHES else typed)


@dataclass(frozen=True, slots=True)
class MaskPatterns(BaseKind):
    """Patterns as `desk/text/masking/secret_masking.py` reads them, one a line."""

    presets: tuple[Stored, ...] = ()

    prompt: ClassVar[str] = "setting-ask-none"
    widget: ClassVar[Widget] = Widget.LINES

    def read_form(self, given: Sequence[str]) -> str:
        return _join_form(given)

    @property
    def wrong(self) -> Wrong:
        return "setting-wrong-patterns", {"most": MOST_PATTERNS, "longest": LONGEST_PATTERN}

    def load_value(self, stored: Stored) -> tuple[str, ...]:
        texts = _load_list(stored, str, MOST_PATTERNS)
        for one in texts:
            parse_pattern(one)
        return texts

    def parse_text(self, text: str) -> Stored:
        """Parse the patterns, each kept once; a lone dash for none."""
        if text.strip() in DASHES:
            return []
        lines = (" ".join(line.split()) for line in text.splitlines())
        return list(self.load_value(list(dict.fromkeys(line for line in lines if line))))


Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class NetworkList(BaseKind):
    """Addresses and networks, typed with commas, blanks or one a line; at most `most`."""

    presets: tuple[Stored, ...] = ()
    most: int = 50

    prompt: ClassVar[str] = "setting-ask-none"
    widget: ClassVar[Widget] = Widget.LINES

    def read_form(self, given: Sequence[str]) -> str:
        return _join_form(given)

    @property
    def wrong(self) -> Wrong:
        return "setting-wrong-networks", {"most": self.most}

    def load_value(self, stored: Stored) -> tuple[Network, ...]:
        return tuple(ip_network(one, strict=False) for one in _load_list(stored, str, self.most))

    def dump_value(self, value: tuple[Network, ...]) -> Stored:
        return [str(network) for network in value]

    def parse_text(self, text: str) -> Stored:
        """Parse the networks, each kept once; a lone dash for none."""
        if text.strip() in DASHES:
            return []
        given = [one for one in re.split(r"[,;\s]+", text) if one]
        if not given:
            raise ValueError(text)
        return list(dict.fromkeys(self.dump_value(self.load_value(given))))

    def format_value(self, language: str, stored: Stored) -> str:
        """Return the networks separated by commas, a single address without its length; a word for none."""
        return ", ".join(one.removesuffix("/32") if "." in one else one.removesuffix("/128") for one in stored) or say(
            language, "setting-any-address"
        )


@dataclass(frozen=True, slots=True)
class PositionTable(BaseKind):
    """Positions in small letters, each with a role. People type lines such as "accountant = administrator", which
    change those positions and leave the others; with a lone dash as role the position is removed."""

    presets: tuple[Stored, ...] = ()
    most: int = 100
    longest: int = 60

    prompt: ClassVar[str] = "setting-ask-positions"
    widget: ClassVar[Widget] = Widget.TABLE

    def list_choices(self, language: str) -> Sequence[FieldOption]:
        return [FieldOption(role.value, say(language, "client-role", role=role.value)) for role in ClientRole]

    def fill_form(self, stored: Stored) -> Sequence[str]:
        """Return each position, and behind it its role."""
        return [part for line in stored.items() for part in line]

    def read_form(self, given: Sequence[str]) -> str:
        """Return the lines; a position without a role is removed."""
        pairs = zip(given[::2], given[1::2], strict=False)
        return "\n".join(f"{position} = {role or '-'}" for position, role in pairs if position.strip())

    @property
    def wrong(self) -> Wrong:
        return "setting-wrong-positions", {"most": self.most, "longest": self.longest}

    def load_value(self, stored: Stored) -> Mapping[str, ClientRole]:
        if not isinstance(stored, dict) or len(stored) > self.most:
            raise ValueError(stored)
        return {position: ClientRole(role) for position, role in stored.items()}

    def dump_value(self, value: Mapping[str, ClientRole]) -> Stored:
        return {position: role.value for position, role in value.items()}

    async def parse_change(self, session: AsyncSession, today: date, text: str, stored: Stored) -> Stored:
        """Return the table with the typed lines. Raises ValueError if one of them is not "position = role"."""
        changed = dict(stored)
        for line in re.split(r"[;\n]", text.strip()):
            typed, equals, role = line.rpartition("=")
            position = clean_name(typed, self.longest + 1).casefold()
            if not equals or not 0 < len(position) <= self.longest:
                raise ValueError(line)
            if role.strip() in DASHES:
                changed.pop(position, None)
            else:
                changed[position] = _parse_role(role).value
        return self.dump_value(self.load_value(changed))

    def format_value(self, language: str, stored: Stored) -> str:
        lines = (f"{position} = {say(language, 'client-role', role=role)}" for position, role in stored.items())
        return "; ".join(lines) or say(language, "setting-none")


def _parse_role(typed: str) -> ClientRole:
    """Return the role by its name in any language, or as it is stored. Raises ValueError."""
    wanted = " ".join(typed.casefold().split())
    named = {say(language, "client-role", role=role.value): role for language in LANGUAGES for role in ClientRole}
    return named.get(wanted) or ClientRole(wanted)


@dataclass(frozen=True, slots=True)
class StaffList(BaseKind):
    """Staff by id, chosen by buttons; an empty list means all admins."""

    presets: tuple[Stored, ...] = ()

    wrong_text: ClassVar[str] = "setting-wrong-staff"
    prompt: ClassVar[str] = "setting-ask-staff"
    widget: ClassVar[Widget] = Widget.PEOPLE

    def load_value(self, stored: Stored) -> tuple[int, ...]:
        return _load_list(stored, int)

    async def parse_change(self, session: AsyncSession, today: date, text: str, stored: Stored) -> Stored:
        """Parse names of staff as `/staff` shows them, or their beginnings, separated by commas; a lone dash for none;
        "add 12" and "remove 12" come from a button. Raises ValueError for a name that fits no one or several."""
        if text.strip() in DASHES:
            return []
        staff = Person.role.not_in(_NOT_STAFF), Person.dismissed_at.is_(None)
        team = list(await session.scalars(select(Person).where(*staff).order_by(Person.id)))
        if pressed := _PRESSED_PERSON.fullmatch(text):
            return _toggle_person(self.load_value(stored), pressed[1], int(pressed[2]), {person.id for person in team})
        return list(dict.fromkeys(_find_person(name, team) for name in re.split(r"[,;\n]", text) if name.strip()))

    def format_value(self, language: str, stored: Stored) -> str:
        return say(language, "setting-staff", n=len(stored))


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


_TICKET_NUMBER = re.compile(r"#?(\d{1,18})")


@dataclass(frozen=True, slots=True)
class PersonList(BaseKind):
    """People by id. Typing the number of a ticket adds its requester; a lone dash clears the list."""

    presets: tuple[Stored, ...] = ()
    most: int = 500

    wrong_text: ClassVar[str] = "setting-wrong-people"
    prompt: ClassVar[str] = "setting-ask-none"
    widget: ClassVar[Widget] = Widget.REQUESTERS

    def load_value(self, stored: Stored) -> frozenset[int]:
        return frozenset(_load_list(stored, int, self.most))

    def dump_value(self, value: frozenset[int]) -> Stored:
        return sorted(value)

    async def parse_change(self, session: AsyncSession, today: date, text: str, stored: Stored) -> Stored:
        """Add the requester of each of these tickets; "add 12" and "remove 12" come from a button. Raises ValueError
        for a number without a ticket."""
        if text.strip() in DASHES:
            return []
        if pressed := _PRESSED_PERSON.fullmatch(text):
            return await _toggle_known(session, pressed[1] == "add", int(pressed[2]), frozenset(stored))
        numbers = [_TICKET_NUMBER.fullmatch(one) for one in re.split(r"[,;\s]+", text.strip())]
        ids = {*stored}
        for number in numbers:
            wanted = int(number[1]) if number is not None else 0
            found = select(Ticket.requester_id).where(Ticket.number == wanted, Ticket.filed_at.is_not(None))
            person_id = await session.scalar(found) if 0 < wanted < MOST else None
            if person_id is None:
                raise ValueError(text)
            ids.add(person_id)
        return self.dump_value(frozenset(ids))

    def format_value(self, language: str, stored: Stored) -> str:
        return say(language, "setting-people", n=len(stored)) if stored else say(language, "setting-none")


async def _toggle_known(session: AsyncSession, comes: bool, person_id: int, held: frozenset[int]) -> Stored:
    if comes and await session.get(Person, person_id) is None:
        raise ValueError(person_id)
    return sorted(held | {person_id} if comes else held - {person_id})


@dataclass(frozen=True, slots=True)
class Several(BaseKind):
    """Which of a few switches are on, as the dataclass `make` has them: stored as the list of their fields, each with
    the text `<texts>-<field>`."""

    texts: str
    make: Callable[..., Any]
    presets: tuple[Stored, ...] = ()

    prompt: ClassVar[str] = "setting-ask-none"
    widget: ClassVar[Widget] = Widget.CHECKS

    def list_choices(self, language: str) -> Sequence[FieldOption]:
        return [FieldOption(field, self.name_field(language, field)) for field in self.fields]

    def read_form(self, given: Sequence[str]) -> str:
        return _join_form(given, ", ")

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(one.name for one in dataclasses.fields(self.make()))

    @property
    def wrong(self) -> Wrong:
        return "setting-wrong-several", {"words": ", ".join(self.fields)}

    def load_value(self, stored: Stored) -> Any:
        if not isinstance(stored, list) or not all(one in self.fields for one in stored):
            raise ValueError(stored)
        return self.make(**{field: field in stored for field in self.fields})

    def dump_value(self, value: Any) -> Stored:
        return [field for field in self.fields if getattr(value, field)]

    def parse_text(self, text: str) -> Stored:
        """Parse the words of all that are to be on, in any language; a lone dash for none."""
        if text.strip().lower() in DASHES | NO:
            return []
        named = [self._find_field(word) for word in re.split(r"[,;\n]", text)]
        return [field for field in self.fields if field in named]

    async def parse_change(self, session: AsyncSession, today: date, text: str, stored: Stored) -> Stored:
        """As `parse_text`; "add files" and "remove files" come from a button."""
        pressed = _PRESSED.fullmatch(text)
        if pressed is None:
            return self.parse_text(text)
        changed = {self._find_field(pressed[2]): pressed[1] == "add"}
        return self.dump_value(dataclasses.replace(self.load_value(stored), **changed))

    def format_value(self, language: str, stored: Stored) -> str:
        return ", ".join(self.name_field(language, field) for field in stored) or say(language, "setting-none")

    def name_field(self, language: str, field: str) -> str:
        """Return the words for one of the switches."""
        return say(language, f"{self.texts}-{field.replace('_', '-')}")

    def _find_field(self, word: str) -> str:
        """Raise ValueError if no switch is called so."""
        wanted = " ".join(word.split()).casefold()
        for field in self.fields:
            if wanted in {field, *(self.name_field(language, field).casefold() for language in LANGUAGES)}:
                return field
        raise ValueError(word)


class NoticeReceivers(NamedTuple):
    """The receivers of a kind of notices: staff by id (empty: all admins), and whether the staff group gets it."""

    to: tuple[int, ...] = ()
    in_group: bool = False


@dataclass(frozen=True, slots=True)
class Receivers(BaseKind):
    """The receivers of a kind of notices, staff by id and the staff group, in one list; an empty list means all
    admins."""

    presets: tuple[Stored, ...] = ()

    wrong_text: ClassVar[str] = "setting-wrong-receivers"
    prompt: ClassVar[str] = "setting-ask-staff"
    widget: ClassVar[Widget] = Widget.PEOPLE

    def load_value(self, stored: Stored) -> NoticeReceivers:
        if not isinstance(stored, list):
            raise ValueError(stored)
        people = StaffList().load_value([one for one in stored if one != TO_GROUP])
        return NoticeReceivers(people, TO_GROUP in stored)

    def dump_value(self, value: NoticeReceivers) -> Stored:
        return [*([TO_GROUP] if value.in_group else []), *value.to]

    async def parse_change(self, session: AsyncSession, today: date, text: str, stored: Stored) -> Stored:
        """Parse names as a list of staff does, and the word for the group; "add group" comes from a button."""
        now = self.load_value(stored)
        pressed = _PRESSED.fullmatch(text)
        if pressed is not None and pressed[2] == TO_GROUP:
            return self.dump_value(now._replace(in_group=pressed[1] == "add"))
        if pressed is not None:
            people = await StaffList().parse_change(session, today, text, list(now.to))
            return self.dump_value(now._replace(to=tuple(people)))
        words = [word.strip() for word in re.split(r"[,;\n]", text)]
        groups = {TO_GROUP, "staff group", *(say(one, "setting-receivers-group").casefold() for one in LANGUAGES)}
        people = [word for word in words if word.casefold().replace("'", "’") not in groups]
        if "" in people:
            raise ValueError(text)
        chosen = await StaffList().parse_change(session, today, ", ".join(people), []) if people else []
        return self.dump_value(NoticeReceivers(tuple(chosen), len(people) < len(words)))

    def format_value(self, language: str, stored: Stored) -> str:
        people = [one for one in stored if one != TO_GROUP]
        named = [say(language, "setting-receivers-group")] if TO_GROUP in stored else []
        if people or not named:
            named.append(say(language, "setting-staff", n=len(people)))
        return ", ".join(named)
