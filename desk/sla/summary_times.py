"""When the next summary is due. Pure."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from desk.settings import DeskSettings
from desk.sla.desk_hours import find_next_opening, get_desk_calendar

_FARTHEST = 62  # days ahead


def get_next_summary_time(now: datetime, rules: DeskSettings) -> datetime | None:
    """Return when the next summary after `now` is due: on each day with business hours, at the set time, or when the
    desk opens next on that day. None if summaries are switched off."""
    if not (rules.briefings.sent.daily or rules.briefings.sent.weekly):
        return None
    zone, calendar = ZoneInfo(rules.timezone), get_desk_calendar(rules)
    today = now.astimezone(zone).date()
    for ahead in range(_FARTHEST):
        day = today + timedelta(days=ahead)
        at = datetime.combine(day, rules.briefings.at, zone).astimezone(now.tzinfo)
        opens = calendar.find_next_open(at)
        if opens is not None and opens.astimezone(zone).date() == day and opens > now:
            return opens
    return find_next_opening(calendar, now)
