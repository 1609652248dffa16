"""Which event a ticket belongs to when it is filed, and the links that lead to events. Pure; reads no table."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from db.models import Person
from desk.settings import DeskSettings
from desk.settings.hours import EventDays

_PREFIX = "e_"
_LINK = "https://t.me/{username}?start={prefix}{slug}"
"""Bot API, Deep linking, read 2026-11: 64 of A-Z, a-z, 0-9, _ and -."""
_LINK_COUNTS = timedelta(days=1)  # at least this long after it was opened


def find_event(requester: Person, rules: DeskSettings, now: datetime) -> int | None:
    """Return the id of the event whose link the requester opened last, while that link counts; else of the only event
    that runs today. With two at the same time the answer is None."""
    if not rules.events:
        return None
    opened = find_opened_event(requester, rules, now)
    if opened is not None:
        return opened
    today = now.astimezone(ZoneInfo(rules.timezone)).date()
    running = [event.id for event in rules.events if event.has_day(today)]
    return running[0] if len(running) == 1 else None


def find_opened_event(requester: Person, rules: DeskSettings, now: datetime) -> int | None:
    """Return the id of the event whose link the requester opened last, while that link counts."""
    if requester.event_until is None or now >= requester.event_until:
        return None
    return next((event.id for event in rules.events if event.id == requester.event_id), None)


def get_link_end(event: EventDays, rules: DeskSettings, now: datetime) -> datetime:
    """Return until when a link opened now counts: to the end of the event, and for at least a day."""
    after = event.last + timedelta(days=1)
    end = datetime(after.year, after.month, after.day, tzinfo=ZoneInfo(rules.timezone))
    return max(end, now + _LINK_COUNTS)


def make_event_link(username: str, slug: str) -> str:
    """Return the event's deep link for the bot of that name."""
    return _LINK.format(username=username, prefix=_PREFIX, slug=slug)


def parse_event_slug(start: str) -> str | None:
    """Return the event's short name from what `/start` was given, or None if it is something else."""
    return start.removeprefix(_PREFIX) if start.startswith(_PREFIX) else None
