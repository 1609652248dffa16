"""Migrations of a database that is large, busy, or being migrated by somebody else at this moment."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from db import driver, migrate
from db.database import create_engine
from db.settings import SettingsError
from migrations import indexes

FIRST, SECOND = "9998_first", "9999_second"
STEP = """
revision = "{name}"
down_revision = "{before}"


def upgrade() -> None:
    pass
"""
SLOW = """
create function slowly() returns trigger language plpgsql as $$ begin perform pg_sleep(0.4); return new; end $$;
create trigger slow before update on alembic_version for each row execute function slowly()
"""
CROSSED = """
create sequence tries;
create function crosses() returns trigger language plpgsql as $$ begin
  if nextval('tries') = 1 then raise sqlstate '40P01'; end if;
  return new;
end $$;
create trigger crosses before update on alembic_version for each row execute function crosses()
"""
IN_TURN = """
create function in_turn() returns trigger language plpgsql as $$ begin
  if new.version_num = '9999_second' then perform pg_advisory_xact_lock(4711); else lock table tickets; end if;
  return new;
end $$;
create trigger in_turn before update on alembic_version for each row execute function in_turn()
"""
"""The step before the newest locks the tickets; the newest waits for a lock that the test holds."""
REVISION = "select version_num from alembic_version"
WRITES = "insert into people (name, created_at) values ('Rita', now())"
WAITING = "select exists (select from pg_stat_activity where wait_event_type = 'Lock' and query ~ 'ix_tried')"
WAITS = "a migration waits for what others keep in the database; trying again"
KEPT = "select * from alembic_version for update"  # each migration writes its row


@pytest_asyncio.fixture
async def behind(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AsyncEngine]:
    """An engine, with short limits, to a database that is two migrations behind."""
    shutil.copytree(migrate.SCRIPTS, tmp_path / "migrations")
    for before, name in [(migrate.get_head(), FIRST), (FIRST, SECOND)]:
        (tmp_path / "migrations/versions" / f"{name}.py").write_text(STEP.format(before=before, name=name))
    monkeypatch.setattr(migrate, "SCRIPTS", tmp_path / "migrations")
    options = {"command_timeout": 0.3, "server_settings": {"statement_timeout": "300ms"}}
    engine = create_engine(database_url, creator=partial(driver.open_connection, database_url, **options))
    yield engine
    await engine.dispose()


async def test_a_step_takes_as_long_as_it_takes(behind: AsyncEngine, database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    await connection.execute(SLOW)
    await connection.close()
    await migrate.upgrade(behind)
    assert await migrate.is_current(behind)


async def test_a_lock_that_others_keep_is_let_go_and_tried_again(
    behind: AsyncEngine, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    holder = await asyncpg.connect(database_url)
    kept = holder.transaction()
    await kept.start()
    await holder.execute(KEPT)
    upgrading = asyncio.create_task(migrate.upgrade(behind, lock_seconds=0.05))
    await _until(lambda: caplog.messages.count(WAITS) >= 2)
    await kept.rollback()
    await asyncio.wait_for(upgrading, 30)
    await holder.close()
    assert await migrate.is_current(behind)


async def test_each_step_is_done_for_itself_and_lets_readers_through_before_the_next(
    behind: AsyncEngine, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    holder = await asyncpg.connect(database_url)
    await holder.execute(IN_TURN)
    await holder.execute("select pg_advisory_lock(4711)")
    upgrading = asyncio.create_task(migrate.upgrade(behind, lock_seconds=0.05))
    await _until(lambda: upgrading.done() or caplog.messages.count(WAITS) >= 2)
    assert await holder.fetchval(REVISION) == FIRST
    await asyncio.wait_for(holder.fetch("select from tickets"), 10)
    await holder.execute("select pg_advisory_unlock(4711)")
    await asyncio.wait_for(upgrading, 30)
    await holder.close()
    assert await migrate.is_current(behind)


async def test_an_index_of_a_large_table_is_made_while_others_write_and_again_where_it_was_left_half_made(
    behind: AsyncEngine, database_url: str
) -> None:
    await migrate.upgrade(behind)
    engine = create_engine(database_url)
    writer, another = [await asyncpg.connect(database_url) for _ in range(2)]
    await writer.execute(f"{WRITES}; {WRITES}")
    with pytest.raises(asyncpg.UniqueViolationError):
        await writer.execute("create unique index concurrently ix_tried on people (role)")
    written = writer.transaction()
    await written.start()
    await writer.execute(WRITES)
    making = asyncio.create_task(_in_migration(engine, lambda: indexes.add_index("ix_tried", "people", ["role"])))
    while not await another.fetchval(WAITING):
        await asyncio.sleep(0)
    await asyncio.wait_for(another.execute(WRITES), 10)
    await written.commit()
    await asyncio.wait_for(making, 30)
    assert await writer.fetchval("select indisvalid from pg_index where indexrelid = 'ix_tried'::regclass")
    await _in_migration(engine, lambda: indexes.drop_index("ix_tried", "people"))
    assert await writer.fetchval("select to_regclass('ix_tried')") is None
    for one in (writer, another):
        await one.close()
    await engine.dispose()


async def _in_migration(engine: AsyncEngine, step: Callable[[], None]) -> None:
    """As a step of a migration, which has begun its transaction."""

    def walk(connection: Connection) -> None:
        context = MigrationContext.configure(connection, opts={"transaction_per_migration": True})
        with Operations.context(context), context.begin_transaction(_per_migration=True):
            step()

    async with engine.connect() as connection:
        await connection.run_sync(walk)


async def test_given_up_for_another_transaction_it_is_tried_again(behind: AsyncEngine, database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    await connection.execute(CROSSED)
    await connection.close()
    await migrate.upgrade(behind, lock_seconds=0.005)
    assert await migrate.is_current(behind)


async def test_a_lock_that_is_kept_for_good_ends_it(behind: AsyncEngine, database_url: str) -> None:
    holder = await asyncpg.connect(database_url)
    async with holder.transaction():
        await holder.execute(KEPT)
        with pytest.raises(migrate.MigrationBlockedError):
            await migrate.upgrade(behind, lock_seconds=0.005)
    await holder.close()
    await migrate.upgrade(behind)  # nothing of the tries is left


async def test_told_to_stop_it_waits_for_nobody(behind: AsyncEngine, database_url: str) -> None:
    holder, stop = await asyncpg.connect(database_url), asyncio.Event()
    async with holder.transaction():
        await holder.execute(KEPT)
        upgrading = asyncio.create_task(migrate.upgrade(behind, stop, lock_seconds=0.05))
        stop.set()
        await asyncio.wait_for(upgrading, 10)
    await holder.close()
    assert not await migrate.is_current(behind)


async def test_who_waits_for_somebody_else_to_migrate_says_so_once(
    behind: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "_LOOK_EVERY", 0.001)
    told, looks = 0, 0

    async def waiting() -> None:
        nonlocal told
        told += 1

    def looked(*_: object) -> None:
        nonlocal looks
        looks += 1

    event.listen(behind.sync_engine, "checkout", looked)
    started = asyncio.create_task(
        migrate.migrate_at_start(behind, automatic=False, waiting=waiting, stop=asyncio.Event())
    )
    await _until(lambda: looks >= 10)
    await migrate.upgrade(behind)
    await asyncio.wait_for(started, 30)
    assert told == 1


async def test_parts_of_a_process_migrate_one_after_the_other(
    behind: AsyncEngine, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever starts one process is not told of another."""
    await asyncio.gather(*(migrate.upgrade(behind) for _ in range(3)))
    assert "another process migrates" not in caplog.text
    assert await migrate.is_current(behind)


async def test_who_comes_while_another_process_migrates_waits_its_turn(
    behind: AsyncEngine, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    other = await asyncpg.connect(database_url)
    await other.fetchval(str(migrate._LOCK))
    waiting = [asyncio.ensure_future(migrate.upgrade(behind)) for _ in range(3)]
    await _until(lambda: "another process migrates" in caplog.text)
    await other.close()
    await asyncio.gather(*waiting)
    assert caplog.messages.count("another process migrates the database; waiting for it") == 1
    assert await migrate.is_current(behind)


async def _until(seen: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not seen():
            await asyncio.sleep(0)


async def test_an_unknown_revision_is_one_line_that_says_what_to_do(database_url: str) -> None:
    engine = create_engine(database_url)
    async with engine.begin() as connection:
        await connection.execute(text("update alembic_version set version_num = '9999_made_later'"))
    with pytest.raises(SettingsError) as raised:
        await migrate.migrate_at_start(engine, automatic=True, waiting=_nobody, stop=asyncio.Event())
    which = "of this version or an older one, not of a newer (9999_made_later)"
    assert str(raised.value) == f"DATABASE_URL or DATA_DIR should lead to a database {which}"
    assert await migrate.get_revision(engine) == "9999_made_later"
    await engine.dispose()


@pytest.mark.parametrize(
    ("spoiled", "said"),
    [
        ("alter table tickets drop column moved_up", "(see tickets.moved_up)"),
        (
            "alter table tickets alter moved_up drop default, alter moved_up type text using ''",
            "(see tickets.moved_up)",
        ),
        ("alter table people add column other text not null", "(see people.other)"),
        (
            "drop table group_topics",
            "(see group_topics.chat_id, group_topics.fingerprint, group_topics.icon and 4 more)",
        ),
        ("alter table people add column other text", None),
    ],
)
async def test_other_tables_under_the_same_name_are_refused(database_url: str, spoiled: str, said: str | None) -> None:
    engine = create_engine(database_url)
    async with engine.begin() as connection:
        await connection.execute(text(spoiled))
    assert await migrate.describe_trouble(engine) == (said and "other tables")
    if said is None:
        await migrate.upgrade(engine)
    else:
        with pytest.raises(SettingsError) as raised:
            await migrate.migrate_at_start(engine, automatic=True, waiting=_nobody, stop=asyncio.Event())
        assert f"calls itself {migrate.get_head()}, but its tables are others {said}: restore" in str(raised.value)
    await engine.dispose()


@pytest.mark.parametrize(
    ("revision", "said"),
    [("0001_baseline", "but its tables are others"), ("0090", "not of a trial before it")],
)
async def test_a_database_of_a_trial_before_1_0_0_is_refused_with_a_way_out(
    database_url: str, revision: str, said: str
) -> None:
    """The name `0001_baseline` was taken once before, by the tables of the day before."""
    engine = create_engine(database_url)
    async with engine.begin() as connection:
        await connection.execute(text("update alembic_version set version_num = :at"), {"at": revision})
        await connection.execute(text("drop table job_keys"))
    with pytest.raises(SettingsError) as raised:
        await migrate.migrate_at_start(engine, automatic=True, waiting=_nobody, stop=asyncio.Event())
    assert said in str(raised.value)
    assert "upgrade.md" in str(raised.value)
    assert await migrate.get_revision(engine) == revision
    await engine.dispose()


async def test_functions_of_other_text_are_made_again_and_nothing_is_done_where_they_are_these(
    database_url: str,
) -> None:
    engine = create_engine(database_url)
    connection = await asyncpg.connect(database_url)
    assert await migrate.is_current(engine)
    await connection.execute("drop trigger tickets_uncounted on tickets")
    await migrate.upgrade(engine)
    assert await connection.fetchval("select count(*) from pg_trigger where tgname = 'tickets_uncounted'") == 0
    await connection.execute("drop function jobs_claim")
    await connection.execute("comment on table alembic_version is 'of another version'")
    assert not await migrate.is_current(engine)
    await migrate.upgrade(engine)
    assert await migrate.is_current(engine)
    assert await connection.fetchval("select to_regproc('jobs_claim')") == "jobs_claim"
    assert await connection.fetchval("select count(*) from pg_trigger where tgname = 'tickets_uncounted'") == 1
    await connection.close()
    await engine.dispose()


async def test_functions_of_a_newer_version_stay_and_older_ones_do_not(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Two versions side by side: the old process starts again, and must not put its functions back."""
    engine = create_engine(database_url)
    connection = await asyncpg.connect(database_url)
    number = int(migrate.describe_sql_files().split()[0])
    for applied, stays in ((f"{number + 1} {'a' * 64}", True), (f"{number - 1} {'a' * 64}", False), ("a" * 64, False)):
        await connection.execute("drop function if exists jobs_claim")
        await connection.execute(f"comment on table alembic_version is '{applied}'")
        assert await migrate.is_current(engine) is stays
        caplog.clear()
        await migrate.upgrade(engine)
        assert (await connection.fetchval("select to_regproc('jobs_claim')") is None) is stays
        assert any("they stay" in line for line in caplog.messages) is stays
        assert await migrate.is_current(engine)
    await connection.close()
    await engine.dispose()


async def _nobody() -> None:
    raise AssertionError("it waits for nobody")


async def test_a_database_that_takes_no_changes_is_not_ready(database_url: str) -> None:
    engine = create_engine(database_url)
    assert await migrate.describe_trouble(engine) is None
    async with engine.begin() as connection:
        name = await connection.scalar(text("select current_database()"))
        await connection.execute(text(f'alter database "{name}" set default_transaction_read_only = on'))
    await engine.dispose()
    assert await migrate.describe_trouble(engine) == "read-only"


@pytest.mark.parametrize("what", ["delete on jobs", "usage on sequence ticket_numbers", "select on alembic_version"])
async def test_a_role_that_may_not_use_what_another_one_made_is_told_what_to_grant(
    database_url: str, what: str
) -> None:
    engine = create_engine(database_url)
    async with engine.begin() as connection:
        await connection.execute(text(f"revoke {what} from current_user"))
    assert await migrate.describe_trouble(engine) == "rights missing"
    for automatic in (True, False):
        with pytest.raises(SettingsError, match=what.rpartition(" ")[2]) as refused:
            await migrate.migrate_at_start(engine, automatic=automatic, waiting=_nobody, stop=asyncio.Event())
    async with engine.begin() as connection:
        for said in str(refused.value).split("`")[1::2]:
            await connection.execute(text(said))
    await migrate.migrate_at_start(engine, automatic=False, waiting=_nobody, stop=asyncio.Event())
    assert await migrate.describe_trouble(engine) is None
    await engine.dispose()


async def test_a_function_that_is_gone_is_said_and_made_again_by_the_next_start(database_url: str) -> None:
    engine = create_engine(database_url)
    async with engine.begin() as connection:
        await connection.execute(text("drop function job_key_share(text, text) cascade"))
    assert await migrate.describe_trouble(engine) == "functions missing"
    assert not await migrate.is_current(engine)
    await migrate.upgrade(engine)
    assert await migrate.describe_trouble(engine) is None
    await engine.dispose()
