"""Has people erased again who were erased after the backup that was just restored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import asyncpg

_ASK = """
with back as (select id from people where id = any($1::bigint[]) and erased_at is null),
waiting as (
  update erasures set told_at = coalesce(told_at, $2), due_at = $2
  where person_id in (select id from back) and withdrawn_at is null and done_at is null returning person_id),
asked as (
  insert into erasures (person_id, origin, asked_at, due_at, told_at)
  select id, 'clock', $2, $2, $2 from back where id not in (select person_id from waiting) returning person_id)
select id from back order by id
"""


async def ask_again(connection: asyncpg.Connection, people: Sequence[int], now: datetime) -> list[int]:
    """Make their erasures due, without a pause and without a word to them; return the ids of those who were back."""
    return [row["id"] for row in await connection.fetch(_ASK, list(people), now)]
