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
