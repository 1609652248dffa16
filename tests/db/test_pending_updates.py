"""Changes of a row that the statement which settles a job writes too."""

from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import BigInteger, Select, Text, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import make_transient_to_detached

from db.database import Database, savepoint
from db.models import Category, Ticket
from db.pending_updates import ChangedTwiceError, NewRow, make_rows, put_off, take_update
from db.queue import Done, settle_job
from db.unit_of_work import NextEntry, get_unit
from tests.db.queue.guarding import IN, NOW, claim_jobs, put_job
from tests.statements import noted


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
        with noted() as seen:
            change = take_update(session, Category)
            assert change is not None
            await settle_job(session, job, Done(), now=NOW, updates=[change])
            await session.flush()
        assert len(seen) == 1
        assert "folded" not in seen[0]
    async with database.unit_of_work() as session:
        topic = (await session.scalars(select(Category))).one()
        assert (topic.name, topic.names, topic.folded) == ("scanners", {"de": "Scanner"}, "printers")


async def test_changes_of_several_rows_are_written_as_their_columns_are_alike(database: Database) -> None:
    await _add(database, "printers", "scanners", "doors")
    await put_job(database, "a", 1, box=IN)
    (job,) = await claim_jobs(database, box=IN)
    async with database.unit_of_work() as session:
        changes = []
        for topic in await session.scalars(select(Category).order_by(Category.id)):
            if topic.name == "scanners":
                topic.position = 7
            else:
                topic.name, topic.names = topic.name[:2], {"de": topic.name}
            changes += [taken] if (taken := take_update(session, Category)) is not None else []
        with noted() as seen:
            await settle_job(session, job, Done(), now=NOW, updates=changes)
            await session.flush()
        assert len(seen) == 2
        with pytest.raises(ChangedTwiceError):
            await settle_job(session, job, Done(), now=NOW, updates=[changes[0], changes[0]])
    async with database.unit_of_work() as session:
        topics = await session.scalars(select(Category).order_by(Category.id))
        found = [(topic.name, topic.position, topic.names) for topic in topics]
        assert found == [("pr", 0, {"de": "printers"}), ("scanners", 7, {}), ("do", 0, {"de": "doors"})]


@pytest.mark.parametrize("besides", ["new", "other", "reference", "list", "nothing"])
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
        elif besides == "list":
            first.keywords = ["paper"]
        assert take_update(session, Category) is None
    async with database.unit_of_work() as session:
        changed = [topic.name for topic in await session.scalars(select(Category).order_by(Category.id))]
        assert ("paper" in changed) == (besides != "nothing")
        assert ("ink" in changed) == (besides in ("new", "other"))


def _add_topics(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    rows = make_rows("given", {"given_id": BigInteger(), "given_name": Text()})
    columns = ["id", "name", "folded"]
    written = insert(Category).from_select(columns, select(rows.c.given_id, rows.c.given_name, rows.c.given_name))
    return statement.add_cte(written.cte("written"))


def _put_off(session: AsyncSession, number: int, name: str) -> Category:
    """A topic that is written later, as the session knows it."""
    topic = Category(id=number, name=name, folded=name)
    put_off(session, NewRow(_add_topics, {"given_id": number, "given_name": name}))
    make_transient_to_detached(topic)
    session.add(topic)
    return topic


async def test_what_a_savepoint_has_locked_is_free_after_it(database: Database) -> None:
    async with database.unit_of_work() as session:
        unit = get_unit(session)
        unit.held_turns.add(1)
        with suppress(ZeroDivisionError):
            async with savepoint(session):
                unit.held_turns.add(2)
                unit.locked_ticket, unit.next_entry = Ticket(id=3), NextEntry(3, 4, is_open=False)
                raise ZeroDivisionError
        assert (unit.held_turns, unit.locked_ticket, unit.next_entry) == ({1}, None, None)


@pytest.mark.parametrize("end", ["settles", "reads", "changes", "opens a savepoint", "commits"])
async def test_rows_that_were_put_off_are_written_in_time(database: Database, end: str) -> None:
    await put_job(database, "a", 1, box=IN)
    (job,) = await claim_jobs(database, box=IN)
    async with database.unit_of_work() as session:
        topics = [_put_off(session, number, name) for number, name in ((701, "printers"), (702, "doors"))]
        with noted() as seen:
            if end == "changes":
                topics[0].position = 3
            if end == "reads":
                assert len((await session.scalars(select(Category.name))).all()) == 2
            elif end == "opens a savepoint":
                with suppress(ZeroDivisionError):
                    async with savepoint(session):
                        raise ZeroDivisionError
            elif end != "commits":
                await settle_job(session, job, Done(), now=NOW)
        assert len(seen) == {"settles": 1, "reads": 2, "changes": 3, "opens a savepoint": 1, "commits": 0}[end]
    async with database.unit_of_work() as session:
        found = [
            (topic.name, topic.position) for topic in await session.scalars(select(Category).order_by(Category.id))
        ]
        assert found == [("printers", 3 if end == "changes" else 0), ("doors", 0)]
