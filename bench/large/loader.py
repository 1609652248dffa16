"""Loads tickets into a database by COPY: rows first, indexes over words after them, then the data of reports."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

import asyncpg

from bench.large.random_tickets import (
    AGENTS,
    CATEGORIES,
    ENTRIES,
    EVENTS,
    HISTORY,
    MARKS,
    REQUESTERS,
    RandomTickets,
    TicketRows,
)
from db.database import Database, create_engine
from desk import DeskSettings
from desk.metrics import facts

FIRST_TELEGRAM = 500_000_000
"""The Telegram id of a person with id 0; agents begin with the next one, the first of them is an admin."""
_BATCH = 2000
_PEOPLE = """
insert into people (id, telegram_id, name, role, role_given, created_at, started_at)
select n, $1 + n, 'Person ' || n, case when n = 1 then 'admin' when n <= $2 then 'agent' else 'requester' end,
  case when n = 1 then 'admin' when n <= $2 then 'agent' end, $4, $4 from generate_series(1, $2::int + $3::int) n
"""
_OTHERS = """
insert into categories (id, name, folded)
select n, 'Topic ' || n, 'topic ' || n from generate_series(1, {categories}) n;
insert into events (id, slug, name, starts_on, ends_on, created_at)
select n, 'event' || n, 'Event ' || n, current_date - 60 * n, current_date - 60 * n + 3, now()
from generate_series(1, {events}) n;
"""
_SEQUENCES = """
select setval(pg_get_serial_sequence('people', 'id'), (select max(id) from people)),
  setval(pg_get_serial_sequence('tickets', 'id'), (select max(id) from tickets)),
  setval('ticket_numbers', (select max(number) from tickets)),
  setval(pg_get_serial_sequence('categories', 'id'), (select max(id) from categories)),
  setval(pg_get_serial_sequence('events', 'id'), (select max(id) from events))
"""
_USES = """
insert into uses (day, kind, name, person_id, n)
select day, kind, kind, person, 1 + person % 7 from generate_series($1::date, $2::date, interval '1 day') day,
  unnest(array['message', 'command', 'button']) kind, generate_series(1, 40) person
"""
_CARDS = """
insert into board_cards (ticket_id, project_id, task_id, agreed, theirs, dirty, created_at)
select id, 'board', 't' || id, jsonb_build_object('shown', jsonb_build_object('done', ended_at is not null)), '{}',
  false, filed_at from tickets where id % 50 <> 0
"""


async def load_tickets(url: str, stories: RandomTickets, now: datetime, say: Callable[[str], None]) -> None:
    """Fill an empty, migrated database that the bench owns."""
    connection = await asyncpg.connect(url)
    try:
        dropped = await _drop_word_indexes(connection)
        await connection.execute(_PEOPLE.replace("$4", f"'{now.isoformat()}'::timestamptz"), *_get_people_arguments())
        await connection.execute(_OTHERS.format(categories=CATEGORIES, events=EVENTS))
        await _copy_all(connection, stories, say)
        await connection.execute(_USES, now.date() - timedelta(days=365), now.date())
        await connection.execute(_CARDS)
        await connection.execute(_SEQUENCES)
        say("  indexes over words …")
        await connection.execute("set maintenance_work_mem = '512MB'")
        for statement in dropped:
            await connection.execute(statement)
        await connection.execute("vacuum (analyze, freeze)")
    finally:
        await connection.close()


def _get_people_arguments() -> tuple[int, int, int]:
    return FIRST_TELEGRAM, AGENTS, REQUESTERS


async def _drop_word_indexes(connection: asyncpg.Connection) -> list[str]:
    """Drop the full-text indexes, which are faster to make at once than row by row; return their definitions."""
    found = await connection.fetch("select indexname, indexdef from pg_indexes where indexdef like '%USING gin%'")
    for row in found:
        await connection.execute(f'drop index "{row["indexname"]}"')
    return [row["indexdef"] for row in found]


async def _copy_all(connection: asyncpg.Connection, stories: Iterable[TicketRows], say: Callable[[str], None]) -> None:
    """Copy the rows; entries in the order of their time, as they come in at a real desk."""
    days: dict[date, list[tuple[Any, ...]]] = {}
    told, done = iter(stories), 0
    while batch := list(islice(told, _BATCH)):
        columns = sorted({name for story in batch for name in story.ticket})
        await _copy(connection, "tickets", columns, [[story.ticket.get(name) for name in columns] for story in batch])
        await _copy(connection, "history", HISTORY, [row for story in batch for row in story.history])
        await _copy(connection, "marks", MARKS, [row for story in batch for row in story.marks])
        for row in (row for story in batch for row in story.entries):
            days.setdefault(row[-1].date(), []).append(row)
        until = batch[-1].ticket["filed_at"].date()
        await _copy_days(connection, days, [day for day in days if day < until])
        done += len(batch)
        if done % 20_000 == 0:
            say(f"  {done} tickets …")
    await _copy_days(connection, days, list(days))


async def _copy_days(
    connection: asyncpg.Connection, days: dict[date, list[tuple[Any, ...]]], which: Iterable[date]
) -> None:
    rows = [row for day in sorted(which) for row in sorted(days.pop(day), key=lambda row: row[-1])]
    await _copy(connection, "entries", ENTRIES, rows)


async def _copy(
    connection: asyncpg.Connection, table: str, columns: Iterable[str], rows: Iterable[Iterable[Any]]
) -> None:
    await connection.copy_records_to_table(table, columns=list(columns), records=rows)


async def count_facts(url: str, settings: DeskSettings, now: datetime) -> None:
    """Write the data that reports are read from, as the reports process does."""
    engine = create_engine(url)
    await facts.bring_up_to_date(Database(engine), settings, now)
    await engine.dispose()
