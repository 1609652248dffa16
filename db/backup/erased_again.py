"""Has people erased again who were erased and are back with the backup that was just restored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import asyncpg

_ASK = """
with back as (
  select p.id from people p join unnest($1::bigint[], $2::timestamptz[]) l(id, at) on l.id = p.id
  where p.erased_at is null and (p.created_at <= l.at or $3 < l.at)),
waiting as (
  update erasures set told_at = coalesce(told_at, $4), due_at = $4
  where person_id in (select id from back) and withdrawn_at is null and done_at is null returning person_id),
asked as (
  insert into erasures (person_id, origin, asked_at, due_at, told_at)
  select id, 'clock', $4, $4, $4 from back where id not in (select person_id from waiting) returning person_id)
select id from back order by id
"""
_SKIP_IDS = "select setval('people_id_seq', $1) from people_id_seq where last_value < $1"


async def ask_again(
    connection: asyncpg.Connection, erased: Mapping[int, datetime], taken_at: datetime, now: datetime
) -> list[int]:
    """Make the erasures due, without a pause and without a word to the people; return the ids of those who were back.
    `erased`: when, by id, as the clock said then; who came after that and was in the backup has the id of another."""
    await connection.execute(_SKIP_IDS, max(erased))  # nobody new gets the id of one who was erased
    return [row["id"] for row in await connection.fetch(_ASK, list(erased), list(erased.values()), taken_at, now)]
