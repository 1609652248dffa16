"""An event as an admin types it. Pure; knows no table."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from desk.text import clean_name

LONGEST = 60
LONGEST_ID = 64
_MOST_DAYS = timedelta(days=366)
_QUOTED = re.compile(r'["“”«»„]([^"“”«»„]+)["“”«»„]\s*')
_DAYS = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})(?:\s*(?:\.\.|…|–|—)\s*(\d{4}-)?(\d{1,2}-)?(\d{1,2}))?(?:\s+|$)")


class EventWrongError(ValueError):
    """The typed text is no event; `key` says what would be right."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True)
class TypedEvent:
    """A typed event; days are inclusive, `external_id` is the platform's id."""

    name: str
    first: date
    last: date
    external_id: str | None


def parse_event(text: str) -> TypedEvent:
    """Read `"Hackathon Kazan" 2026-12-01..03 platform-id`; the id may be left out. Raises EventWrongError."""
    quoted = _QUOTED.match(text.strip())
    if quoted is None:
        raise EventWrongError("usage-event-new")
    name = clean_name(quoted[1], LONGEST + 1)
    if not 0 < len(name) <= LONGEST:
        raise EventWrongError("event-name-long")
    rest = text.strip()[quoted.end() :]
    days = _DAYS.match(rest)
    if days is None:
        raise EventWrongError("usage-event-new")
    first, last = _days(days)
    if last < first:
        raise EventWrongError("event-ends-first")
    if last - first > _MOST_DAYS:
        raise EventWrongError("event-too-long")
    external_id = rest[days.end() :].strip()
    return TypedEvent(name, first, last, parse_id(external_id) if external_id else None)


def parse_id(text: str) -> str:
    """Read the id of another platform: one word. Raises EventWrongError."""
    word = clean_name(text, LONGEST_ID + 1)
    if not 0 < len(word) <= LONGEST_ID or " " in word:
        raise EventWrongError("event-id-wrong")
    return word


def _days(found: re.Match[str]) -> tuple[date, date]:
    """Return first and last day; parts left out behind the dots are those of the first day."""
    try:
        year, month, day = (int(part) for part in found[1].split("-"))
        first = date(year, month, day)
        if found[4] is None:
            return first, first
        year = int(found[2].rstrip("-")) if found[2] else year
        month = int(found[3].rstrip("-")) if found[3] else month
        return first, date(year, month, int(found[4]))
    except ValueError:
        raise EventWrongError("usage-event-new") from None
