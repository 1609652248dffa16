"""What is asked of the reports' process: jobs with a kind and its arguments, never a call. Knows no drawing."""

import hashlib
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import Box
from desk.context import Context

_UNDER_WAY = text("""
select 1 from jobs where box = 'reports' and key = :key and slot = :slot and state = 'waiting' limit 1
""")

_ANY_UNDER_WAY = text("select 1 from jobs where box = 'reports' and key = :key and state = 'waiting' limit 1")


async def is_under_way(session: AsyncSession, kind: str, person_id: int) -> bool:
    """Whether one of that kind is being made for them."""
    return (await session.execute(_ANY_UNDER_WAY, {"key": f"{kind}:{person_id}"})).first() is not None


async def queue_report(ctx: Context, kind: str, person_id: int | None, arguments: dict[str, Any]) -> bool:
    """Ask for a report (`reports/jobs.py` says which kinds there are), for a person or for nobody. False: the same is
    under way for them already, and they will get that one."""
    key = f"{kind}:{person_id or 0}"
    job = queue.body({"do": kind, "arguments": dict(sorted(arguments.items()))})
    slot = hashlib.sha256(job).hexdigest()[:32]
    if (await ctx.session.execute(_UNDER_WAY, {"key": key, "slot": slot})).first() is not None:
        return False
    queue.put(ctx.session, queue.Put(Box.REPORTS, key, job, ctx.now, slot=slot, person_id=person_id))
    return True
