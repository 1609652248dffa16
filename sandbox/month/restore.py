"""Loads the finished month into a demo's database: moved so that it ended yesterday, in one transaction, once.

Only databases that the sandbox has marked are touched. The month's requests are closed: nothing is sent, nothing is
due, and the board does not get them. The file was made once: a migration that renames or drops a column of its tables
changes it too.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import asyncpg

from desk import history
from desk.tickets.topic_names import fold_topic_name
from sandbox.month.row_format import TABLES, Conversion
from sandbox.month.texts import EVENTS, RUSSIAN_AGENTS, RUSSIAN_CATEGORIES
from sandbox.month.weekends import thin_out_weekends

FILE: Final = Path(__file__).resolve().parent / "month.json.gz"

_RUSSIAN: Final = {**RUSSIAN_AGENTS, **RUSSIAN_CATEGORIES}
_ALONE = "select pg_advisory_xact_lock(hashtext('pulldesk figures'))"
_LOOK = """
select (select sandbox_mark from desk) as mark,
  exists (select from people where telegram_id is null and todoist_id is null and name = $1) as restored,
  (select coalesce(jsonb_object_agg(telegram_id, id), '{}') from people where telegram_id = any($2)) as agents,
  (select coalesce(jsonb_object_agg(folded, id), '{}') from categories where removed_at is null) as categories
"""
_IDS = "select nextval(pg_get_serial_sequence($1, 'id')) from generate_series(1, $2::int)"
_NUMBERS = "select nextval('ticket_numbers') from generate_series(1, $1::int)"
_POLICY = """
with made as (insert into policies (version, made_at) select coalesce(max(version), 0) + 1, $1 from policies
  returning version)
insert into targets (version, priority, first_response, solution)
select version, priority, first_response, solution from made,
  unnest($2::int[], $3::int[], $4::int[]) as given (priority, first_response, solution)
returning version
"""
_EVENTS = """
with made as (
  insert into events (slug, name, starts_on, ends_on, attendance, created_at)
  select slug, name, $1::date + day, $1::date + day + 1, attendance, $1 - interval '40 days'
  from unnest($2::text[], $3::text[], $4::int[], $5::int[]) as given (slug, name, day, attendance)
  on conflict (slug) do nothing returning id, starts_on, ends_on),
served as (
  update tickets t set event_id = made.id from made
  where t.id = any($6) and t.filed_at >= made.starts_on and t.filed_at < made.ends_on + 1)
update desk set settings_version = settings_version + 1
"""


class CannotRestoreError(Exception):
    """The month was not loaded; the message is a sentence for the visitor."""


@dataclass(frozen=True, slots=True)
class RestoreTarget:
    """The database to load into, with this `mark`; `midnight`: the start of today; `agents`: the Telegram ids of the
    month's agents by name; `language`: the desk's."""

    connection: asyncpg.Connection
    mark: str
    midnight: datetime
    agents: Mapping[str, int]
    language: str = "en"


def read_month() -> dict[str, Any]:
    """Read the month from its file."""
    with gzip.open(FILE, "rt", encoding="utf-8") as file:
        month: dict[str, Any] = json.load(file)
    return month


async def insert_month(month: Mapping[str, Any], place: RestoreTarget) -> int:
    """Load the month completely or not at all; return the number of its requests.

    Raises CannotRestoreError if it was loaded before, the database is not the sandbox's, or an agent is not on the
    desk yet.
    """
    month = thin_out_weekends(month, place.midnight)
    async with place.connection.transaction():
        await place.connection.execute(_ALONE)
        agents, categories = await _look_up_desk(month, place)
        ids = {
            name: await _reserve_ids(place.connection, name, table["rows"]) for name, table in month["tables"].items()
        }
        ids["people"] = agents + ids["people"]
        new = _find_new_categories(month, ids, categories, place.language)
        version = await _insert_targets(month, place)
        way = Conversion(place.midnight, ids, version)
        tickets = len(ids["tickets"])
        numbers = [row[0] for row in await place.connection.fetch(_NUMBERS, tickets)]
        for table in TABLES:
            rows = new if table.name == "categories" else _convert_rows(table, month, ids, way)
            if table.name == "tickets":
                rows = [row | {"number": number} for row, number in zip(rows, numbers, strict=True)]
            if place.language == "ru":
                rows = [_translate_names(row) for row in rows]
            await _copy_rows(place.connection, table.name, rows)
        events = zip(*EVENTS[place.language], strict=True)
        await place.connection.execute(_EVENTS, place.midnight, *events, ids["tickets"])
    return tickets


async def _look_up_desk(month: Mapping[str, Any], place: RestoreTarget) -> tuple[list[int], dict[str, int]]:
    """Return the ids of the month's agents, and the ids of the desk's categories by name."""
    wanted = [place.agents[name] for name in month["agents"]]
    row = await place.connection.fetchrow(_LOOK, month["first"], wanted)
    if row["mark"] != place.mark:
        raise CannotRestoreError("this database is not the sandbox's: it stays as it is")
    if row["restored"]:
        raise CannotRestoreError(f"the month is there already: write /stats as {month['agents'][0]}")
    agents = json.loads(row["agents"])
    if len(agents) < len(wanted):
        raise CannotRestoreError(f"the month is that of {', '.join(month['agents'])}: they are not all on the desk yet")
    return [agents[str(person)] for person in wanted], json.loads(row["categories"])


async def _reserve_ids(connection: asyncpg.Connection, table: str, rows: list[Any]) -> list[int]:
    return [row[0] for row in await connection.fetch(_IDS, table, len(rows))]


def _find_new_categories(
    month: Mapping[str, Any], ids: dict[str, list[int]], there: Mapping[str, int], language: str
) -> list[dict[str, Any]]:
    """Return the categories that the desk does not have by name; point `ids` at its own for the others."""
    names = [
        RUSSIAN_CATEGORIES[row[0]] if language == "ru" else row[0] for row in month["tables"]["categories"]["rows"]
    ]
    own = list(zip(ids["categories"], names, map(fold_topic_name, names), strict=True))
    ids["categories"] = [there.get(alike, key) for key, _, alike in own]
    return [{"id": key, "name": name, "folded": alike} for key, name, alike in own if alike not in there]


async def _insert_targets(month: Mapping[str, Any], place: RestoreTarget) -> int:
    """Insert the month's targets as the desk's newest, which no ticket of its own has; return their version."""
    version: int = await place.connection.fetchval(_POLICY, place.midnight, *zip(*month["targets"], strict=True))
    return version


def _convert_rows(
    table: Any, month: Mapping[str, Any], ids: Mapping[str, list[int]], way: Conversion
) -> list[dict[str, Any]]:
    kept = month["tables"][table.name]
    own = ids[table.name][-len(kept["rows"]) :]
    named = (dict(zip(kept["columns"], row, strict=True)) for row in kept["rows"])
    return [{"id": key} | way.convert_row(table, row) for key, row in zip(own, named, strict=True)]


def _translate_names(row: dict[str, Any]) -> dict[str, Any]:
    """Name agents and categories in Russian, in the rows that keep their names."""
    is_named = row.get("field") in (history.CATEGORY, history.ASSIGNEE)
    wanted = ("actor_name", "author_name", *(("old", "new") if is_named else ()))
    names = [name for name in wanted if name in row]
    return row | {name: _RUSSIAN.get(row[name], row[name]) for name in names}


async def _copy_rows(connection: asyncpg.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        records = [tuple(row.values()) for row in rows]
        await connection.copy_records_to_table(table, columns=list(rows[0]), records=records)
