"""Changes of a row that the statement which settles a job writes too."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select

from db.database import Database
from db.models import Category
from db.pending_updates import take_update
from db.queue import Done, settle_job
from tests.db.queue.guarding import IN, NOW, claim_jobs, put_job


@contextmanager
def _statements(database: Database) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    yield seen
    event.remove(database.engine.sync_engine, "before_cursor_execute", note)


async def _add(database: Database, *names: str) -> None:
    async with database.unit_of_work() as session:
        session.add_all(Category(name=name, folded=name) for name in names)


async def test_a_changed_row_is_written_by_the_statement_that_settles(database: Database) -> None:
    await _add(database, "printers")
    await put_job(database, "a", 1, box=IN)
    (job,) = await claim_jobs(database, box=IN)
    async with database.unit_of_work() as session:
        topic = (await session.scalars(select(Category))).one()
        topic.name, topic.names, topic.folded = "scanners", {"de": "Scanner"}, topic.folded
        with _statements(database) as seen:
            assert await settle_job(session, job, Done(), now=NOW, update=take_update(session, Category))
            await session.flush()
        assert len(seen) == 1
        assert "folded" not in seen[0]
    async with database.unit_of_work() as session:
        topic = (await session.scalars(select(Category))).one()
        assert (topic.name, topic.names, topic.folded) == ("scanners", {"de": "Scanner"}, "printers")


@pytest.mark.parametrize("besides", ["new", "other", "reference", "nothing"])
async def test_a_flush_writes_what_is_more_than_one_row_or_refers_to_another(database: Database, besides: str) -> None:
    await _add(database, "printers", "scanners")
    async with database.unit_of_work() as session:
        first, second = await session.scalars(select(Category).order_by(Category.id))
        if besides != "nothing":
            first.name = "paper"
        if besides == "new":
            session.add(Category(name="ink", folded="ink"))
        elif besides == "other":
            second.name = "ink"
        elif besides == "reference":
            first.parent_id = second.id
        assert take_update(session, Category) is None
    async with database.unit_of_work() as session:
        changed = [topic.name for topic in await session.scalars(select(Category).order_by(Category.id))]
        assert ("paper" in changed) == (besides != "nothing")
        assert ("ink" in changed) == (besides in ("new", "other"))
