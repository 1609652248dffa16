"""How many requests are left, at the edges of the window and of the shares."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from todoist_sync.api.client import WINDOW, RequestBudget, Todoist


class Time:
    def __init__(self) -> None:
        self.at = datetime(2026, 11, 20, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


def _spent(time: Time, count: int, *, full: bool = False) -> RequestBudget:
    budget = RequestBudget(time)
    for _ in range(count):
        budget.count_request(full=full)
    return budget


def test_every_request_counts_and_full_ones_twice() -> None:
    budget = _spent(Time(), 3)
    budget.count_request(full=True)
    assert (budget.left, budget.full_left) == (996, 99)
    budget.count_request()
    assert (budget.left, budget.full_left) == (995, 99)
    other = RequestBudget(Time(), requests=7, full=2)
    other.count_request(full=True)
    assert (other.left, other.full_left) == (6, 1)


def test_a_request_is_forgotten_when_the_window_has_passed_and_not_before() -> None:
    time = Time()
    budget = _spent(time, 2, full=True)
    time.at += timedelta(minutes=1)
    budget.count_request(full=True)
    time.at += WINDOW - timedelta(minutes=1) - timedelta(microseconds=1)
    assert (budget.left, budget.full_left) == (997, 97)
    time.at += timedelta(microseconds=1)
    assert (budget.left, budget.full_left) == (999, 99)


def test_the_next_writer_learns_what_was_spent_and_forgets_it_no_sooner() -> None:
    time = Time()
    before = _spent(time, 2, full=True)
    time.at += timedelta(minutes=5, seconds=20)
    before.count_request()
    time.at += timedelta(seconds=50)
    after = RequestBudget(time)
    after.count_request()
    after.learn(before.list_spent())
    assert (after.left, after.full_left) == (996, 98)
    time.at += WINDOW - timedelta(minutes=5)
    assert (after.left, after.full_left) == (998, 100)
    time.at += timedelta(minutes=6)
    assert (after.left, after.full_left) == (1000, 100)


def test_what_a_later_clock_has_counted_counts_from_now() -> None:
    time = Time()
    ahead = Time()
    ahead.at += timedelta(hours=1)
    budget = RequestBudget(time)
    budget.learn(_spent(ahead, 7).list_spent())
    assert budget.left == 993
    time.at += WINDOW
    assert budget.left == 1000


@pytest.mark.parametrize(("spent", "only"), [(940, False), (941, True), (1000, True)])
def test_the_last_sixty_are_for_comments(spent: int, only: bool) -> None:
    assert _spent(Time(), spent).comments_only is only


SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(("readings", "waits"), [(59, False), (60, True), (61, True)])
def test_sixty_readings_may_follow_one_another_then_one_a_second(readings: int, waits: bool) -> None:
    time = Time()
    budget = RequestBudget(time)
    for _ in range(readings):
        assert budget.get_pause() <= timedelta(0) or readings > 60
        budget.count_reading()
    assert (budget.get_pause() > timedelta(0)) is waits
    assert budget.get_pause() == SECOND * (readings - 59)
    time.at += SECOND * max(readings - 59, 0)
    assert budget.get_pause() <= timedelta(0)


def test_a_bucket_at_rest_holds_no_more_than_sixty() -> None:
    time = Time()
    budget = RequestBudget(time)
    budget.count_reading()
    time.at += WINDOW
    for _ in range(60):
        budget.count_reading()
    assert budget.get_pause() == SECOND


@pytest.mark.parametrize(
    ("spent", "pause"),
    [
        (499, -59 * SECOND),
        (500, WINDOW * 2 / 500),
        (900, SECOND * 18),
        (999, WINDOW * 2),
        (1000, WINDOW * 2),
        (1100, WINDOW * 2),
    ],
)
def test_readings_slow_down_when_half_is_used(spent: int, pause: timedelta) -> None:
    time = Time()
    budget = _spent(time, spent)
    budget.count_reading()
    assert budget.get_pause() == (pause if spent > 499 else pause + SECOND)
    if spent > 499:
        time.at += SECOND
        assert budget.get_pause() == pause - SECOND


async def test_a_probe_is_a_request_and_leaves_the_last_ones_to_comments() -> None:
    """A server that answers 503 counts it like any other; in a long outage there are twenty a minute."""
    time, asked = Time(), list[str]()

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(503)

    budget, transport = RequestBudget(time, requests=62), httpx.MockTransport(answer)
    client = Todoist("token", "http://todoist.example", budget, transport=transport)
    for _ in range(5):
        await client.probe()
    assert (len(asked), budget.left) == (3, 59)
    await client.aclose()
