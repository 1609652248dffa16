"""Jobs for the reports' process: a kind and its arguments. Knows no drawing."""

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import Box, Lane
from db.queue import keys, maintenance
from db.unit_of_work import NewJob
from desk.context import Context


async def is_under_way(session: AsyncSession, kind: str, person_id: int) -> bool:
    """Return True if a report of that kind is being made for the person."""
    return await queue.has_waiting(session, Box.REPORTS, key=keys.make_report_key(kind, person_id))


async def queue_report(
    ctx: Context,
    kind: str,
    person_id: int | None,
    arguments: dict[str, Any],
    *,
    about: int | None = None,
    lane: Lane = Lane.MAILINGS,
) -> bool:
    """Queue a report (kinds are in `reports/worker.py`) for a person or for none; return False if the same is under way
    for them already. `about`: the person it is about, if nobody reads it: work on others does not wait for it. `lane`:
    one of `PEOPLE` takes seconds, and is made beside one that may take minutes."""
    job = _make_report(ctx, kind, person_id, arguments, about=about, lane=lane)
    if await queue.has_waiting(ctx.session, Box.REPORTS, key=job.key, slot=job.slot):
        return False
    queue.put_job(ctx.session, job)
    return True


async def queue_reports(ctx: Context, kind: str, wanted: Sequence[tuple[int, dict[str, Any]]]) -> None:
    """Queue a report, each of which takes seconds, for each of these people with its arguments, unless the same is
    under way for them already. It asks once for all of them."""
    jobs = [_make_report(ctx, kind, person, arguments, lane=Lane.PEOPLE) for person, arguments in wanted]
    waiting = await maintenance.list_waiting_slots(ctx.session, Box.REPORTS, [job.key for job in jobs])
    for job in jobs:
        if (job.key, job.slot) not in waiting:
            queue.put_job(ctx.session, job)


def _make_report(
    ctx: Context,
    kind: str,
    person_id: int | None,
    arguments: dict[str, Any],
    *,
    about: int | None = None,
    lane: Lane,
) -> NewJob:
    key = keys.make_report_key(kind, person_id or about)
    job = queue.encode_payload({"do": kind, "arguments": dict(sorted(arguments.items()))})
    slot = hashlib.sha256(job).hexdigest()[:32]
    return NewJob(Box.REPORTS, key, job, ctx.now, lane=lane, slot=slot, person_id=person_id)
