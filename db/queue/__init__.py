"""The queue: inbox and outbox on one mechanism. `jobs` defines its values, `store` puts, claims and settles jobs,
`maintenance` frees, retries and counts them."""

from db.queue.jobs import Bury, ClaimedJob, DeliveryPart, Done, NewJob, Park, Retry, Verdict, encode_payload
from db.queue.maintenance import (
    count_depths,
    count_repeats,
    drop_parked,
    free_dead,
    has_waiting,
    read_oldest_transaction,
    retry_buried,
    unpark_jobs,
)
from db.queue.store import (
    DELIVERY_CLASS,
    LOCK_CLASS,
    Asking,
    build_settle_arguments,
    build_start_cte,
    claim_jobs,
    count_pending,
    count_pending_for,
    drop_pending_since,
    find_urgent_keys,
    flush_jobs,
    forget_pending,
    free_unknown_keys,
    hand_back,
    put_behind,
    put_job,
    save_progress,
    settle_job,
    settle_jobs,
    start_jobs,
)
