"""What stood in the tables of the first version stands there after every later one, whatever the steps between do."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    Date,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.types import DateTime, TypeEngine

from db import migrate
from db.database import engine_for
from db.embedded.server import EmbeddedServer

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
FIRST = "0001"
_NAME = "older"
Rows = dict[str, list[dict[str, Any]]]


def _value(name: str, kind: TypeEngine[Any], number: int) -> Any:
    """Something a column takes, another in each row."""
    if isinstance(kind, Boolean):
        return bool(number % 2)
    if isinstance(kind, BigInteger | Integer | SmallInteger):
        return number
    if isinstance(kind, DateTime | Date):
        return AT
    if isinstance(kind, LargeBinary):
        return f"{name}{number}".encode()
    if isinstance(kind, ARRAY):
        return [f"{name}{number}"]
    if isinstance(kind, JSONB):
        return {name: number}
    return f"{name}{number}"


def _tables(connection: Connection) -> list[Table]:
    known = MetaData()
    known.reflect(connection)
    return [table for table in known.sorted_tables if table.name != "alembic_version"]


def _fill(connection: Connection) -> Rows:
    """Two rows in every table, each pointing at the first rows of the others."""
    for table in _tables(connection):
        for number in (1, 2):
            row = {}
            for column in table.columns:
                if column.foreign_keys:
                    row[column.name] = 1
                elif column.identity is None:
                    row[column.name] = _value(column.name, column.type, number)
            connection.execute(table.insert(), row)
    return _read(connection, {})


def _read(connection: Connection, like: Rows) -> Rows:
    """Every row of every table; of the columns of `like` where it names the table."""
    found: Rows = {}
    for table in _tables(connection):
        names = list(like[table.name][0]) if like.get(table.name) else [column.name for column in table.columns]
        rows = connection.execute(select(*(table.c[name] for name in names)))
        found[table.name] = sorted((dict(row._mapping) for row in rows), key=str)
    return found


@asynccontextmanager
async def _at(server: EmbeddedServer, revision: str) -> AsyncIterator[AsyncEngine]:
    """A database of that version, without rows."""
    engine = engine_for(await server.create_database(_NAME, template="template_desk"))
    try:
        await migrate.downgrade(engine, revision)
        yield engine
    finally:
        await engine.dispose()
        await server.drop_database(_NAME)


async def _upgraded(server: EmbeddedServer, revision: str, written: Sequence[str], asked: str) -> list[tuple[Any, ...]]:
    """What is there, as asked, after that was written into that version and all later steps were made."""
    async with _at(server, revision) as engine:
        async with engine.begin() as connection:
            for statement in written:
                await connection.execute(text(statement))
        await migrate.upgrade(engine)
        async with engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(text(asked))]


@pytest.mark.broad
async def test_rows_of_the_first_version_come_through_every_step(server: EmbeddedServer) -> None:
    async with _at(server, FIRST) as engine:
        async with engine.begin() as connection:
            before = await connection.run_sync(_fill)
        assert all(len(rows) == 2 for rows in before.values())
        await migrate.upgrade(engine)
        async with engine.connect() as connection:
            after = await connection.run_sync(lambda sync: _read(sync, before))
        for row in before["entries"]:
            row["quote"] = None  # of words that were taken back, as all of these are
        assert {name: after[name] for name in before} == before
        await migrate.downgrade(engine, FIRST)
        async with engine.connect() as connection:
            assert await connection.run_sync(lambda sync: _read(sync, before)) == before


@pytest.mark.broad
async def test_a_file_on_no_board_has_no_attachment_afterwards_and_others_keep_theirs(server: EmbeddedServer) -> None:
    """Version 0002 wrote JSON's null where there was none."""
    async with _at(server, "0002") as engine:
        async with engine.begin() as connection:
            await connection.run_sync(_fill)
            given = {"url": json.dumps({"file_url": "https://f/1"}), "null": "null"}
            for number, held in enumerate(given.values(), 1):
                change = text("update files set todoist_attachment = cast(:held as jsonb) where id = :id")
                await connection.execute(change, {"held": held, "id": number})
        await migrate.upgrade(engine)
        async with engine.connect() as connection:
            rows = await connection.execute(
                text("select todoist_attachment is null, todoist_attachment from files order by id")
            )
            assert [tuple(row) for row in rows] == [(False, {"file_url": "https://f/1"}), (True, None)]


@pytest.mark.broad
async def test_going_back_before_the_staff_group_leaves_people_their_roles(server: EmbeddedServer) -> None:
    async with _at(server, "head") as engine:
        async with engine.begin() as connection:
            for role in ("requester", "agent", "admin", "group"):
                put = text("insert into people (name, role, created_at) values (:role, :role, now())")
                await connection.execute(put, {"role": role})
        await migrate.downgrade(engine, "0005")
        async with engine.connect() as connection:
            rows = await connection.execute(text("select name, role from people order by id"))
            assert [tuple(row) for row in rows] == [
                ("requester", "requester"), ("agent", "agent"), ("admin", "admin"), ("group", "requester")
            ]  # fmt: skip


@pytest.mark.broad
async def test_history_finds_whom_and_what_it_named_where_the_name_was_one_alone(server: EmbeddedServer) -> None:
    asked = "select field, old, old_id, new, new_id from history order by id"
    assert await _upgraded(server, "0017", _NAMED, asked) == [
        ("assignee", None, None, "Olga", 1),
        ("assignee", "Olga", 1, "Anna", None),
        ("assignee", "", None, None, None),
        ("category", "Olga", None, "Doors", 1),
        ("category", "Doors", 1, "Keys", None),
        ("status", "Olga", None, "Doors", None),
    ]


async def test_marks_are_filled_from_the_columns_of_tickets(server: EmbeddedServer) -> None:
    asked = """select ticket_id, about, person_id, stars, words, asked_at is not null, marked_at is not null
      from marks order by ticket_id"""
    assert await _upgraded(server, "0029", _RATED, asked) == [
        (1, "solution", 1, 5, "kind", True, True),
        (2, "solution", None, None, None, True, True),
        (3, "solution", 1, None, None, True, False),
        (5, "solution", 1, 4, None, True, True),
    ]


@pytest.mark.broad
async def test_what_was_given_up_before_is_not_told_of_again(server: EmbeddedServer) -> None:
    asked = "select extract(day from told_at)::int from jobs order by id"
    assert await _upgraded(server, "0008", _GIVEN_UP, asked) == [(2,), (3,), (None,)]


@pytest.mark.broad
async def test_figures_made_before_know_what_their_tickets_are_told_apart_by(server: EmbeddedServer) -> None:
    asked = "select requester_id, priority, origin, solved_at is not null from ticket_facts order by ticket_id"
    assert await _upgraded(server, "0072", _COUNTED, asked) == [(1, 2, "telegram", True), (2, 4, "todoist", False)]


_GIVEN_UP = (
    """
insert into jobs (box, key, payload, state, due_at, created_at, settled_at)
select 'to_telegram', 'a', '{}', s, now(), cast(c as timestamptz), cast(t as timestamptz)
from (values ('buried', '2026-11-01', '2026-11-02'), ('buried', '2026-11-03', null), ('waiting', '2026-11-04', null))
  as r(s, c, t)
""",
)
_COUNTED = (
    "insert into people (name, created_at) values ('Rita', now()), ('Ben', now())",
    "insert into tickets (number, requester_id, priority, origin, created_at, updated_at, subject_at, status_at, "
    "priority_at, assignee_at, labels_at, filed_at) select n, n, p, o, now(), now(), now(), now(), now(), now(), "
    "now(), now() from (values (1, 2, 'telegram'), (2, 4, 'todoist')) as t(n, p, o)",
    "insert into ticket_facts (ticket_id, filed_at, filed_open, hours, solved_at) "
    "select id, now(), true, '', case id when 1 then now() end from tickets",
)
_RATED = (
    "insert into people (name, created_at) values ('Olga', now())",
    "insert into tickets (number, requester_id, origin, created_at, updated_at, subject_at, status_at, priority_at, "
    "assignee_at, labels_at, filed_at, resolved_by, rating, rating_words, rating_asked_at, rated_at) select n, 1, "
    "'telegram', now(), now(), now(), now(), now(), now(), now(), now(), by, r, w, a, m "
    "from (values (1, 1, 5, 'kind', now(), now()), "
    "(2, null, null, null, now(), now()), (3, 1, null, null, now(), null), (4, 1, null, null, null, null), "
    "(5, 1, 4, null, null, now())) "
    "as t(n, by, r, w, a, m)",
)
_NAMED = (
    "insert into people (name, created_at) values ('Olga', now()), ('Anna', now()), ('Anna', now())",
    "insert into categories (name, folded, removed_at) values ('Doors', 'doors', null), ('Keys', 'keys', now()), "
    "('Keys', 'keys', null)",
    "insert into tickets (number, requester_id, origin, created_at, updated_at, subject_at, status_at, priority_at, "
    "assignee_at, labels_at) values (1, 2, 'telegram', now(), now(), now(), now(), now(), now(), now())",
    "insert into history (ticket_id, at, origin, field, old, new) select 1, now(), 'telegram', f, o, n from (values "
    "('assignee', null, 'Olga'), ('assignee', 'Olga', 'Anna'), ('assignee', '', null), ('category', 'Olga', 'Doors'), "
    "('category', 'Doors', 'Keys'), ('status', 'Olga', 'Doors')) as r(f, o, n)",
)


@pytest.mark.broad
async def test_saved_views_of_one_name_are_both_kept(server: EmbeddedServer) -> None:
    long = "x" * 60
    given = [(1, False, "Mine"), (1, False, "mine"), (1, False, "MINE (2)"), (2, False, "Mine"), (1, True, "Mine"),
             (2, True, "mine"), (1, False, "Mine"), (1, False, long), (1, False, long)]  # fmt: skip
    async with _at(server, "0068") as engine:
        async with engine.begin() as connection:
            await connection.execute(
                text("insert into people (name, created_at) values ('Olga', now()), ('Vera', now())")
            )
            put = text(
                "insert into saved_views (owner_id, shared, name, chosen, made_at) values (:o, :s, :n, '{}', now())"
            )
            for owner, shared, name in given:
                await connection.execute(put, {"o": owner, "s": shared, "n": name})
        await migrate.upgrade(engine)
        async with engine.connect() as connection:
            names = [row.name for row in await connection.execute(text("select name from saved_views order by id"))]
        assert names == [
            "Mine", "mine (3)", "MINE (2)", "Mine", "Mine", "mine (2)", "Mine (4)", long, "x" * 56 + " (2)",
        ]  # fmt: skip


@pytest.mark.broad
async def test_subjects_that_the_desk_worded_are_known_as_such_and_no_others(server: EmbeddedServer) -> None:
    """A line for each that is sure; words of a requester, of who renamed it, or that no file is called, stay words."""
    asked = "select number, subject, cast(subject_line as json) from tickets order by number"
    found = await _upgraded(server, "0076", _WORDED, asked)
    lines = {number: (line["key"], line["args"]) for number, subject, line in found if line and line["said"] == subject}
    assert lines == {
        1: ("kind-photo", {"time": "none"}),
        2: ("kind-voice", {"time": "0:34"}),
        3: ("kind-document-named", {"name": "scan.pdf"}),
        4: ("content-location", {"latitude": "1.00000", "longitude": "2.00000"}),
        5: ("subject-contact", {"name": "Ben: from hall 3"}),
        6: ("subject-withdrawn", {}),
        7: ("subject-split", {"number": 1}),
        16: ("kind-photo", {"time": "none"}),
        18: ("subject-withdrawn", {}),
        19: ("kind-document-named", {"name": "x" * 115}),
        20: ("kind-document-named", {"name": "y" * 116}),
    }
    assert {number for number, _, line in found if line is None} == {8, 9, 10, 11, 12, 13, 14, 15, 17}


_WORDED = (
    "insert into people (name, created_at) values ('Rita', now())",
    """insert into tickets (number, requester_id, origin, created_at, updated_at, subject_at, status_at, priority_at,
      assignee_at, labels_at, filed_at, subject, subject_kept)
    select n, 1, 'telegram', now(), now(), now(), now(), now(), now(), now(), now(), said, kept
    from (values (1, 'Фото', false), (2, 'Voice message, 0:34', false), (3, 'Файл scan.pdf', false),
      (4, 'Место на карте: 1.00000, 2.00000', false), (5, 'Contact: Ben: from hall 3', false),
      (6, '(taken back)', false), (7, 'Из #1', false), (8, 'Photo', true), (9, 'Photo', false), (10, 'Photo', false),
      (11, 'File x.pdf', false), (12, 'Place: here', false), (13, '(taken back)', false), (14, 'From #2', false),
      (15, 'Фото', false), (16, 'Photo', false), (17, 'From #1', false), (18, '(taken back)', false),
      (19, 'File ' || repeat('x', 115), false), (20, 'File ' || repeat('y', 114) || '…', false)) as t(n, said, kept)
    order by n""",
    "insert into history (ticket_id, at, origin, field, new) values (18, now(), 'telegram', 'filed', 'Photo')",
    """insert into history (ticket_id, at, origin, field, new)
    select id, now(), 'telegram', case when number in (6, 13, 18) then 'subject' else 'filed' end,
      case when number = 15 then 'Printer' else subject end from tickets
    union all select 1, now(), 'telegram', 'split', '#7'""",
    """insert into entries
      (ticket_id, author_name, kind, origin, body, entities, created_at, withdrawn_at, content_line)
    select t.id, 'Rita', 'comment', 'telegram', coalesce(said, ''), '[]', t.filed_at,
      case when t.number in (6, 9) then now() end, line
    from tickets t left join (values (6, 'the printer', null), (9, 'Photo', null), (10, 'Photo', null),
      (13, '(taken back)', null),
      (4, null, '{"key":"content-location","args":{"latitude":"1.00000","longitude":"2.00000"}}'),
      (5, null, '{"key":"content-contact","args":{"name":"Ben","phone":"1"}}'),
      (12, null, '{"key":"content-venue","args":{}}')) as w(n, said, line) on w.n = t.number order by t.number""",
    """insert into entries (ticket_id, author_name, kind, origin, body, entities, created_at)
    select id, 'Rita', 'comment', 'telegram', 'it burns', '[]', filed_at + interval '1 minute'
    from tickets where number = 16""",
    """insert into files (entry_id, ordinal, kind, name, seconds)
    select e.id, 0, f.kind, f.name, f.seconds from entries e join tickets t on t.id = e.ticket_id
    join (values (1, 'photo', 'a.jpg', null), (2, 'voice', '', 34), (3, 'document', 'scan.pdf', null),
      (8, 'photo', '', null), (9, 'photo', '', null), (10, 'photo', '', null), (11, 'document', 'y.pdf', null),
      (15, 'photo', '', null), (16, 'photo', '', null), (19, 'document', repeat('x', 115), null),
      (20, 'document', repeat('y', 116), null)) as f(n, kind, name, seconds)
      on f.n = t.number and e.body <> 'it burns'""",
)
