"""Requests that an admin adds to a known problem: their requesters are told under the receipt."""

from collections.abc import Collection

from sqlalchemy import select

from db.models import (
    Ticket,
)
from desk import Desk, NoSuchTicket, Refused
from desk.policy import Verb, verb_check
from desk.policy.permissions import Grant
from desk.problems.known_problems import OPEN, lock_problem, update_screens
from desk.problems.matching import mark_affected

MOST = 100
"""Requests that can be added together."""


async def add_requests(desk: Desk, problem_id: int, numbers: Collection[int]) -> int:
    """Add open requests to a known problem; return how many it did not have yet. Raises NotAllowed, Outdated,
    NoSuchTicket, NotPossible, Refused for one that is about another problem."""
    await desk.require_grant(Grant.MAILINGS)
    if not 0 < len(numbers) <= MOST:
        raise Refused("problem-numbers-wrong", most=MOST)
    problem = await lock_problem(desk, problem_id, OPEN)
    tickets = {one.number: one for one in await desk.lock_all(select(Ticket).where(Ticket.number.in_(numbers)))}
    for number in sorted(numbers):
        if number not in tickets:
            raise NoSuchTicket(number)
        ticket = tickets[number]
        await verb_check.require_verb(desk, ticket, Verb.JOIN)
        desk.require_target(ticket, Verb.JOIN)
        if ticket.known_problem_id not in (None, problem.id):
            raise Refused("problem-has-other", number=ticket.number)
    added = [one for one in tickets.values() if one.known_problem_id is None]
    await mark_affected(desk, added, problem.id)
    await update_screens(desk, problem)
    return len(added)
