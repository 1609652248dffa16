"""Kinds of settings: how a value is stored, typed by a person and read for the desk.

A stored value is JSON; `load_value` turns it into what the desk's settings have, `parse_text` makes one of typed text.
Both raise ValueError for a value that does not fit. Lengths of time are in `duration_kinds.py`.
"""

import re
import zoneinfo
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, runtime_checkable

from desk import Desk
from desk.i18n import say
from desk.text import clean_name

Stored = Any
"""A value as JSON has it."""
_YES = frozenset({"on", "yes", "true", "1", "да", "вкл", "включить", "включено"})
NO = frozenset({"off", "no", "false", "0", "нет", "выкл", "выключить", "выключено"})


class SettingKind(Protocol):
    """One kind of value. `wrong`: key and arguments of the text that says what would be right; `presets`: stored values
    offered as buttons."""

    @property
    def presets(self) -> tuple[Stored, ...]: ...
    @property
    def wrong(self) -> tuple[str, dict[str, str | int]]: ...
    def load_value(self, stored: Stored) -> Any: ...
    def dump_value(self, value: Any) -> Stored: ...
    def parse_text(self, text: str) -> Stored: ...
    def format_value(self, language: str, stored: Stored) -> str: ...


@runtime_checkable
class TypedOver(Protocol):
    """A kind of which people type a part: the text changes the stored value. Raises as `parse_text`, or Refused."""

    async def parse_change(self, desk: Desk, text: str, stored: Stored) -> Stored: ...


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number. `off`: zero turns it off."""

    presets: tuple[Stored, ...] = ()
    least: int = 1
    most: int = 100_000
    off: bool = False

    @property
    def wrong(self) -> tuple[str, dict[str, str | int]]:
        return "setting-wrong-number", {"least": self.least, "most": self.most}

    def load_value(self, stored: Stored) -> int:
        if isinstance(stored, bool) or not isinstance(stored, int) or not self.least <= stored <= self.most:
            raise ValueError(stored)
        return stored

    def dump_value(self, value: int) -> Stored:
        return value

    def parse_text(self, text: str) -> Stored:
        if not re.fullmatch(r"\d{1,9}", text.strip()):
            raise ValueError(text)
        return self.load_value(int(text))

    def format_value(self, language: str, stored: Stored) -> str:
        return say(language, "setting-off") if self.off and not stored else str(stored)


@dataclass(frozen=True, slots=True)
class Switch:
    """A value that is on or off."""

    presets: tuple[Stored, ...] = (True, False)

    @property
    def wrong(self) -> tuple[str, dict[str, str | int]]:
        return "setting-wrong-switch", {}

    def load_value(self, stored: Stored) -> bool:
        if not isinstance(stored, bool):
            raise ValueError(stored)
        return stored

    def dump_value(self, value: bool) -> Stored:
        return value

    def parse_text(self, text: str) -> Stored:
        """Parse a word for on or off, in either language."""
        word = text.strip().lower()
        if word not in _YES | NO:
            raise ValueError(text)
        return word in _YES

    def format_value(self, language: str, stored: Stored) -> str:
        return say(language, "setting-on" if stored else "setting-off")


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words, each with the text `<texts>-<word>`."""

    texts: str
    presets: tuple[Stored, ...]

    @property
    def wrong(self) -> tuple[str, dict[str, str | int]]:
        return "setting-wrong-choice", {"words": ", ".join(self.presets)}

    def load_value(self, stored: Stored) -> str:
        if not isinstance(stored, str) or stored not in self.presets:
            raise ValueError(stored)
        return stored

    def dump_value(self, value: str) -> Stored:
        return value

    def parse_text(self, text: str) -> Stored:
        return self.load_value(text.strip().lower())

    def format_value(self, language: str, stored: Stored) -> str:
        return say(language, f"{self.texts}-{stored}")


@dataclass(frozen=True, slots=True)
class Code:
    """A code in capital letters, such as a country's or a currency's. `pattern`: of those that are taken; `wrong_key`:
    the text that refuses others."""

    pattern: re.Pattern[str]
    wrong_key: str
    presets: tuple[Stored, ...]

    @property
    def wrong(self) -> tuple[str, dict[str, str | int]]:
        return self.wrong_key, {}

    def load_value(self, stored: Stored) -> str:
        if not isinstance(stored, str) or self.pattern.fullmatch(stored) is None:
            raise ValueError(stored)
        return stored

    def dump_value(self, value: str) -> Stored:
        return value

    def parse_text(self, text: str) -> Stored:
        return self.load_value(text.strip().upper())

    def format_value(self, language: str, stored: Stored) -> str:
        return str(stored)


COUNTRY = Code(re.compile("[A-Z]{2}"), "setting-wrong-country", ("RU", "BY", "KZ", "DE", "GB", "US"))
"""A country by its two letters of ISO 3166."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone by its IANA name."""

    presets: tuple[Stored, ...] = (
        "UTC", "Europe/Berlin", "Europe/Moscow", "Asia/Yekaterinburg", "Europe/London", "America/New_York",
        "Asia/Novosibirsk",
    )  # fmt: skip
    _LIKELY: ClassVar[dict[str, tuple[int, ...]]] = {"ru": (2, 3, 6), "en": (4, 1, 5)}

    def get_likely(self, language: str) -> tuple[int, ...]:
        """Return the places of the presets that are likely for readers of that language."""
        return self._LIKELY.get(language, (0, 1, 2))

    @property
    def wrong(self) -> tuple[str, dict[str, str | int]]:
        return "setting-wrong-zone", {}

    def load_value(self, stored: Stored) -> str:
        try:
            return zoneinfo.ZoneInfo(stored).key
        except (zoneinfo.ZoneInfoNotFoundError, OSError, TypeError):
            raise ValueError(stored) from None

    def dump_value(self, value: str) -> Stored:
        return value

    def parse_text(self, text: str) -> Stored:
        """Parse an IANA name in any case; a space counts as an underscore."""
        wanted = "_".join(text.split())
        known = {name.casefold(): name for name in zoneinfo.available_timezones()}
        return self.load_value(known.get(wanted.casefold(), ""))

    def format_value(self, language: str, stored: Stored) -> str:
        return str(stored)


@dataclass(frozen=True, slots=True)
class WordList:
    """Words or short phrases, typed with commas or one a line; at most `most`, each of at most `longest` characters."""

    presets: tuple[Stored, ...] = ()
    most: int = 50
    longest: int = 60

    @property
    def wrong(self) -> tuple[str, dict[str, str | int]]:
        return "setting-wrong-list", {"most": self.most, "longest": self.longest}

    def load_value(self, stored: Stored) -> tuple[str, ...]:
        if not isinstance(stored, list) or not all(isinstance(one, str) for one in stored):
            raise ValueError(stored)
        if len(stored) > self.most or any(not 0 < len(one) <= self.longest for one in stored):
            raise ValueError(stored)
        return tuple(stored)

    def dump_value(self, value: tuple[str, ...]) -> Stored:
        return list(value)

    def parse_text(self, text: str) -> Stored:
        """Parse the words, each kept once; a lone dash for none."""
        if text.strip() in {"-", "–", "—"}:
            return []
        words = [clean_name(one, self.longest + 1) for one in re.split(r"[,;\n]", text)]
        return list(self.load_value(list(dict.fromkeys(one for one in words if one))))

    def format_value(self, language: str, stored: Stored) -> str:
        return ", ".join(stored) or say(language, "setting-none")


def format_button_value(stored: Stored) -> str:
    """Return a single value as a person would type it: the data of a button."""
    if isinstance(stored, bool):
        return "on" if stored else "off"
    return str(stored)
