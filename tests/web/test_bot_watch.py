"""What the panel says of a bot that hangs or does not run: nothing while it may be starting."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from db.database import Database
from db.models import DeskRow
from desk.queries.panel.page_status import BotState
from web.bot_watch import BotWatch
from web.context import WebContext
from web.settings import WebSettings

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MOVES, HANGS, GONE = BotState(timedelta(seconds=1)), BotState(timedelta(seconds=13)), BotState(None)
STUCK = BotState(timedelta(seconds=1), board_silent_for=timedelta(seconds=13))


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        ([(0, None), (90, None)], {}),
        ([(0, MOVES), (90, MOVES)], {}),
        ([(0, BotState(timedelta(hours=1)))], {}),
        ([(0, BotState(timedelta(hours=1))), (1, MOVES), (9, BotState(timedelta(seconds=20)))], {}),
        ([(0, BotState(timedelta(seconds=6))), (6, BotState(timedelta(seconds=12)))], {}),
        ([(0, BotState(timedelta(seconds=6))), (7, HANGS)], {"hung": NOW - timedelta(seconds=13)}),
        ([(0, STUCK), (7, STUCK)], {"stuck": NOW - timedelta(seconds=13)}),
        ([(0, GONE), (59, GONE)], {}),
        ([(0, GONE), (60, GONE)], {"gone": NOW - timedelta(minutes=1)}),
        ([(0, GONE), (50, MOVES), (60, GONE)], {}),
    ],
)
def test_a_process_that_hangs_is_named_and_one_that_may_be_starting_or_waking_is_not(
    seen: list[tuple[int, BotState | None]], said: dict[str, datetime]
) -> None:
    passed = [0.0]
    watch = BotWatch(lambda: passed[0])
    found: dict[str, datetime] = {}
    for at, bot in seen:
        passed[0] = float(at)
        found = watch.find_trouble(bot, NOW)
    assert found == said


async def test_it_is_looked_at_also_while_nobody_has_a_page_open(database: Database) -> None:
    async with database.unit_of_work() as session:
        await session.merge(DeskRow(id=1, bot_id=7))
    passed, stop = [0.0], asyncio.Event()
    settings = WebSettings(_env_file=None, web_url="http://127.0.0.1:8090")
    ctx = WebContext(database, settings, lambda: NOW, bot_watch=BotWatch(lambda: passed[0]))
    stop.set()
    await ctx.keep_watch(stop)
    passed[0] = 90.0
    assert ctx.bot_watch.find_trouble(GONE, NOW) == {"gone": NOW - timedelta(seconds=90)}
