"""Claims for a box whose keys are `<share>:<rest>`: a worker may leave out the shares that have enough jobs running,
however many keys they have. Jobs of such a box have no slots."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.enums import Box
from db.queue.jobs import ClaimedJob

_CLAIM_KEYS = text("""
with free as (
  select box, key from job_keys
  where box = :box and worker is null and due_at <= :now and due_at > coalesce(cast(:since as timestamptz), '-infinity')
    and split_part(key, ':', 1) <> all(cast(:but as text[]))
  order by lane, due_at limit :limit for update skip locked)
update job_keys k set worker = :worker from free f where k.box = f.box and k.key = f.key returning k.key
""")
_LOAD_HEADS = text("""
select j.*, j.started_at is not null as repeated, null::bigint as chat
from unnest(cast(:keys as text[])) as taken(key) cross join lateral (
  select * from jobs where box = :box and key = taken.key and state = 'waiting' order by id limit 1) j
order by j.id
""")


async def claim_other_shares(
    asking: AsyncConnection,
    box: Box,
    *,
    worker: int,
    now: datetime,
    limit: int,
    but: Sequence[str],
    since: datetime | None = None,
) -> list[ClaimedJob]:
    """Claim up to `limit` keys of shares other than `but` and return the head of each, oldest first, as `claim_jobs`
    does, on an autocommit connection. Worker 0 gets nothing."""
    if not worker:
        return []
    given = {"box": box.value, "worker": worker, "now": now, "limit": limit, "but": list(but), "since": since}
    keys = [row.key for row in await asking.execute(_CLAIM_KEYS, given)]
    if not keys:
        return []
    rows = await asking.execute(_LOAD_HEADS, {"box": box.value, "keys": keys})
    return [ClaimedJob.from_row(box, row) for row in rows]
