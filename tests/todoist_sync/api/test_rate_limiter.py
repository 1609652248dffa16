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
