"""Inbox and outbox on one mechanism: rows put in a transaction, claimed one per key in order, settled.

Every key with waiting jobs has one row in `job_keys`, so that finding work never scans a long blocked key. Claiming and
settling lock that row; putting updates it, in sorted order, at the end of the unit of work. Who does both settles last,
and locks all rows in that order. Putting, claiming and settling are functions of the database (`db/sql/queue.sql`):
several statements each, one round trip. Knows no channel: payloads are bytes, and times come from the caller.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import CTE, BigInteger, Boolean, column, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from db.compiled import compile_once
from db.encryption import DataKeyError, open_json, seal_payload
from db.enums import Box, JobState, Lane
from db.models.jobs import Job
from db.pending_updates import PendingUpdate, add_parts
from db.unit_of_work import LetterReceiver, NewJob, Statement, get_unit


@dataclass(frozen=True, slots=True)
class DeliveryPart:
    """One of several equal parts of the people whose letters a process delivers."""

    number: int
    of: int


ALL, NOTHING = DeliveryPart(0, 1), DeliveryPart(0, 0)


@dataclass(frozen=True)
class ClaimedJob:
    """A claimed row; `lane`: the most urgent one waiting in its key. `repeated`: it was begun before and never settled,
    so its effects outside are unknown. `chat`: the Telegram id of the person it is for, if they have one. `behind`: the
    jobs of its key that were stored after it, if more than one was asked for; only the first is claimed."""

    id: int
    box: Box
    key: str
    lane: Lane
    slot: str | None
    payload: bytes
    attempts: int
    repeated: bool
    created_at: datetime
    ticket_id: int | None
    entry_id: int | None
    person_id: int | None
    chat: int | None = None
    behind: tuple["ClaimedJob", ...] = ()

    @classmethod
    def from_row(cls, box: Box, row: Any) -> "ClaimedJob":
        """Build from a row of `jobs`, with `repeated` and `chat`."""
        return cls(
            row.id, box, row.key, Lane(row.lane), row.slot, bytes(row.payload), row.attempts, row.repeated,
            row.created_at, row.ticket_id, row.entry_id, row.person_id, row.chat,
        )  # fmt: skip

    def load_payload(self) -> dict[str, Any]:
        """Return the payload as the JSON object it holds, which is parsed once: it is not to be changed."""
        return self._data

    def peek_payload(self) -> dict[str, Any]:
        """Return the payload for those who only choose how the job is done: empty if it cannot be read, so that it
        stops no other job. Doing the job says what is wrong with it."""
        try:
            found: Any = self._data
        except (ValueError, RecursionError, DataKeyError):
            return {}
        return found if isinstance(found, dict) else {}

    @cached_property
    def _data(self) -> dict[str, Any]:
        value: dict[str, Any] = decode_payload(self.payload)
        return value


@dataclass(frozen=True, slots=True)
class Done:
    """The job had its effect, or none was needed any more (`why`)."""

    why: str | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    """Retry the job, not before `at`; `counts`: it was a failure, `unknown`: an answer was lost."""

    at: datetime
    error: str
    counts: bool = True
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Park:
    """Keep the job for the person who blocked the bot."""

    error: str


@dataclass(frozen=True, slots=True)
class Bury:
    """Stop retrying; admins see the job."""

    error: str


Verdict = Done | Retry | Park | Bury


def encode_payload(value: dict[str, Any]) -> bytes:
    """Return a JSON object as the bytes of a payload, its words encrypted if they are at rest; lone surrogates stay
    escaped."""
    return json.dumps(seal_payload(value), ensure_ascii=True, separators=(",", ":")).encode("ascii")


def decode_payload(payload: bytes, **how: Any) -> Any:
    """Return the JSON object of a payload. `how`: options of `json.loads`."""
    return open_json(json.loads(payload, **how), **how)


Asking = AsyncSession | AsyncConnection
LOCK_CLASS = 0x70756C6C  # "pull": class of the advisory locks of living workers
DELIVERY_CLASS = LOCK_CLASS + 1  # of those that deliver letters
BEAT_CLASS = LOCK_CLASS + 2  # of those that ask every second, and hang if they do not


def put_job(session: AsyncSession, job: NewJob) -> None:
    """Remember a job; `flush_jobs` writes it at the end of the unit of work, in order."""
    get_unit(session).jobs.append(job)


_PUT_ARGUMENTS = ":p1, :p2, :p3, :p4, :p5, :p6, :p7, :p8, :p9, :p10, :p11"
_PUT_CALL = f"jobs_put_begun({_PUT_ARGUMENTS}, :put_worker, :put_part, :put_parts, :put_room)"
_PUT = text(f"select {_PUT_CALL}")


async def flush_jobs(session: AsyncSession) -> frozenset[Box]:
    """Write the remembered jobs in one statement; return the boxes that got any, or have more behind a settled one."""
    unit = get_unit(session)
    jobs, more = unit.jobs, unit.boxes_with_more
    forget_pending(session)
    if not jobs:
        return frozenset(more)
    given = _build_put_arguments(jobs) | build_begin_arguments(unit.hand_over)
    begun = await session.scalar(_PUT, given)
    return frozenset(more | _note_begun(session, jobs, begun, given["put_worker"]))


def _build_put_arguments(jobs: Sequence[NewJob]) -> dict[str, Any]:
    columns = (
        [j.box.value for j in jobs],
        [j.key for j in jobs],
        [int(j.lane) for j in jobs],
        [j.dedup for j in jobs],
        [j.slot for j in jobs],
        [j.payload for j in jobs],
        [j.due_at or j.now for j in jobs],
        [j.now for j in jobs],
        [j.ticket_id for j in jobs],
        [j.entry_id for j in jobs],
        [j.person_id for j in jobs],
    )
    return {f"p{number}": column for number, column in enumerate(columns, 1)}


def build_begin_arguments(to: LetterReceiver | None) -> dict[str, Any]:
    """Return what `jobs_put_begun` takes besides jobs, by name."""
    if to is None:
        return {"put_worker": 0, "put_part": 0, "put_parts": 1, "put_room": 0}
    return {"put_worker": to.worker, "put_part": to.part.number, "put_parts": to.part.of, "put_room": to.room}


def _note_begun(
    session: AsyncSession, jobs: Sequence[NewJob], begun: Sequence[Sequence[int]] | None, worker: int
) -> set[Box]:
    """Remember the jobs that were begun as they were stored, by this worker, to hand them over. Return the boxes with
    other jobs, which a worker has to look for; a job behind a begun one is found once that is settled."""
    unit = get_unit(session)
    found = list_begun(jobs, begun) if begun else []
    if unit.hand_over is not None and found:
        unit.begun += unit.hand_over.announce(found, worker)
    keys = {(job.box, job.key) for job in found}
    return {job.box for job in jobs if (job.box, job.key) not in keys}


def list_begun(jobs: Sequence[NewJob], begun: Sequence[Sequence[int]]) -> list[ClaimedJob]:
    """Return those of the jobs that `jobs_put_begun` says have begun."""
    return [make_claimed(jobs[place - 1], job_id, Lane(lane), chat) for place, job_id, lane, chat in begun]


def make_claimed(new: NewJob, job_id: int = 0, lane: Lane = Lane.PEOPLE, chat: int | None = None) -> ClaimedJob:
    """Return a new job as one that its worker has; 0: it is not stored yet."""
    return ClaimedJob(
        job_id, new.box, new.key, lane, None, new.payload, 0, False, new.now,
        new.ticket_id, new.entry_id, new.person_id, chat,
    )  # fmt: skip


def count_pending_for(session: AsyncSession, box: Box, key: str) -> int:
    """Return how many jobs of a key are remembered but not written, so that no statement counts them."""
    return sum(1 for job in get_unit(session).jobs if (job.box, job.key) == (box, key))


def count_pending(session: AsyncSession) -> int:
    """Return how many jobs are remembered now, for `drop_pending_since`."""
    return len(get_unit(session).jobs)


def drop_pending_since(session: AsyncSession, to: int) -> None:
    """Drop the jobs remembered since, with the part of the unit of work that failed."""
    del get_unit(session).jobs[to:]


def forget_pending(session: AsyncSession) -> None:
    """Drop the remembered jobs of a unit of work that is rolled back."""
    unit = get_unit(session)
    unit.jobs, unit.boxes_with_more = [], set()


_CLAIM = text(f"""
select * from jobs_claim({_PUT_ARGUMENTS}, :box, :worker, :now, :limit, :max_lane, :since,
  :part, :parts, :but, :of_key) order by id
""")  # noqa: S608


async def claim_jobs(
    session: Asking,
    box: Box,
    *,
    worker: int,
    now: datetime,
    limit: int = 1,
    max_lane: Lane = Lane.MAILINGS,
    since: datetime | None = None,
    after: Sequence[NewJob] = (),
    part: DeliveryPart = ALL,
    but: Sequence[str] = (),
    of_key: int = 1,
) -> list[ClaimedJob]:
    """Claim up to `limit` keys and return the head of each, oldest first; the caller commits before it acts on them.
    Worker 0 means "no advisory lock" and claims nothing, because its jobs could not be tied to a living process.
    `since`: only keys due after it. `after`: jobs put before, by the same statement. `part`: only keys of this part of
    the people. `but`: no keys of these shares, which have enough jobs (see `keys.get_share`, `keys.get_receiver`).
    `of_key`: how many due jobs of each key are returned; only the first is claimed."""
    if not worker and not after:
        return []
    most = limit if worker else 0
    given: dict[str, Any] = {"box": box.value, "worker": worker, "now": now, "limit": most}
    given |= {"max_lane": int(max_lane), "since": since, "part": part.number, "parts": part.of, "but": list(but)}
    given |= {"of_key": of_key, **_build_put_arguments(after)}
    found: dict[str, list[ClaimedJob]] = defaultdict(list)
    for row in await session.execute(_CLAIM, given):
        found[row.key].append(ClaimedJob.from_row(box, row))
    return [replace(head, behind=tuple(rest)) if rest else head for head, *rest in found.values()]


MOST_OF_RECEIVER = 5
"""The most keys of one person that are claimed to Telegram at once, as in `jobs_claim`."""
_BEGIN_PARTS: dict[str, tuple[str, Sequence[str]]] = {
    "free": (
        """
select box, key, lane from job_keys
where box = :box and worker is null and due_at <= :now and due_at > coalesce(cast(:since as timestamptz), '-infinity')
  and (cast(:parts as int) = 1 or retried or job_key_part(key, :parts) = :part)
order by lane, due_at limit :limit for update skip locked
""",
        ("box", "key", "lane"),
    ),
    "heads": (
        """
select f.box, f.key, f.lane, h.id, h.repeated from (
  select *, row_number() over (partition by job_key_share(box, key) order by lane) as place from free) f
cross join lateral (
  select j.id, j.started_at is not null as repeated from jobs j
  where j.box = f.box and j.key = f.key and j.state = 'waiting' and (j.slot is null or not exists (
    select from jobs n
    where n.box = j.box and n.key = j.key and n.slot = j.slot and n.state = 'waiting' and n.id > j.id))
  order by j.id limit 1) h
where f.place <= :of_receiver
""",
        ("box", "key", "lane", "id", "repeated"),
    ),
    "superseded": (
        """
update jobs j set state = 'done', settled_at = :now, error = 'superseded' from heads h
where j.box = h.box and j.key = h.key and j.state = 'waiting' and j.id < h.id returning j.id
""",
        ("id",),
    ),
    "begun": (
        """
update jobs j set started_at =
  case when h.lane < :later then :now else started_at end,
  unknown = least(unknown::int + (h.lane < :later and h.repeated)::int, 32767)::smallint
from heads h where j.id = h.id and j.state collate "C" = 'waiting'
returning j.id, j.key, h.lane, j.slot, j.payload, j.attempts, h.repeated, j.created_at, j.ticket_id, j.entry_id,
  j.person_id
""",
        (
            *("id", "key", "lane", "slot", "payload", "attempts", "repeated", "created_at", "ticket_id", "entry_id"),
            "person_id",
        ),
    ),
    "taken": (
        "update job_keys k set worker = :worker, retried = false from begun b where k.box = :box and k.key = b.key "
        "returning k.key",
        ("key",),
    ),
    "told": (
        """
select pg_notify('pulldesk_jobs', cast(:box as text) || '/' || other.part) as done from (
  select distinct job_key_part(k.key, :parts) as part from (
    select key from job_keys
    where cast(:parts as int) > 1 and box = :box and worker is null and due_at <= :now
      and due_at > coalesce(cast(:since as timestamptz), '-infinity')
    order by lane, due_at limit 50) k) other
where other.part <> :part
""",
        ("done",),
    ),
}
"""The parts of `build_begin_ctes`: as `jobs_claim` does, free keys are locked, and the first job of each begins; the
processes with other parts of the people are told of theirs. All of them see what was committed before the statement; a
job that was settled since does not begin, as its row is looked at again."""


def build_begin_ctes() -> dict[str, CTE]:
    """Return parts of another statement that claim keys and begin their first jobs at once, which `begun` yields; jobs
    of the lane `later` and after it are claimed and not begun, of one receiver `of_receiver` at most. The statement has
    to read `told`. Parameters: also `box`, `worker`, `now`, `since`, `limit`, `part`, `parts`."""
    types = {one.name: one.type for one in Job.__table__.columns} | {"repeated": Boolean(), "done": Boolean()}
    return {
        part: text(sql).columns(*(column(name, types[name]) for name in names)).cte(part)
        for part, (sql, names) in _BEGIN_PARTS.items()
    }


_PUT_OFF = text("""
update jobs j set started_at = case when o.repeated then j.started_at end, unknown = j.unknown - o.repeated::int
from unnest(cast(:ids as bigint[]), cast(:repeated as boolean[])) as o(id, repeated)
where j.id = o.id and j.state collate "C" = 'waiting'
""")


async def put_off(session: Asking, jobs: Sequence[ClaimedJob]) -> None:
    """Take back the start of jobs for which nothing was sent yet. They stay claimed."""
    if jobs:
        given = {"ids": [job.id for job in jobs], "repeated": [job.repeated for job in jobs]}
        await session.execute(_PUT_OFF, given)


_FREE_UNKNOWN = text("""
with taken as materialized (
  select box, key from job_keys where box = :box and worker = :worker and key <> all(cast(:keys as text[]))
  order by box, key for update)
update job_keys k set worker = null from taken t where k.box = t.box and k.key = t.key
""")


async def free_unknown_keys(session: Asking, box: Box, *, worker: int, but: Sequence[str]) -> None:
    """Free the keys of a claim whose answer was lost: all of the worker's except `but`, which it knows of."""
    await session.execute(_FREE_UNKNOWN, {"box": box.value, "worker": worker, "keys": list(but)})


_PUT_OFF_RECEIVER = text("""
with resting as materialized (
  select box, key from job_keys
  where box = :box and job_key_share(box, key) = any(cast(:receivers as text[]))
    and (worker is null or worker = :worker) and key <> all(cast(:keys as text[]))
  order by box, key for update)
update job_keys k set worker = null, due_at = greatest(k.due_at, :until) from resting r
where k.box = r.box and k.key = r.key
""")


async def put_off_receivers(
    session: Asking, receivers: Sequence[str], *, worker: int, until: datetime, but: Sequence[str]
) -> None:
    """Free all keys to Telegram of these persons, due at `until` at the earliest, except those in `but`, whose jobs
    run."""
    given = {"box": Box.TO_TELEGRAM.value, "receivers": list(receivers), "worker": worker}
    await session.execute(_PUT_OFF_RECEIVER, {**given, "until": until, "keys": list(but)})


_URGENT = text("select key from job_keys where box = :box and worker = :worker and lane = :lane")


async def find_urgent_keys(session: Asking, box: Box, *, worker: int) -> frozenset[str]:
    """Return the worker's claimed keys in which a message between people waits by now."""
    rows = await session.execute(_URGENT, {"box": box.value, "worker": worker, "lane": int(Lane.ANSWERS)})
    return frozenset(row.key for row in rows)


_START_SQL = """
update jobs j set started_at = :now,
  unknown = least(unknown::int + (started_at is not null)::int, 32767)::smallint
where id = any(cast(:ids as bigint[])) and state collate "C" = 'waiting'
  and exists (select 1 from job_keys k where k.box = j.box and k.key = j.key and k.worker = :worker)
  and not exists (
    select 1 from jobs e where e.box = j.box and e.key = j.key and e.state = 'waiting' and e.id < j.id)
returning id
"""
_START = text(_START_SQL)


async def start_jobs(session: Asking, jobs: Sequence[ClaimedJob], *, worker: int, now: datetime) -> frozenset[int]:
    """Record that these jobs' effects outside begin now; found unsettled later, they count as repeated. Return the ids
    of those that may begin. Hand the others back: settled since, no longer the worker's, or an earlier job of their key
    was freed."""
    rows = await session.execute(_START, {"now": now, "worker": worker, "ids": [job.id for job in jobs]})
    return frozenset(row.id for row in rows)


def build_start_cte() -> CTE:
    """Return `start_jobs` as a part of another statement with parameters `ids`, `worker` and `now`; it yields the ids
    of those that begin."""
    return text(_START_SQL).columns(column("id", BigInteger)).cte("started")


_STILL_OURS = text("""
select 1 from jobs j join job_keys k on k.box = j.box and k.key = j.key
where j.id = :id and j.state collate "C" = 'waiting' and (k.worker is null or k.worker = :worker)
""")


async def is_still_ours(session: Asking, job: ClaimedJob, *, worker: int) -> bool:
    """Return True if a job that was begun waits still and no other worker has its key, which may have been freed."""
    return (await session.execute(_STILL_OURS, {"id": job.id, "worker": worker})).first() is not None


_HAND_BACK = text("""
with held as (
  select k.box, k.key from job_keys k join jobs j on j.box = k.box and j.key = k.key
  where j.id = any(cast(:ids as bigint[])) and j.state collate "C" = 'waiting' and k.worker = :worker
  order by k.box, k.key for update of k)
update job_keys k set worker = null, due_at = coalesce((
  select e.due_at from jobs e where e.box = k.box and e.key = k.key and e.state = 'waiting' order by e.id limit 1),
  k.due_at)
from held h where k.box = h.box and k.key = h.key
""")


async def hand_back(session: Asking, jobs: Sequence[ClaimedJob], *, worker: int) -> None:
    """Free the keys of claimed jobs that were not begun, as far as the worker still has them."""
    if jobs:
        await session.execute(_HAND_BACK, {"worker": worker, "ids": [job.id for job in jobs]})


_PROGRESS = text("update jobs set payload = :payload where id = :id")


async def save_progress(session: AsyncSession, job: ClaimedJob, payload: dict[str, Any]) -> None:
    """Store how far a job of several sends has come, so that a repeat goes on from there."""
    await session.execute(_PROGRESS, {"payload": encode_payload(payload), "id": job.id})


_SETTLE_CALL = """
jobs_settle(:box, :ids, :keys, :states, :failed, :errors, :due, :keep, :settled, :held_boxes, :held_keys)
"""
_SETTLE: Statement = select(text(_PUT_CALL), column("settled"), column("emptied")).select_from(text(_SETTLE_CALL))
_STATES = {Done: JobState.DONE, Retry: JobState.WAITING, Park: JobState.PARKED, Bury: JobState.BURIED}


class SettledBeforeError(Exception):
    """The job was settled before, by another worker or by a commit whose answer was lost: what was done for it in this
    transaction is to be rolled back."""


async def settle_job(
    session: AsyncSession, job: ClaimedJob, verdict: Verdict, *, now: datetime, updates: Sequence[PendingUpdate] = ()
) -> None:
    """Record a job's outcome and free its key, in the caller's transaction (the same as the job's effects). Raises
    SettledBeforeError."""
    if await settle_jobs(session, [(job, verdict)], now=now, updates=updates) != 1:
        raise SettledBeforeError


async def settle_jobs(
    session: AsyncSession,
    outcomes: Sequence[tuple[ClaimedJob, Verdict]],
    *,
    now: datetime,
    updates: Sequence[PendingUpdate] = (),
) -> int:
    """Settle jobs of one box, those of a key in order; return how many were still to be settled. Jobs put in this
    unit of work are written with it, so that the keys of both are locked in the one common order. `updates`: of rows
    that are locked already, written by the same statement."""
    if not outcomes:
        return 0
    unit = get_unit(session)
    row = await _execute_last(session, _SETTLE, build_settle_arguments(outcomes, session, now=now), updates)
    if row.emptied < min(row.settled, len({job.key for job, _ in outcomes})):
        unit.boxes_with_more.add(outcomes[0][0].box)
    return int(row.settled)


async def _execute_last(
    session: AsyncSession, statement: Statement, given: dict[str, Any], updates: Sequence[PendingUpdate]
) -> Any:
    """Return the row of a statement that also stores the jobs put in this unit of work, and writes the updates."""
    unit = get_unit(session)
    puts = [] if session.in_nested_transaction() else unit.jobs  # a savepoint's rollback must not drop them
    given = given | _build_put_arguments(puts) | build_begin_arguments(unit.hand_over)
    statement, more_given = await add_parts(session, statement, updates)
    (row,) = await compile_once(statement).fetch(session, given | more_given)
    unit.boxes_with_more |= _note_begun(session, puts, row[0], given["put_worker"])
    puts.clear()
    return row


_STORED = (
    text("""
insert into jobs (box, key, lane, dedup, payload, state, due_at, created_at, settled_at)
select cast(:new_box as text), cast(:new_key as text), cast(:new_lane as smallint), cast(:new_dedup as text),
  cast('{}' as bytea), 'done', cast(:new_at as timestamptz), cast(:new_at as timestamptz),
  cast(:now as timestamptz)
where not exists (select from job_keys where box = :new_box and key = :new_key)
on conflict (box, dedup) where dedup is not null do nothing returning id
""")
    .columns(column("id", BigInteger))
    .cte("stored")
)
_STORE_DONE: Statement = select(text(_PUT_CALL), select(func.count(_STORED.c.id)).scalar_subquery().label("found"))


async def store_done(
    session: AsyncSession, new: NewJob, *, now: datetime, updates: Sequence[PendingUpdate] = ()
) -> None:
    """Store a job whose effects are in this transaction, as settled and without its payload; jobs and `updates` as
    `settle_jobs` does. Raises SettledBeforeError if it is stored already, or if jobs of its key wait, which come before
    it."""
    given = {
        "new_box": new.box.value, "new_key": new.key, "new_lane": int(new.lane), "new_dedup": new.dedup,
        "new_at": new.now, "now": now,
    }  # fmt: skip
    if not (await _execute_last(session, _STORE_DONE, given, updates)).found:
        raise SettledBeforeError


def build_settle_arguments(
    outcomes: Sequence[tuple[ClaimedJob, Verdict]], session: AsyncSession | None = None, *, now: datetime
) -> dict[str, Any]:
    """Return what `jobs_settle` takes, by name; the keys to lock are also those of the session's remembered jobs."""
    waiting = get_unit(session).jobs if session is not None else []
    held = sorted({(job.box.value, job.key) for job, _ in outcomes} | {(job.box.value, job.key) for job in waiting})
    return {
        "box": outcomes[0][0].box.value,
        "keys": [job.key for job, _ in outcomes],
        "ids": [job.id for job, _ in outcomes],
        "states": [_STATES[type(verdict)].value for _, verdict in outcomes],
        "failed": [int(_is_failure(verdict)) for _, verdict in outcomes],
        "errors": [_get_reason(verdict) for _, verdict in outcomes],
        "due": [verdict.at if isinstance(verdict, Retry) else None for _, verdict in outcomes],
        "keep": [isinstance(verdict, Retry) and verdict.unknown for _, verdict in outcomes],
        "settled": [None if isinstance(verdict, Retry | Park) else now for _, verdict in outcomes],
        "held_boxes": [name for name, _ in held],
        "held_keys": [key for _, key in held],
    }


async def put_behind(session: AsyncSession, jobs: Sequence[ClaimedJob], *, lane: Lane, now: datetime) -> None:
    """Move claimed jobs of one box, not begun, to the end of their keys; the keys are free again. Raises
    SettledBeforeError."""
    for job in jobs:
        again = NewJob(
            job.box, job.key, job.payload, now, lane=lane, slot=job.slot,
            ticket_id=job.ticket_id, entry_id=job.entry_id, person_id=job.person_id,
        )  # fmt: skip
        put_job(session, again)
    if await settle_jobs(session, [(job, Done("put behind")) for job in jobs], now=now) != len(jobs):
        raise SettledBeforeError


def _is_failure(verdict: Verdict) -> bool:
    return isinstance(verdict, Bury | Park) or (isinstance(verdict, Retry) and verdict.counts)


def _get_reason(verdict: Verdict) -> str | None:
    return verdict.why if isinstance(verdict, Done) else verdict.error[:500]
