"""Which solutions were none: taken back by the team, within the undo time."""

from datetime import UTC, datetime, timedelta

import pytest

from db.models import Status
from desk import history
from desk.metrics.facts import HistoryRow, build_life

_FILED = datetime(2026, 11, 20, 9, tzinfo=UTC)
_UNDO, _MOMENT = timedelta(minutes=10), timedelta(microseconds=1)
_ASKS, _SOLVES = 7, 8


def _turn(place: int, at: datetime, actor: int, old: Status, new: Status) -> HistoryRow:
    return HistoryRow(place, at, actor, history.STATUS, old, new, None)


def test_an_old_history_that_does_not_say_when_it_was_filed_goes_by_the_moment() -> None:
    rows = [
        _turn(1, _FILED - _MOMENT, _ASKS, Status.NEW, Status.CANCELLED),
        _turn(2, _FILED - _MOMENT, _ASKS, Status.CANCELLED, Status.NEW),
        _turn(3, _FILED, _SOLVES, Status.NEW, Status.PENDING),
    ]
    found = build_life(_FILED, _ASKS, rows, _UNDO).statuses
    assert [(span.status, span.started_at) for span in found] == [(Status.NEW, _FILED), (Status.PENDING, _FILED)]


@pytest.mark.parametrize(
    ("later", "actor", "undone"),
    [(_UNDO, _SOLVES, True), (_UNDO + _MOMENT, _SOLVES, False), (_UNDO, _ASKS, False)],
)
def test_what_is_opened_again_at_once_by_the_team_was_not_solved(later: timedelta, actor: int, undone: bool) -> None:
    solved, reopened = Status.RESOLVED, Status.REOPENED
    first, again, second = (_FILED + timedelta(hours=n) for n in (1, 2, 3))
    rows = [
        _turn(1, first, _SOLVES, Status.NEW, solved),
        _turn(2, again, _ASKS, solved, reopened),
        _turn(3, second, _SOLVES, reopened, solved),
        _turn(4, second + later, actor, solved, reopened),
    ]
    found = [span.status for span in build_life(_FILED, _ASKS, rows, _UNDO).statuses]
    assert found == [Status.NEW, solved, reopened, *(() if undone else (solved, reopened))]
