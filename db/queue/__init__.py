"""The queue: inbox and outbox, one machine. `jobs` holds its values, `store` puts, claims and settles, `upkeep` cares
for it.
"""

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
    rewind,
    settle,
    settle_all,
    start,
    urgent,
)
from db.queue.upkeep import depths, drop_parked, free_dead, repeats, retry_buried, unpark

__all__ = [
    "LOCK_CLASS",
    "Asking",
    "Bury",
    "ClaimedJob",
    "Done",
    "Park",
    "Put",
    "Retry",
    "Verdict",
    "body",
    "claim",
    "depths",
    "drop_parked",
    "flush",
    "forget",
    "free_dead",
    "hand_back",
    "let_go",
    "progress",
    "put",
    "put_alone",
    "put_behind",
    "remembered",
    "repeats",
    "retry_buried",
    "rewind",
    "settle",
    "settle_all",
    "start",
    "unpark",
    "urgent",
]
