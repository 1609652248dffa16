"""The demo's finished month: put into its database once, in one go, in the desk's words; nothing else is touched."""

from datetime import UTC, date, datetime, timedelta

import asyncpg
import pytest
from sqlalchemy import text

from db.database import Database
from db.models import Role
from desk import DeskSettings
from desk.metrics import Dimension, Period, facts
from desk.metrics.measuring.measure import measure
from sandbox.month.restore import CannotRestoreError, RestoreTarget, insert_month, read_month
from tests.desk.stage import Stage
from tests.sql import execute, fetch, scalar

MARK = "mark"
NOW = datetime(2027, 3, 3, 10, 20, tzinfo=UTC)
MIDNIGHT = NOW.replace(hour=0, minute=0)
YESTERDAY = MIDNIGHT.date() - timedelta(days=1)
MONTH = Period(YESTERDAY - timedelta(days=29), YESTERDAY)

_MARKED = text("insert into desk (id, sandbox_mark) values (1, :m) on conflict (id) do update set sandbox_mark = :m")


async def _team(database: Database) -> dict[str, int]:
    """Its agents come to the desk; their Telegram ids by name."""
    stage = Stage(database)
    roles = {"Olga": Role.ADMIN, "Pavel": Role.AGENT, "Dana": Role.AGENT}
    return {name: (await stage.person(name, role)).chat for name, role in roles.items()}


async def _mark(database: Database, mark: str | None) -> None:
    await execute(database, _MARKED, m=mark)


async def _asked(database: Database, query: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await fetch(database, query)]


async def test_it_goes_in_once_whole_and_only_where_the_sandbox_is(database: Database, _emptied_url: str) -> None:
    month, connection = read_month(), await asyncpg.connect(_emptied_url)
    statements: list[str] = []
    connection.add_query_logger(lambda record: statements.append(record.query))
    try:
        for mark in (None, "another"):
            await _mark(database, mark)
            with pytest.raises(CannotRestoreError, match="not the sandbox's"):
                await insert_month(month, RestoreTarget(connection, MARK, MIDNIGHT, {"Olga": 1, "Pavel": 2, "Dana": 3}))
        await _mark(database, MARK)
        agents = await _team(database)
        with pytest.raises(CannotRestoreError, match="not all on the desk yet"):
            await insert_month(month, RestoreTarget(connection, MARK, MIDNIGHT, agents | {"Dana": 99}))
        place = RestoreTarget(connection, MARK, MIDNIGHT, agents)
        statements.clear()
        requests = await insert_month(month, place)
        assert requests > 420
        assert len(statements) < 25, "not one for each row"
        with pytest.raises(CannotRestoreError, match="write /stats as Olga"):
            await insert_month(month, place)
    finally:
        await connection.close()
    assert await _asked(database, "select count(*), count(distinct xmin::text), max(number) from tickets") == [
        (requests, 1, requests)
    ]
    due = "select count(*) from tickets where coalesce(file_at, remind_at, close_at, tell_at, escalate_at) is not null"
    assert await _asked(database, due) == [(0,)]
    for table in ("jobs", "job_keys", "timers", "board_cards", "questions", "messages"):
        assert await _asked(database, f"select count(*) from {table}") == [(0,)], table  # noqa: S608


async def test_its_figures_end_yesterday_and_say_something(database: Database, _emptied_url: str) -> None:
    await _mark(database, MARK)
    agents = await _team(database)
    await execute(database, "insert into categories (name, folded) values ('СЕТЬ', 'сеть')")
    connection = await asyncpg.connect(_emptied_url)
    try:
        await insert_month(read_month(), RestoreTarget(connection, MARK, MIDNIGHT, agents, "ru"))
    finally:
        await connection.close()
    settings = DeskSettings()
    await facts.bring_up_to_date(database, settings, NOW)
    keys = ("filed", "solved", "closed", "cancelled", "reopened", "escalations")
    async with database.sessions() as session:
        days = await measure(session, keys, MONTH, by=Dimension.DAY, settings=settings, now=NOW)
        whose = await measure(session, ("solved",), MONTH, by=Dimension.AGENT, settings=settings, now=NOW)
    assert all(value.amount for value in days.total.values()), days.total
    filed = {day: [] for day in range(7)}  # type: dict[int, list[float]]
    for row in days.rows:
        assert isinstance(row.label, date)
        filed[row.label.weekday()].append(row.values["filed"].amount or 0)
    assert all(18 <= many <= 23 for day in range(5) for many in filed[day]), filed
    assert all(1 <= many <= 6 for day in (5, 6) for many in filed[day]), filed
    assert sum(filed[6]) < sum(filed[5]), filed
    solved = [row.values["solved"].amount or 0 for row in whose.rows]
    assert (len(solved), max(solved) > 2 * min(solved)) == (3, True), "one of them has half of everything"

    ended = await scalar(database, "select max(ended_at) from tickets")
    assert MIDNIGHT - timedelta(days=1) < ended < MIDNIGHT
    late = "select count(*) filter (where resolved_at > solve_due_at) > 5, count(distinct policy_version) from tickets"
    assert await _asked(database, late) == [(True, 1)]
    words = "select distinct unnest(array[new, actor_name]) from history where field in ('category', 'assignee')"
    told = {name for (name,) in await _asked(database, words)}
    assert (told >= {"Техника", "Ольга"}, told & {"Equipment", "Olga", "Pavel", "Dana"}) == (True, set())
    assert await _asked(database, "select count(*), count(*) filter (where name = 'СЕТЬ') from categories") == [(7, 1)]
    network = "select count(*) > 40 from tickets join categories c on c.id = category_id where c.name = 'СЕТЬ'"
    assert await _asked(database, network) == [(True,)]
    promised = "new::timestamptz between at and at + interval '2 days' from history where field = 'promised'"
    assert await _asked(database, f"select distinct {promised}") == [(True,)]
