"""Decides what a job sends to the CRM now, and what follows from the answer. Knows no HTTP.

A record is sent after those it names. What the CRM has already is not sent again, and what it changed itself is not
sent back. While the CRM does not answer, everything waits, and no job fails for that. An answer about one record keeps
no other one waiting.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import CrmRecord, CrmState, Integration, JobState
from db.queue import Bury, ClaimedJob, Done, Retry, Verdict
from desk.crm import availability, known_records
from desk.crm.contents import read_content
from desk.crm.jobs import find_queued, put_record
from desk.crm.records import OF_REQUESTS, RecordContent, RecordKey, RecordKind, RecordToSend
from desk.webhooks.sending import MOST_TRIES, get_wait

_SOON = timedelta(seconds=3)
_UNTIL_REPAIRED = timedelta(minutes=1)


class CrmResult(StrEnum):
    """The CRM's doing with a record: it took it, refused this one, failed at it, answered as if there were nothing at
    this address or no right to it (`doubted`: that may be this record's trouble or the CRM's), or did not answer at
    all."""

    TAKEN = "taken"
    REFUSED = "refused"
    FAILED = "failed"
    DOUBTED = "doubted"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class CrmAnswer:
    """The CRM's answer. `ref`: its id of the record, if it told it; `why`: in fixed words, never its own."""

    result: CrmResult
    ref: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class CrmOwn:
    """The CRM made this change itself: there is nothing to send, but that it knows the record is stored."""

    key: RecordKey
    system_id: int


@dataclass(frozen=True, slots=True)
class WaitForParents:
    """The CRM has to get these records first."""

    parents: tuple[RecordKey, ...]


@dataclass(frozen=True, slots=True)
class HandOver:
    """The record has moved to another request while its job waited."""

    key: RecordKey
    request_id: int


Step = RecordToSend | CrmOwn | WaitForParents | HandOver | Verdict


def get_key(job: ClaimedJob) -> RecordKey:
    """Return the record that a job is about."""
    data = job.load_payload()
    return RecordKey(RecordKind(data["kind"]), data["id"])


async def find_step(session: AsyncSession, job: ClaimedJob, now: datetime, system: str | None) -> Step:
    """Return what is to be done for a job now; `system`: the name of the CRM's integration, if it has one."""
    state = await session.get(CrmState, 1)
    if state is not None and availability.is_resting(state, now):
        return Retry(state.rest_until or now, "waits for the CRM", counts=False)
    key, by = get_key(job), job.load_payload()["system"]
    content = await read_content(session, key)
    if content is None:
        return Done("nothing to send any more")
    if by is not None and (await session.get_one(Integration, by)).name == system:
        return CrmOwn(key, by)
    if is_elsewhere(job, content):
        return HandOver(key, content.parents["request"].id)
    known = await known_records.load(session, [key, *content.parents.values()])
    if key.kind in OF_REQUESTS and (request := content.parents["request"]) not in known:
        above = await read_content(session, request)
        if above is None:
            return Done("nothing to send any more")
        content, known = above, await known_records.load(session, [request, *above.parents.values()])
    if missing := tuple(sorted(set(content.parents.values()) - known.keys())):
        return WaitForParents(missing)
    had = known.get(content.key)
    if had is not None and had.content_hash == content.make_hash() and not job.load_payload().get("again"):
        return Done("unchanged")
    return _make_record(job, content, known)


def is_elsewhere(job: ClaimedJob, content: RecordContent) -> bool:
    """Return True if a message has moved to another request, in whose order it is to be sent."""
    request = content.parents.get("request")
    return content.key.kind in OF_REQUESTS and request is not None and request.id != job.ticket_id


def _make_record(job: ClaimedJob, content: RecordContent, known: dict[RecordKey, CrmRecord]) -> RecordToSend:
    had, digest = known.get(content.key), content.make_hash()
    named: dict[str, object] = {}
    for name, parent in content.parents.items():
        named |= {f"{name}_id": parent.id, f"{name}_ref": known[parent].external_ref}
    ref = had.external_ref if had is not None and had.external_ref is not None else content.external_id
    once = f"{content.key.kind.value}-{content.key.id}-{job.id}-{digest.hex()[:16]}"
    return RecordToSend(content.key, ref, {**named, **content.values}, digest, once)


async def queue_parents(session: AsyncSession, wait: WaitForParents, now: datetime) -> Verdict:
    """Queue what the CRM has to get first, and return the verdict on the job that waits for it."""
    has_failed = False
    for parent in wait.parents:
        state = await find_queued(session, parent)
        has_failed = has_failed or state is JobState.BURIED
        if state is None and not await known_records.load(session, [parent]):  # its job may just have ended
            put_record(session, parent, None, now)
    named = ", ".join(str(one) for one in wait.parents)
    return Retry(now + (_UNTIL_REPAIRED if has_failed else _SOON), f"waits for {named}", counts=False)


def hand_over(session: AsyncSession, moved: HandOver, now: datetime, *, again: bool = False) -> Verdict:
    """Queue the record behind what its request has, and be done with this job. `again`: it was sent here too, and that
    may have arrived last."""
    put_record(session, moved.key, moved.request_id, now, again=again)
    return Done("moved to another request")


async def settle_own(session: AsyncSession, own: CrmOwn, now: datetime) -> Verdict:
    """Store that the CRM has a record that it changed itself."""
    await known_records.store_own(session, own.key, own.system_id, now)
    return Done("changed by the CRM")


async def settle_answer(
    session: AsyncSession, job: ClaimedJob, sent: RecordToSend, answer: CrmAnswer, now: datetime
) -> Verdict:
    """Store what the answer says, and return the verdict on the job."""
    if answer.result is CrmResult.AWAY:
        return Retry(await availability.record_silence(session, answer.why, now), answer.why, counts=False)
    if answer.result is CrmResult.DOUBTED:
        again_at = await availability.record_doubt(session, str(sent.key), answer.why, now)
        return _repeat(job, sent, answer, now) if again_at is None else Retry(again_at, answer.why, counts=False)
    await availability.record_answer(session, now)
    if answer.result is CrmResult.TAKEN:
        await known_records.store_sent(session, sent, answer.ref, now)
        content = await read_content(session, sent.key)
        if sent.key == get_key(job) and content is not None and is_elsewhere(job, content):
            return hand_over(session, HandOver(sent.key, content.parents["request"].id), now, again=True)
        return Done()
    return _repeat(job, sent, answer, now)


def _repeat(job: ClaimedJob, sent: RecordToSend, answer: CrmAnswer, now: datetime) -> Verdict:
    """Return the verdict on a record that was not taken; admins read which one it is."""
    if answer.result is CrmResult.REFUSED or job.attempts + 1 >= MOST_TRIES:
        return Bury(f"{sent.key}: {answer.why}")
    return Retry(now + get_wait(job.attempts), answer.why)
