"""What the desk owes the board: jobs for the mirror, never a call. Knows no Todoist."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import Box, Job, JobState, UnknownWordError
from db.queue import keys, upkeep
from desk.context import Context
from desk.settings import DeskSettings

_TOUCH = text("""
with live as (select id, project_id, dirty from board_cards where ticket_id = :ticket and gone is null),
  touched as (update board_cards set dirty = true where id in (select id from live where not dirty) and not dirty)
select exists (select 1 from live join desk on desk.id = 1 and desk.project_id = live.project_id)
""")


class Do(StrEnum):
    """What a job for the board asks for."""

    CARD = "card"
    COMMENT = "comment"
    COMMENT_EDIT = "comment_edit"
    COMMENT_DELETE = "comment_delete"
    BRAKE = "brake"
    EVICT = "evict"
    READ = "read"
    READ_ALL = "read_all"


def known(do: str) -> Do:
    """What a stored job asks for; raises UnknownWordError for what only a newer version knows."""
    try:
        return Do(do)
    except ValueError:
        raise UnknownWordError(do) from None


async def request_compare(ctx: Context, ticket_id: int) -> None:
    """The ticket's card has to be compared with the board again; where the board has none yet, one may be due."""
    if not ctx.rules.board.enabled:
        return
    await ctx.session.flush()
    if (await ctx.session.execute(_TOUCH, {"ticket": ticket_id})).scalar_one():
        return
    body = queue.body({"do": Do.CARD.value, "ticket": ticket_id})
    key = keys.of_card(ticket_id)
    queue.put(ctx.session, queue.Put(Box.TO_TODOIST, key, body, ctx.now, slot=Do.CARD.value, ticket_id=ticket_id))


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
    """An entry has to appear, change or vanish among the comments of its ticket's task."""
    if not rules.board.enabled:
        return
    job = queue.Put(
        Box.TO_TODOIST,
        keys.of_card(ticket_id),
        queue.body({"do": do.value, "entry": entry_id, "ticket": ticket_id}),
        now,
        due_at=due_at,
        ticket_id=ticket_id,
        entry_id=entry_id,
    )
    queue.put(session, job)


def answer(session: AsyncSession, brake_id: int, *, now: datetime) -> None:
    """An admin's word about what the brake holds has to take effect."""
    body = queue.body({"do": Do.BRAKE.value, "brake": brake_id})
    queue.put(session, queue.Put(Box.TO_TODOIST, f"brake:{brake_id}", body, now))


def evict(session: AsyncSession, todoist_id: str, *, now: datetime) -> None:
    """Somebody has to leave the project."""
    body = queue.body({"do": Do.EVICT.value, "todoist_id": todoist_id})
    queue.put(session, queue.Put(Box.TO_TODOIST, f"evict:{todoist_id}", body, now))


def unread(session: AsyncSession, ticket_id: int, note: dict[str, Any], *, now: datetime) -> None:
    """A comment could not be taken in: it is tried again by itself, and holds up nothing meanwhile."""
    body, key = queue.body({"do": Do.READ.value, "note": note}), keys.of_comment(note["id"])
    queue.put(session, queue.Put(Box.TO_TODOIST, key, body, now, slot=Do.READ.value, ticket_id=ticket_id))


async def forget_unread(session: AsyncSession, comment_id: str, *, now: datetime) -> None:
    """A comment that could not be taken in was taken back; nothing waits in its key any more."""
    await upkeep.drop_key(session, Box.TO_TODOIST, keys.of_comment(comment_id), why="taken back", now=now)


def given_up(session: AsyncSession, key: str, why: str, *, now: datetime, ticket_id: int | None = None) -> None:
    """What the board says of something could not be taken in and was given up, visibly; tried again, the board is read
    as a whole."""
    _bury(session, key, {"do": Do.READ_ALL.value}, why, now=now, ticket_id=ticket_id)


def not_compared(session: AsyncSession, ticket_id: int, why: str, *, now: datetime) -> None:
    """What the desk says of a ticket could not be compared with the board and was given up, visibly; tried again, it is
    compared."""
    body = {"do": Do.CARD.value, "ticket": ticket_id}
    _bury(session, keys.of_card(ticket_id), body, why, now=now, ticket_id=ticket_id)


def not_made(session: AsyncSession, ticket_id: int, why: str, *, now: datetime) -> None:
    """The task of a ticket could not be made and was given up, visibly; tried again, it is made."""
    body = {"do": Do.CARD.value, "ticket": ticket_id}
    _bury(session, f"{keys.NOT_MADE}{ticket_id}", body, why, now=now, ticket_id=ticket_id)


def _bury(
    session: AsyncSession, key: str, body: dict[str, Any], why: str, *, now: datetime, ticket_id: int | None
) -> None:
    session.add(
        Job(
            box=Box.TO_TODOIST.value,
            key=key,
            payload=queue.body(body),
            state=JobState.BURIED,
            due_at=now,
            created_at=now,
            settled_at=now,
            error=why,
            ticket_id=ticket_id,
        )
    )
