"""Mails that could not be taken: failed jobs named by sender and subject, tried again or opened as requests anyway.

A mail that the server does not give is a failed job from its first line on; the mail itself stays in the mailbox. Knows
no mailbox: who reads it puts the lines, and ends them once the mail is there.
"""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.encryption import open_text
from db.models import Box, Job, JobState
from db.unit_of_work import NewJob
from desk import Desk, Outdated, history
from desk.policy.permissions import Grant

_ABOUT_BYTES = 4000
_BEFORE_ABOUT = b'"about":'
ABOUT = func.substring(Job.payload, 1, _ABOUT_BYTES)
"""The beginning of a payload, which may have many megabytes."""
_END = text("""
update jobs set state = 'done', settled_at = :now, payload = '{}'
where box = 'from_mail' and dedup = :dedup and state = 'buried'
""")


def read_about(begin: bytes) -> str | None:
    """Return sender and subject from the beginning of a mail's payload, None if it has none."""
    _, found, rest = begin.partition(_BEFORE_ABOUT)
    if not found:
        return None
    try:
        said, _ = json.JSONDecoder().raw_decode(rest.decode("ascii", "replace"))
    except ValueError:
        return None
    return open_text(said) if isinstance(said, str) else None


async def add_failure(
    session: AsyncSession, name: str, key: str, payload: dict[str, Any], why: str, *, now: datetime
) -> None:
    """Put a mail that the server does not give on the list, once. `name`: its number in the mailbox."""
    row = insert(Job).values(
        box=Box.FROM_MAIL.value, key=key, payload=queue.encode_payload(payload), state=JobState.BURIED, due_at=now,
        created_at=now, settled_at=now, error=why, dedup=_dedup(name),
    )  # fmt: skip
    await session.execute(row.on_conflict_do_nothing())


async def end_failure(session: AsyncSession, name: str, *, now: datetime) -> None:
    """Take a mail off the list that was given after all."""
    await session.execute(_END, {"dedup": _dedup(name), "now": now})


def _dedup(name: str) -> str:
    return f"not given {name}"


async def open_anyway(desk: Desk, job_id: int) -> None:
    """Let a failed mail become a request without being read (`mailopen:<job id>`). Raises NotAllowed, Outdated."""
    await desk.require_grant(Grant.OPERATIONS)
    found = await desk.session.execute(
        select(Job.key).where(Job.id == job_id, Job.box == Box.FROM_MAIL.value, Job.state == JobState.BURIED)
    )
    if (row := found.one_or_none()) is None:
        raise Outdated
    payload = {"do": "anyway", "job": job_id}
    queue.put_job(desk.session, NewJob(Box.FROM_MAIL, row.key, queue.encode_payload(payload), desk.now))
    history.record_action(desk, "mail-opened-anyway", f"job:{job_id}")
