"""Statements that the driver runs: what they answer, and how they fail, is as if SQLAlchemy ran them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from sqlalchemy import Text, bindparam, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db import connectivity
from db.compiled import Compiled
from db.database import Database, savepoint
from db.models import Person
from tests.failing import KINDS

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
WORDS = "my password is tulip"
PEOPLE = select(Person).order_by(Person.id)
_ANEW = PEOPLE.execution_options(populate_existing=True)


@pytest_asyncio.fixture
async def session(database: Database) -> AsyncIterator[AsyncSession]:
    """A session with a person, nothing of which is committed."""
    async with database.sessions() as made:
        made.add(Person(name="Ann", telegram_id=1, created_at=NOW))
        await made.flush()
        made.expunge_all()
        yield made


async def test_a_row_is_one_object_however_often_it_is_read(session: AsyncSession) -> None:
    other = aliased(Person)
    twice = select(Person, other, Person.name).join(other, other.id == Person.id)
    [(ann, again, name)] = await Compiled(twice).fetch(session, {})
    assert ann is again is await session.scalar(PEOPLE)
    assert (await Compiled(PEOPLE).fetch(session, {}))[0].Person is ann is await session.get(Person, ann.id)
    assert name == "Ann"


async def test_what_a_session_has_changed_is_written_before_and_kept(session: AsyncSession) -> None:
    [(ann,)] = await Compiled(PEOPLE).fetch(session, {})
    ann.name = "Bea"
    [(same, name)] = await Compiled(select(Person, func.lower(Person.name))).fetch(session, {})
    assert (same.name, name, len(session.dirty)) == ("Bea", "bea", 0)
    await session.execute(text("update people set name = 'Cay'"))
    assert (await Compiled(PEOPLE).fetch(session, {}))[0][0].name == "Bea"
    assert (await Compiled(_ANEW).fetch(session, {}))[0][0].name == "Cay" == ann.name


async def test_a_savepoint_that_is_rolled_back_leaves_what_was_before(session: AsyncSession) -> None:
    [(ann,)] = await Compiled(PEOPLE).fetch(session, {})
    with pytest.raises(ZeroDivisionError):
        async with savepoint(session):
            ann.name = "Bea"
            session.add(Person(name="Cay", created_at=NOW))
            assert len(await Compiled(PEOPLE).fetch(session, {})) == 2
            raise ZeroDivisionError
    assert [one.name for (one,) in await Compiled(PEOPLE).fetch(session, {})] == ["Ann"]
    assert ann.name == "Ann"


async def test_the_first_statement_begins_the_transaction(database: Database) -> None:
    add = Compiled(text("insert into people (name, created_at) values ('Ann', now()) returning id"))
    async with database.sessions() as session:
        await add.fetch(session, {})
        await session.rollback()
        assert await Compiled(PEOPLE).fetch(session, {}) == []


async def test_parameters_go_by_name(session: AsyncSession) -> None:
    b, a = bindparam("b", type_=Text), bindparam("a", type_=Text)
    asked = Compiled(select(b.label("x"), a.label("y"), b.label("z"), bindparam("c", "set", type_=Text).label("c")))
    [row] = await asked.fetch(session, {"a": "1", "b": "2"})
    assert (row.x, row.y, row.z) == ("2", "1", "2") == tuple(row)[:3]


async def test_a_list_of_any_length_is_refused(session: AsyncSession) -> None:
    with pytest.raises(TypeError):
        await Compiled(PEOPLE.where(Person.id.in_([1, 2]))).fetch(session, {})


_REFUSE = """
create or replace function pg_temp.refuse(state text, words text) returns int language plpgsql as $$
begin raise exception using errcode = state, message = 'refused', detail = words; end $$
"""


@pytest.mark.parametrize("state", [*KINDS, "55P03", "57014", "53100", "25006", "57P01"])
async def test_errors_are_those_of_sqlalchemy(database: Database, state: str) -> None:
    asked, given = text("select pg_temp.refuse(:state, :words)"), {"state": state, "words": WORDS}
    raised = []
    for compiled in (False, True):
        async with database.sessions() as session:
            await session.execute(text(_REFUSE))
            with pytest.raises(DBAPIError) as found:
                await (Compiled(asked).fetch(session, given) if compiled else session.execute(asked, given))
            error = found.value
            kinds = [one(error) for name, one in vars(connectivity).items() if name.startswith("is_")]
            raised.append((type(error), type(error.orig), error.connection_invalidated, kinds))
            assert WORDS not in str(error)
    assert raised[0] == raised[1]


async def test_after_a_failure_the_transaction_answers_nothing_until_it_is_rolled_back(session: AsyncSession) -> None:
    one = Compiled(select(bindparam("given", type_=Text)))
    for asked in ("select 1 / 0", "select 1"):
        with pytest.raises(DBAPIError):
            await Compiled(text(asked)).fetch(session, {})
    await session.rollback()
    assert await one.fetch(session, {"given": "again"}) == [("again",)]


async def test_a_request_that_is_cancelled_leaves_no_connection_in_use(database: Database) -> None:
    async def wait() -> None:
        async with database.unit_of_work() as session:
            await Compiled(text("select pg_sleep(60)")).fetch(session, {})

    task = asyncio.create_task(wait())
    while not database.engine.pool.checkedout():  # type: ignore[attr-defined]
        await asyncio.sleep(0)
    async with database.autocommit() as asking:
        running = Compiled(text("select count(*) from pg_stat_activity where query like 'select pg_sleep%'"))
        while await running.fetch(asking, {}) == [(0,)]:
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    async with database.sessions() as session:
        assert await Compiled(text("select 1")).fetch(session, {}) == [(1,)]


async def test_a_plan_gone_stale_is_prepared_again(database: Database) -> None:
    asked = Compiled(text("select * from of_before"))
    try:
        async with database.autocommit() as asking:
            await asking.execute(text("create table of_before as select 1 as a"))
            assert await asked.fetch(asking, {}) == [(1,)]
        async with database.autocommit() as asking:
            await asking.execute(text("drop table of_before"))
            await asking.execute(text("create table of_before as select 'new' as b, 1 as a"))
        async with database.sessions() as session:
            with pytest.raises(DBAPIError):
                await asked.fetch(session, {})
        async with database.sessions() as session:
            [row] = await asked.fetch(session, {})
            assert (row.a, row.b) == (1, "new")
    finally:
        async with database.autocommit() as asking:
            await asking.execute(text("drop table of_before"))
