"""Jobs that ask the operator's system for account data, which the bot runs. Knows no HTTP."""

from db import queue
from db.models import Box
from db.queue import keys
from db.unit_of_work import NewJob
from desk.context import Context

LOOK_UP, LOOK_UP_AGAIN = "look_up", "look_up_again"


def queue_lookup(ctx: Context, person_id: int, *, again: bool = False) -> None:
    """Ask for a person's account data unless it is recent; `again`: even then. Without ACCOUNT_URL it does nothing."""
    if ctx.rules.accounts.url is None:
        return
    do = LOOK_UP_AGAIN if again else LOOK_UP
    body = queue.encode_payload({"do": do})
    job = NewJob(
        Box.TO_ACCOUNTS,
        keys.make_account_key(person_id),
        body,
        ctx.now,
        slot=do,
        person_id=person_id,
    )
    queue.put_job(ctx.session, job)
