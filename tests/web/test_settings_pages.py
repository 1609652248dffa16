"""What pages of settings say of values: days as people write them, targets that contradict their priorities."""

from datetime import date, timedelta

import pytest

from db.models import Role
from desk.queries.panel.team_list import PanelSessions, TeamLine
from desk.settings.hours import DayRange
from web.features.hours.routes import describe_range
from web.features.people.team import TeamAddress
from web.features.targets.routes import list_odd_targets


@pytest.mark.parametrize(
    ("last", "is_open", "name", "said"),
    [
        (2, False, "New Year", "1 January 2027 – 2 January 2027: closed, New Year"),
        (1, False, "", "1 January 2027: closed"),
        (1, True, "", "1 January 2027: open"),
    ],
)
def test_days_are_written_as_people_do(last: int, is_open: bool, name: str, said: str) -> None:
    assert describe_range("en", DayRange(date(2027, 1, 1), date(2027, 1, last), is_open, name)) == said


@pytest.mark.parametrize(
    ("minutes", "odd"),
    [
        ([(5, 60), (10, 120), (10, 240), (60, 480)], []),
        ([(60, 60), (240, 240), (30, 480), (60, 480)], [(3, 2)]),
        ([(60, 60), (30, 30), (20, 480), (60, 300)], [(2, 1), (3, 2), (4, 3)]),
    ],
)
def test_a_target_shorter_than_that_of_a_more_urgent_priority_is_named(
    minutes: list[tuple[int, int]], odd: list[tuple[int, int]]
) -> None:
    lengths = {n: tuple(timedelta(minutes=one) for one in pair) for n, pair in enumerate(minutes, start=1)}
    assert list_odd_targets(lengths) == odd  # type: ignore[arg-type]


def _member(name: str, role: Role, held: int) -> TeamLine:
    return TeamLine(
        id=held, name=name, role=role, by_setting=False, started=True, has_blocked=False, is_away=False,
        away_until=None, held=held, topics=(), rota=None, sessions=PanelSessions(0, None),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, [3, 1, 2]),
        ({"q": "IVAN"}, [1, 2]),
        ({"q": "p iv"}, [2]),
        ({"role": "admin"}, [3]),
        ({"role": "king"}, [3, 1, 2]),
        ({"order": "load"}, [3, 2, 1]),
        ({"q": "ivan", "order": "load"}, [2, 1]),
    ],
)
def test_a_large_team_is_searched_and_ordered_by_load(wanted: dict[str, str], found: list[int]) -> None:
    team = [_member(*one) for one in (("Vera", Role.ADMIN, 3), ("Ivan", Role.AGENT, 1), ("Ivan P.", Role.AGENT, 2))]
    assert [one.id for one in TeamAddress(**wanted).choose(team)] == found
