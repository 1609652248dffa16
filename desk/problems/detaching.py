"""A requester says that a known problem is not theirs: admins are notified of many wrong matches."""

from typing import Any

from sqlalchemy import func, select, update

from db.models import (
    KnownProblem,
    ProblemFollower,
    Ticket,
)
from desk import Desk, Locked, Outdated, TicketResult
from desk.conversation import thread
from desk.notifications import to_admins
from desk.policy import Verb
from desk.tickets import due_broadcast

_LATEST, _MANY = 10, 3
"""Of the latest `_LATEST` who were told, how many wrong ones notify the admins."""


async def detach_problem(desk: Desk, number: int) -> TicketResult:
    """Detach the request from the problem for good; its requester is not notified of the end unless another of their
    requests is about it. Raises Outdated if it is about no problem, or one that has ended."""
    problem = await _lock_problem(desk, number)
    async with desk.change(number, Verb.NOT_PROBLEM) as ticket:
        if problem is None or ticket.known_problem_id != problem.id or problem.ended_at is not None:
            raise Outdated(number)
        desk.require_target(ticket, Verb.NOT_PROBLEM)
        ticket.known_problem_id = None
        await _mark_wrong(desk, ticket, problem)
        await thread.add_remark(desk, number, "remark-not-problem", title=problem.title)
        if ticket.broadcast_due_at is not None:
            await due_broadcast.broadcast_now(desk, ticket)
        await _notify_doubt(desk, problem)
    return await desk.make_result(ticket)


async def _lock_problem(desk: Desk, number: int) -> KnownProblem | None:
    """Return the problem of the ticket, locked before its tickets, as ending it does."""
    about = select(Ticket.known_problem_id).where(Ticket.number == number).scalar_subquery()
    one = select(KnownProblem).where(KnownProblem.id == about).with_for_update(key_share=True)
    return await desk.session.scalar(one.execution_options(populate_existing=True))


async def _mark_wrong(desk: Desk, ticket: Locked, problem: KnownProblem) -> None:
    """Record the wrong match. A solved ticket that may be reopened still counts as one of the requester's about the
    problem."""
    await desk.session.flush()
    others = select(Ticket.id).where(
        Ticket.known_problem_id == problem.id,
        Ticket.requester_id == ticket.requester_id,
        Ticket.is_open,
    )
    other = await desk.session.scalar(others.order_by(Ticket.id).limit(1))
    wrong: dict[str, Any] = {"wrong_ids": func.array_append(ProblemFollower.wrong_ids, ticket.id)}
    if other is None:
        wrong["followed_at"] = None
    else:  # they are notified because of the other one
        wrong["ticket_id"] = func.coalesce(func.nullif(ProblemFollower.ticket_id, ticket.id), other)
    mine = (ProblemFollower.problem_id == problem.id, ProblemFollower.person_id == ticket.requester_id)
    await desk.session.execute(
        update(ProblemFollower).where(*mine).values(wrong), execution_options={"synchronize_session": False}
    )


async def _notify_doubt(desk: Desk, problem: KnownProblem) -> None:
    """Notify the admins, once for each problem."""
    if problem.doubted_at is not None:
        return
    told = select(ProblemFollower.wrong_ids).where(ProblemFollower.problem_id == problem.id)
    latest = told.order_by(ProblemFollower.told_at.desc(), ProblemFollower.person_id.desc()).limit(_LATEST)
    wrong = sum(bool(ids) for ids in await desk.session.scalars(latest))
    if wrong >= _MANY:
        problem.doubted_at = desk.now
        await to_admins.notify_admins(desk, "problem-doubted", {"title": problem.title, "n": wrong})
