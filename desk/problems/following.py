"""A requester wishes to be told when a known problem ends; this precedes the switch for announcements."""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    KnownProblem,
    ProblemFollower,
    Ticket,
)
from desk import Desk, Outdated
from desk.problems.known_problems import OPEN


async def follow_problem(desk: Desk, problem_id: int, *, on: bool) -> Sequence[tuple[int, int]]:
    """Follow a problem or stop following it; return ids and numbers of the actor's open requests about it. Raises
    Outdated for one that they were not told about, or that has ended: ending and following wait for each other."""
    await desk.refresh_actor()
    still = select(KnownProblem.id).where(KnownProblem.id == problem_id, KnownProblem.state == OPEN)
    if await desk.session.scalar(still.with_for_update(read=True)) is None:
        raise Outdated
    mine = (ProblemFollower.problem_id == problem_id, ProblemFollower.person_id == desk.require_actor().id)
    wish = update(ProblemFollower).where(*mine).values(followed_at=desk.now if on else None)
    if (await desk.session.scalar(wish.returning(ProblemFollower.problem_id))) is None:
        raise Outdated
    about = select(Ticket.id, Ticket.number).where(
        Ticket.known_problem_id == problem_id,
        Ticket.requester_id == desk.require_actor().id,
        Ticket.is_working,
    )
    return [(row.id, row.number) for row in await desk.session.execute(about)]


async def is_following(session: AsyncSession, problem_id: int, person_id: int) -> bool:
    """Return True if the person follows the problem."""
    row = await session.get(ProblemFollower, (problem_id, person_id), populate_existing=True)
    return row is not None and row.followed_at is not None
