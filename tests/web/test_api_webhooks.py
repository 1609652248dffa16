"""What the API says of a system's webhooks: their kinds, and how they fare."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest_asyncio
from cryptography.fernet import Fernet
from sqlalchemy import update

from db.database import Database
from db.models import Subscription
from tests.desk.stage import Stage
from tests.sql import execute
from tests.web.api_asked import Asked, asked

_HERE = "https://shop.example/pulldesk"


@pytest_asyncio.fixture
async def api(database: Database) -> AsyncIterator[Asked]:
    """A desk with a system."""
    async with asked(Stage(database), web_secret_key=Fernet.generate_key().decode()) as made:
        yield made


async def test_a_webhook_is_of_the_kinds_that_were_asked_for(api: Asked) -> None:
    for kinds in (["ticket.created", "ticket.closed"], []):
        made = await api.asks("POST", "/webhooks", {"url": _HERE, "types": kinds})
        assert (made.status_code, made.json()["types"]) == (201, kinds)
    items = (await api.asks("GET", "/webhooks")).json()["items"]
    assert sorted(len(one["types"]) for one in items) == [0, 2]


async def test_since_when_it_fails_and_when_it_was_given_up_are_two_moments(api: Asked) -> None:
    await api.asks("POST", "/webhooks", {"url": _HERE})
    since, off = api.stage.now - timedelta(days=1), api.stage.now - timedelta(hours=1)
    await execute(api.stage, update(Subscription).values(failing_since=since, off_at=off, off_why="fails"))
    (one,) = (await api.asks("GET", "/webhooks")).json()["items"]
    told = [one[name].replace("Z", "+00:00") for name in ("failing_since", "off_at")]
    assert told == [since.isoformat(), off.isoformat()]
