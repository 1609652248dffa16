"""What the panel says of a bot that hangs or does not run: nothing while it may be starting."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.queries.panel.page_status import BotState
from web.bot_watch import BotWatch

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MOVES, GONE = BotState(timedelta(seconds=1)), BotState(None)


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        ([(0, None), (90, None)], {}),
        ([(0, MOVES), (90, MOVES)], {}),
        ([(0, BotState(timedelta(seconds=59)))], {}),
        ([(0, BotState(timedelta(seconds=60)))], {"hung": NOW - timedelta(minutes=1)}),
        ([(0, GONE), (59, GONE)], {}),
        ([(0, GONE), (60, GONE)], {"gone": NOW - timedelta(minutes=1)}),
        ([(0, GONE), (50, MOVES), (60, GONE)], {}),
    ],
)
def test_a_bot_that_does_nothing_is_named_after_a_minute(
    seen: list[tuple[int, BotState | None]], said: dict[str, datetime]
) -> None:
    passed = [0.0]
    watch = BotWatch(lambda: passed[0])
    found: dict[str, datetime] = {}
    for at, bot in seen:
        passed[0] = float(at)
        found = watch.find_trouble(bot, NOW)
    assert found == said
