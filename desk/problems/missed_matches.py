"""A second check of requests filed at the very moment a known problem is published: neither side sees the other then,
so those requests are checked once more. Knows no channel."""

from datetime import timedelta

from sqlalchemy import literal, or_, select
from sqlalchemy.dialects.postgresql import insert

from db.models import KnownProblem, Ticket, Timer
from desk import Desk
from desk.policy import WORKING, timers

LATER = timedelta(seconds=30)
"""After this, every unit of work that began without the problem has ended."""
_BEFORE = timedelta(minutes=1)


async def check_missed(desk: Desk, problem_id: int) -> None:
    """Check what was filed, or got another topic, shortly before the publication, like a new request; nothing if the
    problem has ended."""
    one = select(KnownProblem).where(KnownProblem.id == problem_id).with_for_update(key_share=True)
    problem = await desk.session.scalar(one.execution_options(populate_existing=True))
    if problem is None or problem.look_again_at is None or problem.look_again_at > desk.now:
        return
    problem.look_again_at = None
    if problem.ended_at is not None or problem.opened_at is None:
        return
    since = problem.opened_at - _BEFORE
    missed = select(Ticket.id, literal(timers.PROBLEM), literal(desk.now), literal(0)).where(
        or_(Ticket.filed_at >= since, Ticket.labels_at >= since),
        Ticket.filed_at.is_not(None),
        Ticket.status.in_(WORKING),
        Ticket.known_problem_id.is_(None),
        Ticket.merged_into_id.is_(None),
    )
    put = insert(Timer).from_select(["ticket_id", "kind", "due_at", "attempts"], missed)
    await desk.session.execute(put.on_conflict_do_nothing())
