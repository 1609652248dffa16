"""The desk's business hours of all times. The audit log has every change of them."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import DeskSettings, history
from desk.settings.desk_settings import SETTINGS
from desk.sla.desk_hours import get_desk_calendar
from desk.sla.past_hours import HoursVersion, PastHours

_OBJECTS = {f"setting:{one.key}": one for one in SETTINGS if one.moves_hours or one.key == "hold_stops_clock"}


async def load_past_hours(session: AsyncSession, settings: DeskSettings) -> PastHours:
    """Return the hours in force at each moment. A value that the environment sets counts for all times."""
    changed = [key for key, one in _OBJECTS.items() if not one.is_pinned(settings)]
    changes = await history.list_old_values(session, "setting", changed)
    return PastHours(tuple(reversed(list(_go_back(settings, changes)))))


def _go_back(settings: DeskSettings, changes: Iterable[tuple[datetime, str, str | None]]) -> Iterator[HoursVersion]:
    """Yield the versions from today's back. A value that cannot be read any more leaves its setting as it was later."""
    yield _version(None, settings)
    latest: datetime | None = None
    for at, changed, old in changes:
        try:
            before = _OBJECTS[changed].load_values(json.loads(old or ""))
        except ValueError:
            continue
        settings = settings.with_values(before)
        latest = at if latest is None else min(at, latest)
        yield _version(latest, settings)


def _version(until: datetime | None, settings: DeskSettings) -> HoursVersion:
    return HoursVersion(until, get_desk_calendar(settings), settings.targets.hold_stops_clock)
