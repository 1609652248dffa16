"""No statement reads a table that grows as a whole, and what names a row that is deleted has an index."""

from __future__ import annotations

import importlib
import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy import TextClause, text
from sqlalchemy.dialects.postgresql import asyncpg as dialect

from bench.statements import hear_meanwhile
from db import migrate
from db.database import Database
from db.embedded.shared_server import EmbeddedServer
from db.models import Origin, Person, Role
from desk import DeskSettings
from desk.inbound import message_lookup
from desk.policy.ticket_list import TicketFilters
from desk.privacy.erasure_statements import STEPS, Deleted
from desk.queries import audit_log
from desk.queries.audit_log import AuditFilter
from desk.queries.panel.named_in_search import find_names
from desk.queries.panel.requesters import SORTS, RequesterFilters, load_requesters
from desk.queries.panel.tickets import load_tickets
from desk.staff.board_accounts import MOVES
from tests.plans import NotedStatements, _explain, find_scans, list_growing
from tests.sql import add, execute
from tests.test_house import PRODUCT
from web.api.lists import choices

_MAY = {
    "select exists (select from entries where body <> ''": "by doctor alone, where SEAL_WORDS is on",
    "select b.id from blobs b": "once in ten minutes, of files that are old enough to go",
    "select count(*) as n, (array_agg(t.id order by u.at desc))[1] as ticket_id\nfrom canned_uses u": "once a day",
    "select e.id, e.starts_on, e.ends_on, e.attendance from events e": "a forecast: tickets of an event by an index",
    "select t.id from tickets t join people p on p.id = t.requester_id": "entries of one ticket, if there were any",
    "update audit set old = case when object": "once for each person who is erased",
    "update ticket_facts set ": "where two rows of a person are joined",
}
"""Statements that may, by what they begin with, and why."""
_DELETED = {"people", "external_people", "articles", *(step.table for step in STEPS if isinstance(step, Deleted))}
"""Tables with rows that are deleted while others may name them: two rows of a person are joined, a draft goes, a
person is erased."""


@pytest_asyncio.fixture
async def connection(server: EmbeddedServer) -> AsyncIterator[asyncpg.Connection]:
    made = await server.connect("template_desk")
    yield made
    await made.close()


def _list_texts() -> list[str]:
    """Statements that modules keep as text, with numbers in the place of names."""
    root = migrate.SCRIPTS.parent
    found: list[str | TextClause] = [*(step.statement for step in STEPS), *MOVES]
    for name in sorted(PRODUCT):
        for path in (root / name).rglob("*.py"):
            if path.name == "__main__.py" or "text(" not in path.read_text("utf-8"):
                continue
            module = importlib.import_module(".".join(path.relative_to(root).with_suffix("").parts))
            found += [one for one in vars(module).values() if isinstance(one, TextClause)]
    clauses = [text(one) if isinstance(one, str) else one for one in found]
    return sorted({str(one.compile(dialect=dialect.dialect())) for one in clauses})


async def test_no_statement_reads_a_growing_table_as_a_whole(connection: asyncpg.Connection) -> None:
    """Those that are kept as text; `make plans` explains all that the tests send."""
    statements = _list_texts()
    assert len(statements) > 250
    found = await find_scans(connection, statements)
    assert {one: tables for one, tables in found.items() if not one.strip().startswith(tuple(_MAY))} == {}


async def test_a_statement_without_an_index_is_found(connection: asyncpg.Connection) -> None:
    """With the questions that were asked before there was an index for them."""
    asked = [
        "select id from tickets where updated_at >= $1 order by updated_at, id limit 51",
        "select id from jobs where box = $1 and key like $2 order by id desc limit 51",
        "select id from jobs where box = 'to_webhooks' and split_part(key, ':', 1) = $1 order by id desc limit 51",
        "select 1 from jobs where nothing = $1",
    ]
    assert await find_scans(connection, asked) == {asked[0]: {"tickets"}, asked[1]: {"jobs"}}


async def test_what_a_partial_index_has_for_its_values_is_none(connection: asyncpg.Connection) -> None:
    """Without the values nobody knows that the index of open tickets has all that is asked for."""
    asked = "select id from tickets where status <> all ($1::text[]) order by updated_at"
    few, all_ = (["closed", "cancelled"],), ([],)
    assert await find_scans(connection, [asked]) == {asked: {"tickets"}}
    assert await find_scans(connection, {asked: [few]}) == {}
    assert await find_scans(connection, {asked: [few, all_]}) == {asked: {"tickets"}}


_ROWS = """
insert into audit (at, actor_id, origin, action, object)
select '2026-11-01'::timestamptz + n * interval '15 minutes', case n % 10 when 0 then cast(:id as bigint) end,
  'telegram', 'role', 'person:' || n
from generate_series(1, 3000) n
"""


async def test_no_page_of_the_audit_log_reads_it_as_a_whole(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither to show a page, nor to count the pages, nor to say which actions and people there are."""
    monkeypatch.setattr(audit_log, "MOST_COUNTED", 100)
    monkeypatch.setattr(audit_log, "_NEWEST", 200)
    day = datetime(2026, 11, 20, tzinfo=UTC)
    times: list[dict[str, Any]] = [{}, {"day": day.date()}]
    person = await add(database, Person(name="Olga", role=Role.ADMIN, created_at=day))
    await execute(database, _ROWS, id=person.id)
    noted = NotedStatements()
    with hear_meanwhile(noted.note):
        async with database.unit_of_work() as session:
            found = [
                await audit_log.load_audit_page(
                    session, 1, AuditFilter(words, by, **at), DeskSettings(timezone="UTC"), "en"
                )
                for words, by, at in product(("", "Olga role"), ("", str(person.id)), times)
            ]
            assert await audit_log.list_actors(session) == [(person.id, "Olga")]
            await audit_log.list_sign_ins(session, day, day + timedelta(days=1), [person.id], 51)
    assert [(one.pages, one.more) for one in found] == [
        (10, True), (10, False), (10, True), (1, False), (2, False), (1, False), (10, True), (1, False)
    ]  # fmt: skip
    async with database.engine.connect() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        assert raw is not None
        await raw.execute("analyze audit; set plan_cache_mode = force_custom_plan")
        for statement, (values, *_) in noted.statements.items():
            if "audit" in statement:
                said = await raw.fetchval(f"explain (analyze, format json) {statement}", *values)
                plan = (json.loads(said) if isinstance(said, str) else said)[0]["Plan"]
                assert sum(_list_read(plan, "audit")) < 500, statement


def _list_read(node: dict[str, Any], table: str) -> Iterator[float]:
    """Yield how many rows of the table each scan has read."""
    if str(node.get("Relation Name")) == table:
        yield (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
    for below in node.get("Plans", ()):
        yield from _list_read(below, table)


_CLIENTS = """
insert into people (role, name, telegram_id, created_at)
  select 'requester', case when n % 2 = 0 then 'Mira C.' else 'Person ' || n end, 100000 + n, now()
  from generate_series(1, {people}) n;
insert into organizations (name, folded, created_at, updated_at)
  select 'Firm ' || n, 'firm ' || n, now(), now() from generate_series(1, 50) n;
insert into memberships (organization_id, person_id, role, source, made_at, confirmed_at)
  select 1 + id % 50, id, 'user', 'admin', now(), now() from people where role = 'requester';
insert into account_blocks (person_id, labels, source)
  select id, array['gold'], 'push' from people where role = 'requester' and id % 100 = 0;
insert into tickets (number, origin, requester_id, organization_id, status, filed_at, tags, created_at, updated_at,
  subject_at, status_at, priority_at, assignee_at, labels_at, requester_spoke_at, ended_at)
select n, case when n % 500 = 0 then 'mail' else 'telegram' end, (select min(id) from people where role = 'requester')
  + n % {people}, 1 + n % 50, case when n % 100 = 0 then 'assigned' else 'closed' end, day,
  case when n % 1000 = 0 then array['vip'] else array[]::text[] end, day, day, day, day, day, day, day, day, day
from generate_series(1, {tickets}) n, lateral (select '2026-01-01'::timestamptz + n * interval '1 minute') as at (day);
analyze
"""


async def test_no_filter_by_client_and_no_order_of_requesters_reads_all_tickets(
    database: Database, connection: asyncpg.Connection
) -> None:
    """Neither to count and show a page, nor to find whom a name means."""
    now = datetime(2026, 11, 20, tzinfo=UTC)
    vera = await add(database, Person(name="Vera", role=Role.ADMIN, created_at=now))
    for one in _CLIENTS.format(people=500, tickets=3000).split(";"):
        await execute(database, one)
    noted = NotedStatements()
    async with database.unit_of_work() as session:
        firm, mira = (await session.execute(text("select max(organization_id), max(requester_id) from tickets"))).one()
        with hear_meanwhile(noted.note):
            for sort in ("", *(f"{sign}{by}" for by in SORTS for sign in ("", "-"))):
                await load_requesters(session, vera, RequesterFilters(sort=sort), 2, "en", now=now)
            clients = ({"label": "vip"}, {"label": "gold"}, {"requester": mira}, {"organization": firm})
            for state, by in product(("open", "all"), (*clients, {"channel": Origin.MAIL})):
                await load_tickets(session, vera, TicketFilters(state, **by), 1, now=now)
            for words in ("requester:mira", "organization:firm", "label:vi", "mira"):
                await find_names(session, vera, TicketFilters("all", q=words), "en", now=now)
    assert await find_scans(connection, noted.statements) == {}


_FILED = """
insert into tickets (number, origin, requester_id, filed_at, tags, created_at, updated_at, subject_at, status_at,
  priority_at, assignee_at, labels_at)
select n, 'telegram', :id, day, array['l' || n % 7], day, day, day, day, day, day, day
from generate_series(1, 3000) n, lateral (select '2026-11-01'::timestamptz + n * interval '1 minute') as at (day)
"""


async def test_labels_are_those_of_the_latest_requests(database: Database) -> None:
    person = await add(
        database, Person(name="Rita", role=Role.REQUESTER, created_at=datetime(2026, 11, 20, tzinfo=UTC))
    )
    await execute(database, _FILED, id=person.id)
    async with database.engine.connect() as connection:
        await connection.execute(text("analyze tickets"))
        found = (await connection.execute(choices.LABELS, {"latest": 9})).all()
        assert [tuple(row) for row in found] == [
            ("l3", 2), ("l4", 2), ("l0", 1), ("l1", 1), ("l2", 1), ("l5", 1), ("l6", 1)
        ]  # fmt: skip
        said = await connection.scalar(text(f"explain (analyze, format json) {choices.LABELS}"), {"latest": 9})
        assert sum(_list_read(said[0]["Plan"], "tickets")) == 9


_BARE = """
select conrelid::regclass || '.' || attname from pg_constraint c
join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
where contype = 'f' and confrelid::regclass::text = any($1) and conrelid::regclass::text = any($2) and not exists (
  select from pg_index i where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1]
    and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) = format('(%I IS NOT NULL)', attname)))
order by 1
"""


async def test_whatever_names_a_row_that_is_deleted_has_an_index(connection: asyncpg.Connection) -> None:
    found = await connection.fetch(_BARE, list(_DELETED), list(list_growing()))
    assert [row[0] for row in found] == []


@pytest.mark.parametrize("query", [message_lookup._QUERY, message_lookup._STAFF_QUERY])
async def test_a_message_is_looked_up_by_one_plan_whoever_wrote_it(connection: asyncpg.Connection, query: Any) -> None:
    """By indexes alone, so that PostgreSQL does not plan anew for each message."""
    await connection.execute("set plan_cache_mode = force_generic_plan")
    plan = json.dumps(await _explain(connection, str(query.statement.compile(dialect=dialect.dialect()))))
    assert '"Function Scan"' in plan
    assert "Hash Join" not in plan
