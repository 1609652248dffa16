"""A kind of setting: the targets of a priority, for the first response and for the solution.

Stored as two numbers of minutes.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

from desk import TargetLengths
from desk.admin_settings.duration_kinds import Length, Unit
from desk.admin_settings.value_kinds import Stored
from desk.i18n import formats, say

_MINUTES = Length(Unit.MINUTES, least=1, most=60 * 24 * 365)
_TYPED = re.compile(
    r"(?:first response|first|первый ответ|первый|ответ):?\s+(.+?)\s*[,;]"
    r"\s*(?:then\s+)?(?:solve|resolve|resolution|solution|решение|решить):?\s+(.+)"
)
_PART = r"((?:[^,;/]|(?<=\d),(?=\d))+)"  # a comma between digits may be that of a number
_SHORT = re.compile(rf"{_PART}[,;/]\s*{_PART}")
_SPACED = re.compile(r"(\d{1,9}(?:[.,]\d)?\s?[^\W\d_]*\.?) (?:and |и )?(\d{1,9}(?:[.,]\d)?\s?[^\W\d_]*\.?)")


@dataclass(frozen=True, slots=True)
class TargetPair:
    """The time until the first response and until the solution, in working time; the solution is never due first."""

    presets: tuple[Stored, ...] = ()

    @property
    def wrong(self) -> tuple[str, dict[str, str | int]]:
        return "setting-wrong-target", {}

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
        found = _TYPED.fullmatch(said) or _SPACED.fullmatch(said) or _SHORT.fullmatch(said)
        if found is None:
            raise ValueError(text)
        stored = [
            _MINUTES.parse_text(f"{part} h" if re.fullmatch(r"[\d.,]+", part) else part) for part in found.groups()
        ]
        self.load_value(stored)
        return stored

    def format_value(self, language: str, stored: Stored) -> str:
        """Return "first response 4 h, resolution 8 h"."""
        first, solution = (format_length(language, timedelta(minutes=one)) for one in stored)
        return say(language, "setting-target-pair", first=first, solution=solution)


def format_length(language: str, length: timedelta) -> str:
    """Return the exact length, as it may be typed again: "90 min" if it is no whole number of hours."""
    if length % timedelta(hours=1):
        return say(language, "duration-minutes", n=int(length / timedelta(minutes=1)))
    if length % timedelta(days=1) or length <= timedelta(days=2):
        return say(language, "duration-hours", n=int(length / timedelta(hours=1)))
    return formats.format_duration(language, length)
