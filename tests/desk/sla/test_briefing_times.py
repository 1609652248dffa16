"""When a briefing is due: by the day, in the hours, over changes of the clocks."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from desk import DayRange
from desk.settings.defaults.notices import BriefingsSent
from desk.sla.summary_times import get_next_summary_time
from tests.rules import rules_with

WEEKDAYS = (((540, 1080),),) * 5 + ((), ())
BERLIN: dict[str, Any] = {"timezone": "Europe/Berlin", "briefings__sent": BriefingsSent(daily=True)}
FRIDAY = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)  # nine in Berlin
HOLIDAY = DayRange(date(2026, 11, 23), date(2026, 11, 23), is_open=False, name="Founders' day")


@pytest.mark.parametrize(
    ("now", "rules", "at"),
    [
        (FRIDAY, {"briefings__sent": BriefingsSent()}, None),
        (FRIDAY, {"briefings__sent": BriefingsSent(weekly=True)}, FRIDAY + timedelta(days=1)),
        (FRIDAY - timedelta(seconds=1), {}, FRIDAY),
        (FRIDAY, {}, FRIDAY + timedelta(days=1)),
        (FRIDAY, {"hours__week": WEEKDAYS}, FRIDAY + timedelta(days=3)),
        (FRIDAY, {"hours__week": WEEKDAYS, "hours__day_ranges": (HOLIDAY,)}, FRIDAY + timedelta(days=4)),
        (FRIDAY, {"hours__week": WEEKDAYS, "briefings__at": time(7)}, FRIDAY + timedelta(days=3)),
        (FRIDAY, {"hours__week": WEEKDAYS, "briefings__at": time(17, 59)}, FRIDAY.replace(hour=16, minute=59)),
        # never open then or later on any day: when it opens on the next
        (FRIDAY, {"hours__week": WEEKDAYS, "briefings__at": time(19)}, FRIDAY + timedelta(days=3)),
        (FRIDAY, {"hours__week": WEEKDAYS, "briefings__at": time(19), "hours__day_ranges": (HOLIDAY,)},
         FRIDAY + timedelta(days=4)),
        (FRIDAY - timedelta(hours=3), {"hours__week": WEEKDAYS, "briefings__at": time(19)}, FRIDAY),
        (FRIDAY, {"hours__week": ((),) * 7}, None),
        # it is still Friday in New York
        (datetime(2026, 11, 21, 2, tzinfo=UTC), {"timezone": "America/New_York", "briefings__at": time(22)},
         datetime(2026, 11, 21, 3, tzinfo=UTC)),
        # half past two does not exist on the last Sunday of March, and is there twice in October
        (datetime(2026, 3, 28, 20, tzinfo=UTC), {"briefings__at": time(2, 30)},
         datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (datetime(2026, 10, 24, 20, tzinfo=UTC), {"briefings__at": time(2, 30)},
         datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), {"briefings__at": time(2, 30)},
         datetime(2026, 10, 26, 1, 30, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_the_next_one(now: datetime, rules: dict[str, Any], at: datetime | None) -> None:
    assert get_next_summary_time(now, rules_with(**{**BERLIN, **rules})) == at
