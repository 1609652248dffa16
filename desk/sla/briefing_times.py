"""When a briefing is due: at a time of day that is set, in the desk's hours. Pure."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from desk.settings import DeskSettings
from desk.sla.hours import desk_calendar, next_opening

_FARTHEST = 62  # days ahead


def following(now: datetime, rules: DeskSettings) -> datetime | None:
    """The next one after `now`: on each day on which the desk is open, at the time that is set or, where it is closed
    then, when it opens next on that day; where it never does, when it opens next on any. None where none is switched
    on."""
    if not (rules.briefings.daily or rules.briefings.weekly):
        return None
    zone, calendar = ZoneInfo(rules.timezone), desk_calendar(rules)
    today = now.astimezone(zone).date()
    for ahead in range(_FARTHEST):
        day = today + timedelta(days=ahead)
        at = datetime.combine(day, rules.briefings.at, zone).astimezone(now.tzinfo)
        opens = calendar.next_open(at)
        if opens is not None and opens.astimezone(zone).date() == day and opens > now:
            return opens
    return next_opening(calendar, now)
