"""A time of day as a setting. Knows no setting."""

from dataclasses import dataclass
from datetime import time

from desk.administration.kinds import Stored
from desk.text import typed_times


@dataclass(frozen=True, slots=True)
class DayTime:
    """Hours and minutes in the desk's time zone, stored as "09:00"."""

    presets: tuple[Stored, ...] = ()

    @property
    def wrong(self) -> tuple[str, dict[str, str | int]]:
        """Key and arguments."""
        return "setting-wrong-day-time", {}

    def read(self, stored: Stored) -> time:
        """The time."""
        if not isinstance(stored, str):
            raise ValueError(stored)
        at = time.fromisoformat(stored)
        if stored != f"{at:%H:%M}":
            raise ValueError(stored)
        return at

    def stored(self, value: time) -> Stored:
        """Hours and minutes."""
        return f"{value:%H:%M}"

    def typed(self, text: str) -> Stored:
        """As people say it: 9, 9:00, 9.30, 9am."""
        words = text.casefold().split()
        found = typed_times.clock(words, bare=True) if words else None
        if found is None or found[2] != len(words):
            raise ValueError(text)
        return self.stored(time(found[0], found[1]))

    def shown(self, language: str, stored: Stored) -> str:
        """The same."""
        return str(stored)
