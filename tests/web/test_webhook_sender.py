"""Webhooks of one subscription at a time: as many as it has room for, and nobody's wait for another's."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from db.database import Database
from db.locks import WorkerLock
from db.models import Box, Lane
from db.queue import ClaimedJob
from desk import DeskSettings
from ops.posting import Poster
from web.webhooks.sender import OF_ONE, WebhookSender

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


def _job(number: int, key: str) -> ClaimedJob:
    return ClaimedJob(number, Box.TO_WEBHOOKS, key, Lane(2), None, b"{}", 0, False, AT, None, None, None)


@pytest.mark.broad
async def test_a_subscription_begins_as_many_as_it_has_room_for(database: Database) -> None:
    jobs = [_job(number, f"{1 + number % 2}:{number}") for number in range(2 * OF_ONE)]
    async with Poster(["127.0.0.1"], ()) as poster:
        sender = WebhookSender(database, DeskSettings(), WorkerLock(database.engine), poster, lambda: AT)
        begun = sender._fitting(jobs, Counter({"1": OF_ONE - 1}))
    assert [job.key for job in begun] == ["1:0", *(f"2:{number}" for number in range(1, 2 * OF_ONE, 2))]
