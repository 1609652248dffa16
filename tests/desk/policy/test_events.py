"""To which event a ticket belongs as it is filed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from db.models import Person
from desk import DeskSettings, EventDays
from desk.policy.event_links import find_event, get_link_end, make_event_link, parse_event_slug

pytestmark = pytest.mark.sentence("Events")

FIRST = EventDays(1, "first", "First", date(2026, 12, 1), date(2026, 12, 3))
SECOND = EventDays(2, "second", "Second", date(2026, 12, 3), date(2026, 12, 5))
RULES = DeskSettings(events=(FIRST, SECOND), timezone="Europe/Moscow")
MIDNIGHT = datetime(2026, 12, 1, tzinfo=UTC) - timedelta(hours=3)


@pytest.mark.parametrize(
    ("after", "event"),
    [
        (timedelta(seconds=-1), None),
        (timedelta(0), 1),
        (timedelta(days=2, seconds=-1), 1),
        (timedelta(days=2), None),
        (timedelta(days=3), 2),
        (timedelta(days=5, seconds=-1), 2),
        (timedelta(days=5), None),
    ],
)
def test_by_date_where_exactly_one_runs_in_the_desks_time_zone(after: timedelta, event: int | None) -> None:
    assert find_event(Person(), RULES, MIDNIGHT + after) == event
    assert find_event(Person(), DeskSettings(timezone="Europe/Moscow"), MIDNIGHT + after) is None


def test_a_link_counts_until_the_events_end_and_a_day_at_least() -> None:
    end = MIDNIGHT + timedelta(days=3)
    assert get_link_end(FIRST, RULES, MIDNIGHT - timedelta(days=9)) == end
    late = end + timedelta(hours=2)
    assert get_link_end(FIRST, RULES, late) == late + timedelta(days=1)
    rita = Person(event_id=1, event_until=end)
    assert find_event(rita, RULES, end - timedelta(seconds=1)) == 1
    assert find_event(rita, RULES, MIDNIGHT - timedelta(days=9)) == 1
    assert find_event(rita, RULES, end) == 2
    gone = DeskSettings(events=(SECOND,), timezone="Europe/Moscow")
    assert find_event(rita, gone, end - timedelta(seconds=1)) == 2


def test_links() -> None:
    assert make_event_link("desk_bot", "first") == "https://t.me/desk_bot?start=e_first"
    assert (parse_event_slug("e_first"), parse_event_slug("first"), parse_event_slug("")) == ("first", None, None)
