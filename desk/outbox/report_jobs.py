"""Jobs for the reports' process: a kind and its arguments. Knows no drawing."""

import hashlib
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import Box
from db.queue import keys
from desk.context import Context


async def is_under_way(session: AsyncSession, kind: str, person_id: int) -> bool:
    """Return True if a report of that kind is being made for the person."""
    return await queue.has_waiting(session, Box.REPORTS, key=keys.make_report_key(kind, person_id))


async def queue_report(
    ctx: Context, kind: str, person_id: int | None, arguments: dict[str, Any], *, about: int | None = None
) -> bool:
    """Queue a report (kinds are in `reports/jobs.py`) for a person or for none; return False if the same is under way
    for them already. `about`: the person it is about, if nobody reads it: work on others does not wait for it."""
    key = keys.make_report_key(kind, person_id or about)
    job = queue.encode_payload({"do": kind, "arguments": dict(sorted(arguments.items()))})
    slot = hashlib.sha256(job).hexdigest()[:32]
    if await queue.has_waiting(ctx.session, Box.REPORTS, key=key, slot=slot):
        return False
    queue.put_job(ctx.session, queue.NewJob(Box.REPORTS, key, job, ctx.now, slot=slot, person_id=person_id))
    return True
