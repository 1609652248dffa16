"""What is done when a ticket's timer rings: a row for each kind. Who wants one puts it (`desk/policy/timers.py`).

A timer is taken away in the unit of work that does what it was put for, under its ticket's lock: it has one effect,
however often it is tried. What it was put for may be no longer so; its function looks again.
"""

from collections.abc import Awaitable, Callable

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Timer
from desk import Desk, Locked
from desk.board import deleted_tasks
from desk.canned import similar
from desk.feedback import survey_reminder
from desk.notifications import to_staff, waves
from desk.offers import offering
from desk.policy import Rung
from desk.policy import timers as kinds
from desk.problems import matching
from desk.questions import low_marks, order
from desk.schedule import promised


async def _wave(desk: Desk, ticket: Locked, rung: Rung) -> None:
    await to_staff.next_wave(desk, ticket, rung.attempts)


async def _gone(desk: Desk, ticket: Locked, _rung: Rung) -> None:
    await deleted_tasks.unanswered(desk, ticket)


async def _offer(desk: Desk, ticket: Locked, rung: Rung) -> None:
    await offering.offer(desk, ticket, rung)
    await order.ask_next(desk, ticket)


KINDS: dict[str, Callable[[Desk, Locked, Rung], Awaitable[None]]] = {
    waves.WAVE: _wave,
    deleted_tasks.UNANSWERED: _gone,
    kinds.CRITICAL: promised.critical,
    kinds.PENDING_HALF: promised.half_of_pending,
    kinds.PROMISE: promised.told,
    kinds.STILL: promised.long_silence,
    kinds.SURVEY: survey_reminder.remind,
    kinds.LOW_MARK: low_marks.rung,
    kinds.ALIKE: similar.look,
    kinds.OFFER: _offer,
    kinds.PROBLEM: matching.look,
    kinds.TARGETS: promised.adopted,
}
"""By the kind that is stored. One that this version does not know waits for a process that does."""

OURS = Timer.kind.in_(tuple(KINDS))


async def ring(desk: Desk, ticket_id: int, kind: str) -> None:
    """Do what a timer was put for, if it still is there and due."""
    ticket = await desk.locked_id(ticket_id)
    due = (Timer.ticket_id == ticket_id, Timer.kind == kind, Timer.due_at <= desk.now)
    taken = (
        await desk.session.execute(delete(Timer).where(*due).returning(Timer.due_at, Timer.attempts))
    ).one_or_none()
    if taken is not None:
        await KINDS[kind](desk, ticket, Rung(taken.due_at, taken.attempts))


async def drop(session: AsyncSession, ticket_id: int, kind: str) -> None:
    """It rings no more: the desk refuses what it was put for."""
    await session.execute(delete(Timer).where(Timer.ticket_id == ticket_id, Timer.kind == kind))
