"""Webhooks of one subscription: as many at once as it has room for."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from db.database import Database
from db.locks import WorkerLock
from db.models import Integration, Role
from desk.webhooks import subscriptions
from ops.webhook_http import Poster
from tests.desk.merging.test_merge import _files
from tests.desk.stage import Stage
from tests.sql import add
from web.webhooks import OF_ONE, WebhookSender


class _OtherSide(Poster):
    """Somebody who answers at once, or when they may; `asked`: about which tickets, in its order."""

    def __init__(self) -> None:
        super().__init__((), ())
        self.asked: list[int] = []
        self.statuses: dict[int, int] = {}
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        number = int(json.loads(body)["ticket"]["number"])
        self.asked.append(number)
        await self.may_answer.wait()
        return self.statuses.get(number, 200)


@pytest.fixture
def other() -> _OtherSide:
    return _OtherSide()


@pytest.fixture
async def stage(database: Database) -> Stage:
    """A desk of which a system wants to hear what is new."""
    made = Stage(database)
    made.with_rules(web__secret_keys=(SecretStr(Fernet.generate_key().decode()),), web__webhook_allow=("127.0.0.1",))
    row = await add(
        database, Integration(name="crm", token_hash=b"x", token_hint="", scopes=["all:read"], made_at=made.now)
    )
    system = row.id
    vera, url = await made.person("Vera", Role.ADMIN), "http://127.0.0.1/hook"
    await made.does(vera, subscriptions.subscribe, system, url, ("ticket.created",))
    return made


@asynccontextmanager
async def _sending(stage: Stage, other: _OtherSide) -> AsyncIterator[tuple[WebhookSender, WorkerLock]]:
    worker_lock = WorkerLock(stage.database.engine)
    await worker_lock.acquire()
    try:
        yield WebhookSender(stage.database, stage.rules, worker_lock, other, lambda: stage.now), worker_lock
    finally:
        await worker_lock.release()


async def test_of_one_subscription_no_more_are_under_way_than_there_is_room_for(
    stage: Stage, other: _OtherSide
) -> None:
    rita = await stage.person("Rita")
    other.may_answer.clear()
    async with _sending(stage, other) as (sender, _):
        for _ in range(OF_ONE - 1):
            await _files(stage, rita, "The printer is on fire")
        await sender._take()
        for _ in range(2):
            await _files(stage, rita, "No coffee in the hall")
        await sender._take()
        assert len(sender._under_way) == OF_ONE
        other.may_answer.set()
        for _ in range(2):
            await sender.run_once()
    assert len(other.asked) == OF_ONE + 1
