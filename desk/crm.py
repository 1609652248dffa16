"""The CRM: what it is sent, in which order, and what follows from its answers.

Decides what a job sends to the CRM now, and what follows from the answer. Knows no HTTP.

A record is sent after those it names. What the CRM has already is not sent again, and what it changed itself is not
sent back. While the CRM does not answer, everything waits, and no job fails for that. An answer about one record keeps
no other one waiting.
"""

import hashlib
import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, exists, func, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db import queue
from db.models import (
    Box,
    Category,
    Contact,
    CrmChange,
    CrmRecord,
    CrmState,
    Entry,
    EntryFile,
    EntryKind,
    History,
    Integration,
    Job,
    JobState,
    LedgerEntry,
    Membership,
    Organization,
    Outlet,
    Person,
    Rating,
    Ticket,
)
from db.queue import Bury, ClaimedJob, Done, Retry, Verdict, keys, maintenance
from db.queue.consumer import get_backoff
from db.unit_of_work import NewJob
from desk import Desk, accounts
from desk.conversation.new_entry import load_line
from desk.i18n import catalog
from desk.notifications import to_staff
from desk.policy import Access
from desk.policy.permissions import is_member
from desk.policy.visibility import can_see_entry
from desk.text.masking import phone_numbers
from desk.webhooks.sending import MOST_TRIES, get_wait

# Records as the CRM is sent them: their kinds, their fields under our names, and what has to be there first. The
# fields are part of the interface (docs/how-to/integrators/crm.md): some may be added, none is removed. Knows no
# HTTP.


class RecordKind(StrEnum):
    """The kinds of records, as they are stored and named in CRM_MAPPING."""

    ORGANIZATION = "organization"
    OUTLET = "outlet"
    CONTACT = "contact"
    REQUEST = "request"
    MESSAGE = "message"
    STATUS = "status"
    RATING = "rating"
    PAYMENT = "payment"


_OF_REQUESTS = frozenset({RecordKind.MESSAGE, RecordKind.STATUS, RecordKind.RATING})
"""Kinds that belong to a request and are sent in one order with it."""


@dataclass(frozen=True, slots=True, order=True)
class RecordKey:
    """A record: its kind and our id of it."""

    kind: RecordKind
    id: int

    def __str__(self) -> str:
        return f"{self.kind.value} {self.id}"


@dataclass(frozen=True, slots=True)
class RecordContent:
    """The content of a record. `parents`: by field, the records it names, which the CRM gets first; `external_id`: the
    id that it already has in the operator's system, if any."""

    key: RecordKey
    values: dict[str, Any]
    parents: dict[str, RecordKey] = field(default_factory=dict)
    external_id: str | None = None

    def make_hash(self) -> bytes:
        """Return a hash of the content, the same for the same content."""
        named = {name: one.id for name, one in self.parents.items()}
        return hashlib.sha256(json.dumps([self.values, named], sort_keys=True).encode()).digest()


@dataclass(frozen=True, slots=True)
class RecordToSend:
    """A record to send. `ref`: its id in the CRM, if known; `values`: with `<parent>_id` (ours) and `<parent>_ref` (the
    CRM's) of what it names; `content_hash`, `idempotency_key`: the same for the same content."""

    key: RecordKey
    ref: str | None
    values: dict[str, Any]
    content_hash: bytes
    idempotency_key: str


def format_time(at: datetime) -> str:
    """Return a time as the CRM reads it: UTC, such as 2026-11-20T09:00:00Z."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


# The records that the CRM has: its ids of them, and what it was last sent.


_DIRECTORY: dict[RecordKind, type[Organization | Outlet | Contact]] = {
    RecordKind.ORGANIZATION: Organization,
    RecordKind.OUTLET: Outlet,
    RecordKind.CONTACT: Contact,
}


async def load(session: AsyncSession, wanted: Iterable[RecordKey]) -> dict[RecordKey, CrmRecord]:
    """Return those of the records that the CRM has."""
    named = [(one.kind.value, one.id) for one in wanted]
    found = select(CrmRecord).where(tuple_(CrmRecord.kind, CrmRecord.own_id).in_(named))
    rows = await session.scalars(found.execution_options(populate_existing=True))
    return {RecordKey(RecordKind(row.kind), row.own_id): row for row in rows}


async def _store_sent(session: AsyncSession, sent: RecordToSend, ref: str | None, now: datetime) -> None:
    """Store that the CRM took a record, and its id there also where people and the API find the record by it. A request
    that came through another system keeps that system's name, or none."""
    await _store(session, sent.key, ref or sent.ref, sent.content_hash, now)
    if ref is None:
        return
    if (table := _DIRECTORY.get(sent.key.kind)) is not None:
        other = aliased(table)
        taken = exists().where(other.external_id == ref, other.removed_at.is_(None))
        row = update(table).where(table.id == sent.key.id, table.external_id.is_(None), ~taken)
        await session.execute(row.values(external_id=ref))
    elif sent.key.kind is RecordKind.REQUEST:
        unnamed = (Ticket.external_ref.is_(None), Ticket.system_id.is_(None))
        ticket = update(Ticket).where(Ticket.id == sent.key.id, *unnamed)
        await session.execute(ticket.values(external_ref=ref))


async def _store_own(session: AsyncSession, key: RecordKey, system_id: int, now: datetime) -> None:
    """Store that the CRM changed a record itself: what it has is not known, so the next change is sent to it."""
    ref = None
    if (table := _DIRECTORY.get(key.kind)) is not None:
        ref = await session.scalar(select(table.external_id).where(table.id == key.id))
    elif key.kind is RecordKind.REQUEST:
        mine = (Ticket.id == key.id, Ticket.system_id == system_id)
        ref = await session.scalar(select(Ticket.external_ref).where(*mine))
    await _store(session, key, ref, None, now)


async def _store(session: AsyncSession, key: RecordKey, ref: str | None, digest: bytes | None, now: datetime) -> None:
    row = insert(CrmRecord).values(
        kind=key.kind.value, own_id=key.id, external_ref=ref, content_hash=digest, at=now
    )  # fmt: skip
    new = {
        "external_ref": func.coalesce(row.excluded.external_ref, CrmRecord.external_ref),
        "content_hash": row.excluded.content_hash,
        "at": row.excluded.at,
    }
    await session.execute(row.on_conflict_do_update(index_elements=["kind", "own_id"], set_=new))


# Whether the CRM answers: while it does not, everything rests, and admins are told once, and when it is back.


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
        await to_staff.tell_admins(session, "crm-away", now=now, age=age, why=why)


async def _record_answer(session: AsyncSession, now: datetime) -> None:
    """Record that the CRM answered; what waits for it is due then."""
    state = await session.get_one(CrmState, 1)
    if state.away_since is None and not state.doubted:
        return
    await session.refresh(state, with_for_update=True)
    has_waited = state.rest_until is not None
    if state.told_at is not None:
        await to_staff.tell_admins(session, "crm-back", now=now)
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
    content = await _read_content(session, key)
    if content is None:
        return Done("nothing to send any more")
    if by is not None and (await session.get_one(Integration, by)).name == system:
        return CrmOwn(key, by)
    if is_elsewhere(job, content):
        return HandOver(key, content.parents["request"].id)
    known = await load(session, [key, *content.parents.values()])
    if key.kind in _OF_REQUESTS and (request := content.parents["request"]) not in known:
        above = await _read_content(session, request)
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
    return content.key.kind in _OF_REQUESTS and request is not None and request.id != job.ticket_id


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
        state = await _find_queued(session, parent)
        has_failed = has_failed or state is JobState.BURIED
        if state is None and not await load(session, [parent]):  # its job may just have ended
            _put_record(session, parent, None, now)
    named = ", ".join(str(one) for one in wait.parents)
    return Retry(now + (_UNTIL_REPAIRED if has_failed else _SOON), f"waits for {named}", counts=False)


def hand_over(session: AsyncSession, moved: HandOver, now: datetime, *, again: bool = False) -> Verdict:
    """Queue the record behind what its request has, and be done with this job. `again`: it was sent here too, and that
    may have arrived last."""
    _put_record(session, moved.key, moved.request_id, now, again=again)
    return Done("moved to another request")


async def settle_own(session: AsyncSession, own: CrmOwn, now: datetime) -> Verdict:
    """Store that the CRM has a record that it changed itself."""
    await _store_own(session, own.key, own.system_id, now)
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
        await _store_sent(session, sent, answer.ref, now)
        content = await _read_content(session, sent.key)
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
        await accounts.set_labels(desk, person_id, labels)


def _repeat(job: ClaimedJob, sent: RecordToSend, answer: CrmAnswer, now: datetime) -> Verdict:
    """Return the verdict on a record that was not taken; admins read which one it is."""
    if answer.result is CrmResult.REFUSED or job.attempts + 1 >= MOST_TRIES:
        return Bury(f"{sent.key}: {answer.why}")
    return Retry(now + get_wait(job.attempts), answer.why)


# Jobs for the CRM, made of what triggers wrote down (`db/sql/crm.sql`). Knows no HTTP. A job's key is the record, or
# the request it belongs to, so that these arrive in order; its payload names the record, whose content is read when
# it is sent. Nothing is written down while no CRM is set up.


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
    """Make jobs of what changed, in its order; return how many. Of several processes one does it at a time."""
    if not await session.scalar(_ONE_AT_A_TIME):
        return 0
    known = CrmChange.kind.in_([kind.value for kind in RecordKind])  # what a newer version wrote waits for it
    oldest = select(CrmChange.id).where(known).order_by(CrmChange.id).limit(AT_ONCE)
    taken = delete(CrmChange).where(CrmChange.id.in_(oldest)).returning(CrmChange)
    rows = sorted(await session.scalars(taken), key=lambda row: row.id)
    for row in rows:
        _put_record(session, RecordKey(RecordKind(row.kind), row.own_id), row.request_id, now, by=row.system_id)
    return len(rows)


def _put_record(
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


async def _find_queued(session: AsyncSession, key: RecordKey) -> JobState | None:
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


# Reads what messages, statuses and ratings say at this moment: never a note, never a withdrawn word.


_READER = Access(requester=True, staff=False)
_BY = {EntryKind.COMMENT: "requester"}
_TEAM = "team"


async def read_message(session: AsyncSession, key: RecordKey) -> RecordContent | None:
    """Return a message, without words that were withdrawn or became a note."""
    row = await session.get(Entry, key.id)
    if row is None or row.ticket_id is None:
        return None
    shown = can_see_entry(row, _READER)
    values = {
        "by": _BY.get(row.kind, _TEAM),
        "author": row.author_name,
        "text": (row.body or _read_line(row)) if shown else None,
        "files": await _list_files(session, row) if shown else [],
        "edited": row.edited_at is not None,
        "withdrawn": not shown,
        "at": format_time(row.created_at),
    }
    return RecordContent(key, values, _of(row.ticket_id))


async def _read_status(session: AsyncSession, key: RecordKey) -> RecordContent | None:
    """Return a change of a request's status; it never changes any more."""
    row = await session.get(History, key.id)
    if row is None:
        return None
    values = {"old": row.old, "new": row.new, "by": row.actor_name, "at": format_time(row.at)}
    return RecordContent(key, values, _of(row.ticket_id))


async def _read_rating(session: AsyncSession, key: RecordKey) -> RecordContent | None:
    """Return a rating with its words; None without stars."""
    row = await session.get(Rating, key.id)
    if row is None or row.stars is None or row.marked_at is None:
        return None
    about = await session.get(Person, row.person_id) if row.person_id is not None else None
    values = {
        "about": row.about.value, "stars": row.stars, "words": row.words,
        "agent": about.name if about is not None else None, "at": format_time(row.marked_at),
    }  # fmt: skip
    return RecordContent(key, values, _of(row.ticket_id))


async def _list_files(session: AsyncSession, entry: Entry) -> list[dict[str, object]]:
    rows = await session.scalars(
        select(EntryFile).where(EntryFile.entry_id == entry.id).order_by(EntryFile.ordinal, EntryFile.id)
    )
    return [{"name": row.name, "kind": row.kind, "size": row.size} for row in rows]


def _read_line(entry: Entry) -> str:
    """Describe a message without text or file, in English; numbers of shared contacts are masked."""
    if entry.content_line is None:
        return ""
    key, args = load_line(entry.content_line)
    if key == phone_numbers.CONTACT:
        args = phone_numbers.mask_contact(args)
    return catalog.say("en", key, **args) if catalog.has_key("en", key) else ""


def _of(ticket_id: int) -> dict[str, RecordKey]:
    return {"request": RecordKey(RecordKind.REQUEST, ticket_id)}


# Reads what a record says at this moment. Words are read when they are sent, so that withdrawn ones are left out.


Read = Callable[[AsyncSession, RecordKey], Awaitable[RecordContent | None]]


async def _read_content(session: AsyncSession, key: RecordKey) -> RecordContent | None:
    """Return the content of a record; None if there is none (any more), or none for the CRM."""
    return await _READ[key.kind](session, key)


async def _read_organization(session: AsyncSession, key: RecordKey) -> RecordContent | None:
    row = await session.get(Organization, key.id)
    if row is None:
        return None
    values = {"name": row.name, "tax_id": row.tax_id, "removed": row.removed_at is not None}
    return RecordContent(key, values, external_id=row.external_id)


async def _read_outlet(session: AsyncSession, key: RecordKey) -> RecordContent | None:
    row = await session.get(Outlet, key.id)
    if row is None:
        return None
    removed = row.removed_at is not None
    values = {"name": row.name, "address": row.address, "equipment": list(row.equipment), "removed": removed}
    return RecordContent(key, values, _name(organization=row.organization_id), row.external_id)


async def _read_contact(session: AsyncSession, key: RecordKey) -> RecordContent | None:
    row = await session.get(Contact, key.id)
    if row is None:
        return None
    removed = row.removed_at is not None
    values = {
        "name": row.name, "phone": row.phone, "position": row.position, "email": row.email, "removed": removed,
    }  # fmt: skip
    return RecordContent(key, values, _name(organization=row.organization_id, outlet=row.outlet_id), row.external_id)


async def _read_request(session: AsyncSession, key: RecordKey) -> RecordContent | None:
    row = await session.get(Ticket, key.id)
    if row is None or row.filed_at is None:
        return None
    topic = await session.get(Category, row.category_id) if row.category_id is not None else None
    agent = await session.get(Person, row.assignee_id) if row.assignee_id is not None else None
    into = await session.get(Ticket, row.merged_into_id) if row.merged_into_id is not None else None
    values: dict[str, Any] = {
        "number": row.number,
        "subject": row.subject,
        "status": row.status.value,
        "priority": row.priority,
        "topic": topic.name if topic is not None else None,
        "requester": (await session.get_one(Person, row.requester_id)).name,
        "assignee": agent.name if agent is not None else None,
        "merged_into": into.number if into is not None else None,
        "filed_at": format_time(row.filed_at),
    }
    contact = await _find_contact(session, row)
    return RecordContent(key, values, _name(organization=row.organization_id, outlet=row.outlet_id, contact=contact))


async def _read_payment(session: AsyncSession, key: RecordKey) -> RecordContent | None:
    row = await session.get(LedgerEntry, key.id)
    if row is None:
        return None
    person = await session.get(Person, row.person_id) if row.person_id is not None else None
    values = {
        "kind": row.kind.value, "amount": row.amount, "currency": row.currency, "reason": row.reason,
        "person": person.name if person is not None else None, "at": format_time(row.at),
    }  # fmt: skip
    return RecordContent(key, values, _name(organization=row.organization_id, request=row.ticket_id))


async def _find_contact(session: AsyncSession, ticket: Ticket) -> int | None:
    """Return the contact that the requester is in the ticket's organization, also after their membership ended."""
    if ticket.organization_id is None:
        return None
    theirs = (Membership.person_id == ticket.requester_id, Membership.organization_id == ticket.organization_id)
    found = select(Membership.contact_id).where(*theirs, Membership.contact_id.is_not(None))
    contact: int | None = await session.scalar(found.order_by(Membership.id.desc()).limit(1))
    return contact


def _name(**ids: int | None) -> dict[str, RecordKey]:
    return {name: RecordKey(RecordKind(name), own_id) for name, own_id in ids.items() if own_id is not None}


_READ: dict[RecordKind, Read] = {
    RecordKind.ORGANIZATION: _read_organization,
    RecordKind.OUTLET: _read_outlet,
    RecordKind.CONTACT: _read_contact,
    RecordKind.REQUEST: _read_request,
    RecordKind.MESSAGE: read_message,
    RecordKind.STATUS: _read_status,
    RecordKind.RATING: _read_rating,
    RecordKind.PAYMENT: _read_payment,
}
