"""How often the board may be read: at once after a rest, and never more than a quarter of an hour allows."""

from datetime import UTC, datetime, timedelta

from todoist_sync.api.client import MAX_REQUESTS, WINDOW, RequestBudget

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TICK = timedelta(milliseconds=100)


class Time:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def test_after_a_rest_sixty_readings_follow_at_once_then_one_a_second() -> None:
    time = Time()
    budget = RequestBudget(time)
    for _ in range(60):
        assert budget.get_pause() <= timedelta(0)
        budget.count_reading()
    assert budget.get_pause() == timedelta(seconds=1)
    time.now += timedelta(seconds=1)
    assert budget.get_pause() == timedelta(0)
    budget.count_reading()
    assert budget.get_pause() == timedelta(seconds=1)
    time.now += timedelta(seconds=60)
    for _ in range(60):
        assert budget.get_pause() <= timedelta(0)
        budget.count_reading()
    assert budget.get_pause() > timedelta(0)


def test_ten_thousand_hints_spend_no_more_than_the_window_holds() -> None:
    time = Time()
    budget = RequestBudget(time)
    sent: list[datetime] = []
    readings = 0
    for _ in range(27_000):  # three quarters of an hour, a hint waiting at every tick
        if budget.get_pause() <= timedelta(0):
            budget.count_reading()
            readings += 1
            for _ in range(2):
                budget.count_request()
                sent.append(time.now)
        time.now += TICK
    worst = max(sum(1 for moment in sent if start <= moment < start + WINDOW) for start in sent[::50])
    assert worst < MAX_REQUESTS - 100
    assert readings > 600  # and yet the board is read all the time


def test_a_short_window_stretches_the_pauses_and_a_new_one_ends_them() -> None:
    time = Time()
    budget = RequestBudget(time)
    for _ in range(MAX_REQUESTS - 100):
        budget.count_request()
    budget.count_reading()
    assert budget.get_pause() == WINDOW * 2 / 100
    time.now += WINDOW + TICK
    assert budget.get_pause() <= timedelta(0)
