"""Jobs for the board, which the mirror runs. Knows no Todoist."""

import hashlib
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import Box, Job, JobState, UnknownWordError
from db.queue import keys, maintenance
from db.unit_of_work import NewJob
from desk.context import Context
from desk.settings import DeskSettings

_TOUCH = text("""
with live as (select id, project_id, dirty from board_cards where ticket_id = :ticket and gone is null),
  touched as (update board_cards set dirty = true where id in (select id from live where not dirty) and not dirty)
select exists (select 1 from live join desk on desk.id = 1 and desk.project_id = live.project_id)
""")


class Do(StrEnum):
    """Kinds of jobs for the board."""

    CARD = "card"
    COMMENT = "comment"
    COMMENT_EDIT = "comment_edit"
    COMMENT_DELETE = "comment_delete"
    BRAKE = "brake"
    EVICT = "evict"
    READ = "read"
    READ_ALL = "read_all"
    ERASE = "erase"
    ERASE_UPLOAD = "erase_upload"


def parse_job(do: str) -> Do:
    """Return what a stored job does; raises UnknownWordError for what only a newer version knows."""
    try:
        return Do(do)
    except ValueError:
        raise UnknownWordError(do) from None


async def request_compare(ctx: Context, ticket_id: int) -> None:
    """Have the ticket's card compared with the board again, or created if it has none."""
    if not ctx.rules.board.enabled:
        return
    await ctx.session.flush()
    if (await ctx.session.execute(_TOUCH, {"ticket": ticket_id})).scalar_one():
        return
    body = queue.encode_payload({"do": Do.CARD.value, "ticket": ticket_id})
    key = keys.make_card_key(ticket_id)
    queue.put_job(ctx.session, NewJob(Box.TO_TODOIST, key, body, ctx.now, slot=Do.CARD.value, ticket_id=ticket_id))


def queue_comment(
    session: AsyncSession,
    do: Do,
    *,
    ticket_id: int,
    entry_id: int,
    now: datetime,
    rules: DeskSettings,
    due_at: datetime | None = None,
) -> None:
    """Have an entry added, changed or deleted among the comments of its ticket's task."""
    if not rules.board.enabled:
        return
    job = NewJob(
        Box.TO_TODOIST,
        keys.make_card_key(ticket_id),
        queue.encode_payload({"do": do.value, "entry": entry_id, "ticket": ticket_id}),
        now,
        due_at=due_at,
        ticket_id=ticket_id,
        entry_id=entry_id,
    )
    queue.put_job(session, job)


def queue_brake_answer(session: AsyncSession, brake_id: int, *, now: datetime) -> None:
    """Apply an admin's answer to what the safety stop holds back."""
    body = queue.encode_payload({"do": Do.BRAKE.value, "brake": brake_id})
    queue.put_job(session, NewJob(Box.TO_TODOIST, f"brake:{brake_id}", body, now))


def queue_eviction(session: AsyncSession, todoist_id: str, *, now: datetime) -> None:
    """Remove a person from the project."""
    body = queue.encode_payload({"do": Do.EVICT.value, "todoist_id": todoist_id})
    queue.put_job(session, NewJob(Box.TO_TODOIST, f"evict:{todoist_id}", body, now))


def queue_task_removal(session: AsyncSession, ticket_id: int, *, now: datetime) -> None:
    """Delete every task of a ticket, with all that is under it."""
    body, key = queue.encode_payload({"do": Do.ERASE.value, "ticket": ticket_id}), keys.make_card_key(ticket_id)
    queue.put_job(session, NewJob(Box.TO_TODOIST, key, body, now, slot=Do.ERASE.value, ticket_id=ticket_id))


def queue_upload_removal(session: AsyncSession, url: str, *, ticket_id: int | None, now: datetime) -> None:
    """Delete an uploaded file from the board's storage."""
    body = queue.encode_payload({"do": Do.ERASE_UPLOAD.value, "url": url})
    key = keys.UPLOAD + hashlib.sha256(url.encode()).hexdigest()[:32]
    job = NewJob(Box.TO_TODOIST, key, body, now, slot=Do.ERASE_UPLOAD.value, ticket_id=ticket_id)
    queue.put_job(session, job)


def retry_comment(session: AsyncSession, ticket_id: int, note: dict[str, Any], *, now: datetime) -> None:
    """Retry a comment that could not be read, on its own, without holding up others."""
    body, key = queue.encode_payload({"do": Do.READ.value, "note": note}), keys.make_comment_key(note["id"])
    queue.put_job(session, NewJob(Box.TO_TODOIST, key, body, now, slot=Do.READ.value, ticket_id=ticket_id))


async def forget_unread(session: AsyncSession, comment_id: str, *, now: datetime) -> None:
    """Drop the retry of a comment that was withdrawn."""
    await maintenance.drop_key(session, Box.TO_TODOIST, keys.make_comment_key(comment_id), why="taken back", now=now)


def record_failed_read(session: AsyncSession, key: str, why: str, *, now: datetime, ticket_id: int | None) -> None:
    """Record that a change on the board could not be read, as a failed job that people see; its retry reads the whole
    board."""
    _bury(session, key, {"do": Do.READ_ALL.value}, why, now=now, ticket_id=ticket_id)


def record_failed_comparison(session: AsyncSession, ticket_id: int, why: str, *, now: datetime) -> None:
    """Record that a ticket could not be compared with the board, as a failed job; its retry compares it."""
    body = {"do": Do.CARD.value, "ticket": ticket_id}
    _bury(session, keys.make_card_key(ticket_id), body, why, now=now, ticket_id=ticket_id)


def record_failed_task(session: AsyncSession, ticket_id: int, why: str, *, now: datetime) -> None:
    """Record that a ticket's task could not be created, as a failed job; its retry creates it."""
    body = {"do": Do.CARD.value, "ticket": ticket_id}
    _bury(session, f"{keys.NOT_MADE}{ticket_id}", body, why, now=now, ticket_id=ticket_id)


def _bury(
    session: AsyncSession, key: str, body: dict[str, Any], why: str, *, now: datetime, ticket_id: int | None
) -> None:
    session.add(
        Job(
            box=Box.TO_TODOIST.value,
            key=key,
            payload=queue.encode_payload(body),
            state=JobState.BURIED,
            due_at=now,
            created_at=now,
            settled_at=now,
            error=why,
            ticket_id=ticket_id,
        )
    )
