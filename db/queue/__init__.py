"""The queue: inbox and outbox on one mechanism. `jobs` holds its values, `store` puts, claims and settles, `upkeep`
frees, retries and counts."""

from db.queue.jobs import Bury, ClaimedJob, Done, Park, Put, Retry, Verdict, body
from db.queue.store import (
    LOCK_CLASS,
    Asking,
    claim,
    flush,
    forget,
    hand_back,
    let_go,
    progress,
    put,
    put_alone,
    put_behind,
    remembered,
    remembered_for,
    rewind,
    settle,
    settle_all,
    start,
    started,
    urgent,
)
from db.queue.upkeep import depths, drop_parked, free_dead, repeats, retry_buried, unpark, waits
