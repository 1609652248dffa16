"""What is asked of the reports' process: jobs with a kind and its arguments, never a call. Knows no drawing."""

import hashlib
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import Box
from db.queue import keys
from desk.context import Context


async def is_under_way(session: AsyncSession, kind: str, person_id: int) -> bool:
    """Whether one of that kind is being made for them."""
    return await queue.waits(session, Box.REPORTS, key=keys.of_report(kind, person_id))


async def queue_report(ctx: Context, kind: str, person_id: int | None, arguments: dict[str, Any]) -> bool:
    """Ask for a report (`reports/jobs.py` says which kinds there are), for a person or for nobody. False: the same is
    under way for them already, and they will get that one."""
    key = keys.of_report(kind, person_id)
    job = queue.body({"do": kind, "arguments": dict(sorted(arguments.items()))})
    slot = hashlib.sha256(job).hexdigest()[:32]
    if await queue.waits(ctx.session, Box.REPORTS, key=key, slot=slot):
        return False
    queue.put(ctx.session, queue.Put(Box.REPORTS, key, job, ctx.now, slot=slot, person_id=person_id))
    return True
