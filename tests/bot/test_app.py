"""The duties of a `bot` process while the database is away."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from aiogram import Bot
from structlog.testing import capture_logs

from bot import app as bot_app
from bot.app import App
from db.database import Database, create_engine
from desk import DeskSettings

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


async def test_a_database_that_is_away_is_logged_once_then_rarely(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many duties wait for it, each looking once a second."""
    monkeypatch.setattr(bot_app, "_LOOK_EVERY", 0)
    stop, looks = asyncio.Event(), 0

    def now() -> datetime:
        nonlocal looks
        looks += 1
        if looks > 60 * 25:
            stop.set()
        return NOW + timedelta(seconds=looks)

    nowhere = Database(create_engine("postgresql+asyncpg://nobody@127.0.0.1:1/none"))
    app = App(Bot("77:token"), nowhere, DeskSettings(bot_id=77), now)
    with capture_logs() as lines:
        await asyncio.gather(app._keep_worker_lock(stop), app._stand_for_election(stop))
    assert [line["event"] for line in lines] == ["the database is away"] * 3
    await nowhere.aclose()
