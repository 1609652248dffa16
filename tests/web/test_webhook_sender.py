"""Webhooks of one subscription at a time: as many as it has room for, and nobody's wait for another's. What is under
way is begun once, and what was lost on the way is not lost."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import select, text

from db.database import Database
from db.locks import WorkerLock
from db.models import Box, Job, JobState, Lane, Role, System
from db.queue import ClaimedJob
from desk import DeskSettings
from desk.webhooks import sending, subscriptions
from ops.posting import Poster
from tests.db.waiting import until_somebody_waits
from tests.desk.merging.test_merge import _files
from tests.desk.stage import Stage
from web.webhooks import sender as module
from web.webhooks.sender import OF_ONE, WebhookSender

pytestmark = pytest.mark.broad

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


def _job(number: int, key: str) -> ClaimedJob:
    return ClaimedJob(number, Box.TO_WEBHOOKS, key, Lane(2), None, b"{}", 0, False, AT, None, None, None)


async def test_a_subscription_begins_as_many_as_it_has_room_for(database: Database) -> None:
    jobs = [_job(number, f"{1 + number % 2}:{number}") for number in range(2 * OF_ONE)]
    async with Poster(["127.0.0.1"], ()) as poster:
        sender = WebhookSender(database, DeskSettings(), WorkerLock(database.engine), poster, lambda: AT)
        begun = sender._fitting(jobs, Counter({"1": OF_ONE - 1}))
    assert [job.key for job in begun] == ["1:0", *(f"2:{number}" for number in range(1, 2 * OF_ONE, 2))]


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
    async with database.unit_of_work() as session:
        row = System(name="crm", token_hash=b"x", token_hint="", scopes=["all:read"], made_at=made.now)
        session.add(row)
        await session.flush()
        system = row.id
    vera, url = await made.person("Vera", Role.ADMIN), "http://127.0.0.1/hook"
    await made.does(vera, lambda desk: subscriptions.subscribe(desk, system, url, ("ticket.created",)))
    return made


@asynccontextmanager
async def _sending(stage: Stage, other: _OtherSide) -> AsyncIterator[tuple[WebhookSender, WorkerLock]]:
    seat = WorkerLock(stage.database.engine)
    await seat.take()
    try:
        yield WebhookSender(stage.database, stage.rules, seat, other, lambda: stage.now), seat
    finally:
        await seat.leave()


async def test_what_is_under_way_is_not_begun_again_from_another_seat(stage: Stage, other: _OtherSide) -> None:
    number = await _files(stage, await stage.person("Rita"), "The printer is on fire")
    other.may_answer.clear()
    async with _sending(stage, other) as (sender, seat):
        assert await sender._begin(behind=True) == 2  # made, and begun
        await seat.leave()
        await seat.take()
        assert await sender._begin(behind=True) == 0
        under_way = list(sender._under_way)
        other.may_answer.set()
        await asyncio.gather(*under_way)
        assert await sender.run_once() == 0
    assert other.asked == [number]


_LOST = text("""
select pg_terminate_backend(pid) from pg_stat_activity
where datname = current_database() and wait_event_type = 'Lock'
""")


async def test_what_was_claimed_when_the_database_went_is_sent_from_the_next_seat(
    stage: Stage, other: _OtherSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_LOOK_EVERY", 0)
    number = await _files(stage, await stage.person("Rita"), "The printer is on fire")
    async with stage.database.unit_of_work() as session:
        await sending.make_jobs(session, stage.now)
    theirs = select(Job.id).where(Job.box == Box.TO_WEBHOOKS)
    async with _sending(stage, other) as (sender, _):
        async with stage.database.unit_of_work() as holding:
            await holding.execute(theirs.with_for_update())
            looking = asyncio.create_task(sender._look())
            await until_somebody_waits(stage.database)
            await holding.execute(_LOST)
            await looking
        await sender._look()
        await asyncio.gather(*sender._under_way)
    assert other.asked == [number]
    async with stage.database.reading() as session:
        assert list(await session.scalars(theirs.where(Job.state == JobState.DONE)))
