"""A unit of work that begins anew in its middle."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from db import queue
from db.database import Database, start_over
from db.models import Box
from db.unit_of_work import NewJob

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


async def test_what_was_put_before_it_began_anew_is_not_put(database: Database) -> None:
    async with database.unit_of_work() as session:
        queue.put_job(session, NewJob(Box.TO_TELEGRAM, "1", b"before", NOW))
        await start_over(session)
        queue.put_job(session, NewJob(Box.TO_TELEGRAM, "1", b"after", NOW))
    async with database.reading() as session:
        assert list(await session.scalars(text("select payload from jobs"))) == [b"after"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a\ud83d", "a\ufffd"), ("\x00\x00b", "\ufffd\ufffdb"), ("\\u0000 \\\x00", "\\u0000 \\\ufffd"),
        ("\U0001f600 я", "\U0001f600 я"),
    ],
)  # fmt: skip
async def test_json_of_anything_typed_can_be_stored(database: Database, given: str, kept: str) -> None:
    asked = text("select cast(:said as jsonb) ->> 'said'").bindparams(bindparam("said", type_=JSONB))
    async with database.reading() as session:
        assert await session.scalar(asked, {"said": {"said": given, given: 1}}) == kept
