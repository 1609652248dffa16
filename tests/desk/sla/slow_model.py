"""Hours and clocks in the slow, obvious way: minute by minute, asking the wall clock each time.

It shares nothing with `desk/sla/` but the values that say what the hours are.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cached_property

A_MINUTE = timedelta(minutes=1)
Week = tuple[tuple[tuple[int, int], ...], ...]
Range = tuple[date, date, bool]


class SlowDesk:
    """A desk watched for some days, a minute at a time. Nothing is known of what comes later."""

    def __init__(self, zone: tzinfo, week: Week, ranges: Collection[Range], since: datetime, days: int) -> None:
        self.zone, self.week, self.ranges, self.since = zone, week, list(ranges), since
        self.minutes = [since + A_MINUTE * i for i in range(days * 1440)]
        self.until = since + timedelta(days=days)
        self.earlier: tuple[datetime, SlowDesk] | None = None  # until when it had the hours of another

    @cached_property
    def open_minutes(self) -> set[datetime]:
        """The minutes in which it is open, each by its beginning."""
        return {minute for minute in self.minutes if self.is_open(minute)}

    def is_open(self, at: datetime) -> bool:
        """By what the clock on the wall shows at that moment."""
        if self.earlier is not None and at < self.earlier[0]:
            return self.earlier[1].is_open(at)
        wall = at.astimezone(self.zone)
        today, minute = wall.date(), wall.hour * 60 + wall.minute
        said = self.said(today)
        if said is not None:
            return said
        if any(start <= minute < end for start, end in self.week[today.weekday()]):
            return True
        yesterday = today - timedelta(days=1)
        return self.said(yesterday) is not False and any(
            start <= minute + 1440 < end for start, end in self.week[yesterday.weekday()]
        )

    def said(self, day: date) -> bool | None:
        """What the date ranges say of the day: the one made last."""
        said = None
        for first, last, is_open in self.ranges:
            if first <= day <= last:
                said = is_open
        return said

    def runs(self, minute: datetime, start: datetime, pauses: Collection[tuple[datetime, datetime | None]]) -> bool:
        """Whether a clock begun at start runs during that minute."""
        stands = any(stops <= minute and (goes_on is None or minute < goes_on) for stops, goes_on in pauses)
        return minute >= start and minute in self.open_minutes and not stands

    def spent(self, start: datetime, end: datetime, pauses: Collection[tuple[datetime, datetime | None]]) -> timedelta:
        """How long the clock has run by `end`."""
        return A_MINUTE * sum(self.runs(minute, start, pauses) for minute in self.minutes if minute < end)

    def due(
        self, start: datetime, target: timedelta, pauses: Collection[tuple[datetime, datetime | None]]
    ) -> datetime | None:
        """The first moment by which the clock has run for target; None: not within the watched days."""
        if target <= timedelta(0):
            return start.astimezone(UTC)
        for minute in self.minutes:
            if self.runs(minute, start, pauses):
                target -= A_MINUTE
            if target <= timedelta(0):
                return (minute + A_MINUTE).astimezone(UTC)
        return None

    def find_next_open(self, at: datetime) -> datetime | None:
        """The first open minute from `at` on."""
        return next((minute for minute in self.minutes if minute >= at and minute in self.open_minutes), None)

    def find_next_close(self, at: datetime) -> datetime | None:
        """The first closed minute after an open one from `at` on."""
        opened = self.find_next_open(at)
        if opened is None:
            return None
        return next((minute for minute in self.minutes if minute > opened and minute not in self.open_minutes), None)
