"""Statements on the first of the month: settings wait no longer for many organizations than for few."""

from sqlalchemy import text

from desk.payments import statements
from tests.desk.stage import Someone, Stage
from tests.sql import execute
from tests.statements import noted

MANY = 40
_CLIENTS = """
with n as (select n from generate_series(1, cast(:many as int)) n),
  made as (insert into organizations (name, folded, created_at, updated_at)
    select 'Client ' || n, 'client ' || n, :now, :now from n returning id, name),
  people as (insert into people (name, telegram_id, role, created_at)
    select 'Client ' || n, 5000 + n, 'requester', :now from n returning id, name),
  led as (insert into memberships (organization_id, person_id, role, source, made_at, confirmed_at)
    select made.id, people.id, 'director', 'admin', :now, :now from made join people using (name))
insert into ledger_entries (organization_id, kind, amount, currency, origin, at)
select id, 'charge', -500, 'RUB', 'clock', :now from made
"""
_QUEUED = "select count(*), count(distinct person_id) from jobs where box = 'reports'"


async def test_all_organizations_are_asked_about_together(stage: Stage, vera: Someone) -> None:
    stage.with_rules(payments__enabled=True, organizations__enabled=True)
    await execute(stage, _CLIENTS, now=stage.now, many=MANY)
    await execute(stage, "insert into desk (id, statements_at) values (1, :now)", now=stage.now)
    stage.later(days=33)

    with noted() as asked:
        for _ in range(2):
            await stage.does(vera, statements.send_due_statements)
    async with stage.database.reading() as session:
        assert (await session.execute(text(_QUEUED))).one() == (MANY, MANY)
    assert len(asked) < 12, asked
