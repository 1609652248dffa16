"""Jobs for the CRM, made of what triggers wrote down (`db/sql/crm.sql`). Knows no HTTP."""

from datetime import datetime

from sqlalchemy import delete, exists, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import (
    Box,
    CrmChange,
    CrmState,
    Entry,
    Job,
    JobState,
)
from db.queue import keys
from db.unit_of_work import NewJob
from desk.crm.record_kinds import RecordKey, RecordKind
from desk.policy import visibility

AT_ONCE = 500
"""Changes in one unit of work."""
_ONE_AT_A_TIME = text("select pg_try_advisory_xact_lock(hashtext('pulldesk crm'))")


async def set_up(session: AsyncSession, *, enabled: bool) -> None:
    """Begin or stop to write down what changes, as the operator has a CRM or not; jobs that wait stay."""
    if enabled:
        await session.execute(insert(CrmState).values(id=1).on_conflict_do_nothing())
    else:
        await session.execute(delete(CrmState))
        await session.execute(delete(CrmChange))


async def make_jobs(session: AsyncSession, now: datetime) -> int:
    """Make jobs of what changed, in its order; return how many. Of several processes one does it at a time. An answer
    that may still be taken back waits."""
    if not await session.scalar(_ONE_AT_A_TIME):
        return 0
    known = CrmChange.kind.in_([kind.value for kind in RecordKind])  # what a newer version wrote waits for it
    message = (CrmChange.kind == RecordKind.MESSAGE.value, Entry.id == CrmChange.own_id)
    held = select(Entry.id).where(*message, ~visibility.select_left(now)).exists()
    oldest = select(CrmChange.id).where(known, ~held).order_by(CrmChange.id).limit(AT_ONCE)
    taken = delete(CrmChange).where(CrmChange.id.in_(oldest)).returning(CrmChange)
    rows = sorted(await session.scalars(taken), key=lambda row: row.id)
    for row in rows:
        put_record(session, RecordKey(RecordKind(row.kind), row.own_id), row.request_id, now, by=row.system_id)
    return len(rows)


def put_record(
    session: AsyncSession,
    key: RecordKey,
    request_id: int | None,
    now: datetime,
    *,
    by: int | None = None,
    again: bool = False,
) -> None:
    """Queue a record. `request_id`: the ticket it belongs to; `by`: the integration that changed it; `again`: it is
    sent even if the CRM seems to have it so."""
    payload = queue.encode_payload({"do": "send", "kind": key.kind.value, "id": key.id, "system": by, "again": again})
    ticket_id = key.id if key.kind is RecordKind.REQUEST else request_id
    queue.put_job(session, NewJob(Box.TO_CRM, _make_key(key, request_id), payload, now, ticket_id=ticket_id))


async def find_queued(session: AsyncSession, key: RecordKey) -> JobState | None:
    """Return the state of the record's job: it waits, or has failed and is for an admin to try again, or is none."""
    mine = (Job.box == Box.TO_CRM.value, Job.key == _make_key(key, None))
    for state in (JobState.WAITING, JobState.BURIED):
        if await session.scalar(select(exists(select(Job.id).where(*mine, Job.state == state)))):
            return state
    return None


def _make_key(key: RecordKey, request_id: int | None) -> str:
    if request_id is not None:
        return keys.make_crm_key(RecordKind.REQUEST.value, request_id)
    return keys.make_crm_key(key.kind.value, key.id)
