"""A kind of setting: the targets of a priority, for the first response and for the solution.

Stored as two numbers of minutes.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

from desk import Desk, TargetLengths
from desk.admin_settings.duration_kinds import Length, Unit
from desk.admin_settings.value_kinds import Stored
from desk.i18n import formats, say

_MINUTES = Length(Unit.MINUTES, least=1, most=60 * 24 * 365)
_FIRST = r"(?:first response|first|первый ответ|первый|ответ):?\s+(.+?)"
_SOLUTION = r"(?:then\s+)?(?:solve|resolve|resolution|solution|решение|решить):?\s+(.+)"
_TYPED = re.compile(rf"{_FIRST}\s*[,;]\s*{_SOLUTION}")
_ONE = re.compile(rf"{_FIRST}|{_SOLUTION}|(.+)")
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
        stored = [_parse_length(part) for part in found.groups()]
        self.load_value(stored)
        return stored

    async def parse_change(self, desk: Desk, text: str, stored: Stored) -> Stored:
        """Return the stored times as the text changes them."""
        return self.change_times(text, stored)

    def change_times(self, text: str, stored: Stored) -> Stored:
        """Parse both times, or one of them as a change of the stored ones: "solve 8h", "first 4h"; one without a name
        is that of the first response."""
        said = " ".join(text.lower().split())
        one = None if _SPACED.fullmatch(said) or _SHORT.fullmatch(said) else _ONE.fullmatch(said)
        if _TYPED.fullmatch(said) or one is None:
            return self.parse_text(text)
        first, solution, alone = one.groups()
        changed = [stored[0], _parse_length(solution)] if solution else [_parse_length(first or alone), stored[1]]
        self.load_value(changed)
        return changed

    def format_value(self, language: str, stored: Stored) -> str:
        """Return "first response 4 h, resolution 8 h"."""
        first, solution = (format_length(language, timedelta(minutes=one)) for one in stored)
        return say(language, "setting-target-pair", first=first, solution=solution)


def _parse_length(typed: str) -> Stored:
    return _MINUTES.parse_text(f"{typed} h" if re.fullmatch(r"[\d.,]+", typed) else typed)


def format_length(language: str, length: timedelta) -> str:
    """Return the exact length, as it may be typed again: "90 min" if it is no whole number of hours."""
    if length % timedelta(hours=1):
        return say(language, "duration-minutes", n=int(length / timedelta(minutes=1)))
    if length % timedelta(days=1) or length <= timedelta(days=2):
        return say(language, "duration-hours", n=int(length / timedelta(hours=1)))
    return formats.format_duration(language, length)
