"""The CRM: what it is sent, in which order, and what follows from its answers.

Decides what a job sends to the CRM now, and what follows from the answer. Knows no HTTP.

A record is sent after those it names. What the CRM has already is not sent again, and what it changed itself is not
sent back. While the CRM does not answer, everything waits, and no job fails for that. An answer about one record keeps
no other one waiting.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Box,
    CrmRecord,
    CrmState,
    Integration,
    JobState,
    Membership,
    Ticket,
)
from db.queue import Bury, ClaimedJob, Done, Retry, Verdict, maintenance
from db.queue.consumer import get_backoff
from desk import Desk
from desk.accounts import account_data
from desk.crm.jobs import find_queued, put_record
from desk.crm.record_content import read_content
from desk.crm.record_kinds import OF_REQUESTS, RecordContent, RecordKey, RecordKind, RecordToSend
from desk.crm.sent_records import load, store_own, store_sent
from desk.notifications import to_admins
from desk.policy.permissions import is_member
from desk.webhooks.sending import MOST_TRIES, get_wait

_TELL_AFTER = timedelta(minutes=15)
_LONGEST_REST = timedelta(minutes=2)
_MOST_DOUBTED = 3
"""Different records in a row with an answer that may be about each of them, or about the whole CRM."""


def _is_resting(state: CrmState, now: datetime) -> bool:
    """Return True while nothing is to be sent; a time that is too far off was set by a wrong clock."""
    return state.rest_until is not None and now < state.rest_until <= now + _LONGEST_REST


async def _record_silence(session: AsyncSession, why: str, now: datetime) -> datetime:
    """Record that the CRM did not answer, and return when it is tried again; of several at once one counts."""
    state = await session.get_one(CrmState, 1, with_for_update=True, populate_existing=True)
    state.away_since = state.away_since or now
    if state.rest_until is None or not _is_resting(state, now):
        state.rest_until = now + min(get_backoff(state.failures + 2), _LONGEST_REST)
        state.failures += 1
    await _tell_if_long(session, state, why, now)
    return state.rest_until


async def _record_doubt(session: AsyncSession, record: str, why: str, now: datetime) -> datetime | None:
    """Record an answer that may be about one record or about the whole CRM. Return None if it is the record's own
    trouble. After several different records in a row the CRM counts as away: return when the record is tried again;
    others are tried meanwhile, as one that is taken proves the opposite."""
    state = await session.get_one(CrmState, 1, with_for_update=True, populate_existing=True)
    state.doubted = sorted({*state.doubted, record})[:_MOST_DOUBTED]
    if len(state.doubted) < _MOST_DOUBTED:
        return None
    state.away_since = state.away_since or now
    await _tell_if_long(session, state, why, now)
    return now + _LONGEST_REST


async def _tell_if_long(session: AsyncSession, state: CrmState, why: str, now: datetime) -> None:
    if state.told_at is None and state.away_since is not None and now - state.away_since >= _TELL_AFTER:
        state.told_at = now
        age = int((now - state.away_since).total_seconds())
        await to_admins.tell_admins(session, "crm-away", now=now, age=age, why=why)


async def _record_answer(session: AsyncSession, now: datetime) -> None:
    """Record that the CRM answered; what waits for it is due then."""
    state = await session.get_one(CrmState, 1)
    if state.away_since is None and not state.doubted:
        return
    await session.refresh(state, with_for_update=True)
    has_waited = state.rest_until is not None
    if state.told_at is not None:
        await to_admins.tell_admins(session, "crm-back", now=now)
    state.away_since = state.rest_until = state.told_at = None
    state.failures, state.doubted = 0, []
    if has_waited:
        await maintenance.retry_now(session, Box.TO_CRM, "", now=now)


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
    """The CRM's answer. `ref`: its id of the record, if it told it; `why`: in fixed words, never its own; `labels`: of
    the person that a contact or request is about, if it told them."""

    result: CrmResult
    ref: str | None = None
    why: str = ""
    labels: tuple[str, ...] | None = None


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
    if state is not None and _is_resting(state, now):
        return Retry(state.rest_until or now, "waits for the CRM", counts=False)
    key, by = get_key(job), job.load_payload()["system"]
    content = await read_content(session, key)
    if content is None:
        return Done("nothing to send any more")
    if by is not None and (await session.get_one(Integration, by)).name == system:
        return CrmOwn(key, by)
    if is_elsewhere(job, content):
        return HandOver(key, content.parents["request"].id)
    known = await load(session, [key, *content.parents.values()])
    if key.kind in OF_REQUESTS and (request := content.parents["request"]) not in known:
        above = await read_content(session, request)
        if above is None:
            return Done("nothing to send any more")
        content, known = above, await load(session, [request, *above.parents.values()])
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
        if state is None and not await load(session, [parent]):  # its job may just have ended
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
    await store_own(session, own.key, own.system_id, now)
    return Done("changed by the CRM")


async def settle_answer(
    session: AsyncSession, job: ClaimedJob, sent: RecordToSend, answer: CrmAnswer, now: datetime
) -> Verdict:
    """Store what the answer says, and return the verdict on the job."""
    if answer.result is CrmResult.AWAY:
        return Retry(await _record_silence(session, answer.why, now), answer.why, counts=False)
    if answer.result is CrmResult.DOUBTED:
        again_at = await _record_doubt(session, str(sent.key), answer.why, now)
        return _repeat(job, sent, answer, now) if again_at is None else Retry(again_at, answer.why, counts=False)
    await _record_answer(session, now)
    if answer.result is CrmResult.TAKEN:
        await store_sent(session, sent, answer.ref, now)
        content = await read_content(session, sent.key)
        if sent.key == get_key(job) and content is not None and is_elsewhere(job, content):
            return hand_over(session, HandOver(sent.key, content.parents["request"].id), now, again=True)
        return Done()
    return _repeat(job, sent, answer, now)


async def take_labels(desk: Desk, key: RecordKey, labels: Sequence[str]) -> None:
    """Replace the labels of a request's requester, or of the confirmed members that a contact is; rules that wait for a
    customer follow. Other records have none."""
    if key.kind is RecordKind.REQUEST:
        people = select(Ticket.requester_id).where(Ticket.id == key.id)
    elif key.kind is RecordKind.CONTACT:
        people = select(Membership.person_id).where(Membership.contact_id == key.id, is_member())
    else:
        return
    for person_id in (await desk.session.scalars(people.order_by(text("1")))).all():
        await account_data.set_labels(desk, person_id, labels)


def _repeat(job: ClaimedJob, sent: RecordToSend, answer: CrmAnswer, now: datetime) -> Verdict:
    """Return the verdict on a record that was not taken; admins read which one it is."""
    if answer.result is CrmResult.REFUSED or job.attempts + 1 >= MOST_TRIES:
        return Bury(f"{sent.key}: {answer.why}")
    return Retry(now + get_wait(job.attempts), answer.why)
