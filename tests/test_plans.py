"""No statement reads a table that grows as a whole, and what names a row that is deleted has an index."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator

import asyncpg
import pytest_asyncio
from sqlalchemy import TextClause, text
from sqlalchemy.dialects.postgresql import asyncpg as dialect

from db import migrate
from db.embedded.shared_server import EmbeddedServer
from desk.privacy.erasures import STEPS, Deleted
from desk.staff.board_accounts import MOVES
from tests.plans import find_scans, list_growing
from tests.test_house import PRODUCT

_MAY = {
    "select exists (select from entries where body <> ''": "by doctor alone, where SEAL_WORDS is on",
    "select b.id from blobs b": "once in ten minutes, of files that are old enough to go",
    "select count(*) as n, (array_agg(t.id order by u.at desc))[1] as ticket_id\nfrom canned_uses u": "once a day",
    "select e.id, e.starts_on, e.ends_on, e.attendance from events e": "a forecast: tickets of an event by an index",
    "select t.id from tickets t join people p on p.id = t.requester_id": "entries of one ticket, if there were any",
    "select id from audit where at < $1": "in the order of time, and only while the first is old enough to go",
    "update audit set old = case when object": "once for each person who is erased",
    "update ticket_facts set ": "where two rows of a person are joined",
}
"""Statements that may, by what they begin with, and why."""
_DELETED = {"people", "external_people", "articles", *(step.table for step in STEPS if isinstance(step, Deleted))}
"""Tables with rows that are deleted while others may name them: two rows of a person are joined, a draft goes, a
person is erased."""


@pytest_asyncio.fixture(loop_scope="session")
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
