"""In which order people are called to a ticket."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from desk.notifications.to_staff import AlertCandidate, pick_next

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
IDLE = AlertCandidate(
    1, full=False, fits=False, holding=0, lately=0, untaken=0, last_at=None, rang=False, busy=False, has_card=False
)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param({"fits": True, "holding": 9, "lately": 9}, {}, id="whose topic it is before who is idle"),
        pytest.param({"holding": 1}, {"holding": 2}, id="who holds less"),
        pytest.param({"holding": 9}, {"full": True, "fits": True}, id="who has room before whose topic it is"),
        pytest.param({"holding": 1, "lately": 1}, {"lately": 3}, id="who takes none is not sent every card"),
        pytest.param({"lately": 7}, {"lately": 6, "untaken": 12}, id="who takes none comes later and later"),
        pytest.param({"lately": 6, "untaken": 5}, {"lately": 7}, id="five cards of others' are nothing"),
        pytest.param({"lately": 2}, {"holding": 2}, id="of as much to do, who holds less"),
        pytest.param({}, {"last_at": AT}, id="who was never called"),
        pytest.param({"last_at": AT}, {"last_at": AT + timedelta(seconds=1)}, id="who has waited longest"),
    ],
)
def test_who_is_called_before_whom(first: dict[str, object], second: dict[str, object]) -> None:
    earlier, later = replace(IDLE, person_id=2, **first), replace(IDLE, person_id=1, **second)  # type: ignore[arg-type]
    assert earlier.order < later.order


def test_of_two_alike_it_is_always_the_same_one() -> None:
    assert IDLE.order < replace(IDLE, person_id=2).order


@pytest.mark.parametrize(("wave", "called"), [(1, [1, 2]), (2, [1, 2, 3]), (6, [1, 2, 3]), (7, [1, 2, 3, 4, 5])])
def test_whose_hands_are_full_hears_when_it_was_called_for_in_vain(wave: int, called: list[int]) -> None:
    """Five minutes after the rest; within the first waves as the order has it."""
    waiting = [replace(IDLE, person_id=n, full=n > 3) for n in range(1, 6)]
    assert [one.person_id for one in pick_next(waiting, wave, 2)] == called
    assert [one.person_id for one in pick_next(waiting[3:], 1, 2)] == [4, 5]
