"""How many requests are left, at the edges of the window and of the shares."""

from datetime import UTC, datetime, timedelta

import pytest

from todoist_sync.budget import WINDOW, Budget


class Time:
    def __init__(self) -> None:
        self.at = datetime(2026, 11, 20, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


def _spent(time: Time, count: int, *, full: bool = False) -> Budget:
    budget = Budget(time)
    for _ in range(count):
        budget.spend(full=full)
    return budget


def test_every_request_counts_and_full_ones_twice() -> None:
    budget = _spent(Time(), 3)
    budget.spend(full=True)
    assert (budget.left, budget.full_left) == (996, 99)
    budget.spend()
    assert (budget.left, budget.full_left) == (995, 99)
    other = Budget(Time(), requests=7, full=2)
    other.spend(full=True)
    assert (other.left, other.full_left) == (6, 1)


def test_a_request_is_forgotten_when_the_window_has_passed_and_not_before() -> None:
    time = Time()
    budget = _spent(time, 2, full=True)
    time.at += timedelta(minutes=1)
    budget.spend(full=True)
    time.at += WINDOW - timedelta(minutes=1) - timedelta(microseconds=1)
    assert (budget.left, budget.full_left) == (997, 97)
    time.at += timedelta(microseconds=1)
    assert (budget.left, budget.full_left) == (999, 99)


@pytest.mark.parametrize(("spent", "only"), [(940, False), (941, True), (1000, True)])
def test_the_last_sixty_are_for_comments(spent: int, only: bool) -> None:
    assert _spent(Time(), spent).comments_only is only


LEAST = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("spent", "pause"),
    [
        (0, LEAST),
        (499, LEAST),
        (500, WINDOW * 2 / 500),
        (900, timedelta(seconds=18)),
        (999, WINDOW * 2),
        (1000, WINDOW * 2),
        (1100, WINDOW * 2),
    ],
)
def test_rounds_slow_down_when_half_is_used(spent: int, pause: timedelta) -> None:
    assert _spent(Time(), spent).pause(LEAST) == pause


def test_no_round_comes_sooner_than_asked() -> None:
    assert _spent(Time(), 500).pause(timedelta(minutes=5)) == timedelta(minutes=5)
