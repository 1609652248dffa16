"""Matching of requests with known problems."""

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta

from sqlalchemy import literal, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Entry,
    EntryKind,
    KnownProblem,
    ProblemFollower,
    Ticket,
    Timer,
)
from desk import Desk, Locked, OpenProblem
from desk.policy import DueTimer, timer_kinds
from desk.search.similarity import measure_share, measure_similarity
from desk.search.stemming import stem_texts
from desk.ticket_similarity import drop_places, is_elsewhere

_READ = 1000  # characters of a request that are compared
_ALIKE, _SHARE = 0.5, 0.5
"""The least similarity of a request to a text of the problem, or the least share of the request that the text has."""


async def match_ticket(desk: Desk, ticket: Locked, _rung: DueTimer) -> None:
    """Find the first open problem that the request is about."""
    problems = desk.rules.knowledge.problems
    if not problems or ticket.known_problem_id is not None or not ticket.is_working:
        return
    if ticket.merged_into_id is not None:
        return
    topic = ticket.category_id if not ticket.category_guessed else None
    theirs = (ProblemFollower.person_id == ticket.requester_id, ProblemFollower.wrong_ids.contains([ticket.id]))
    wrong = set(await desk.session.scalars(select(ProblemFollower.problem_id).where(*theirs)))
    problems = tuple(one for one in problems if one.id not in wrong)
    found = next((one for one in problems if topic in one.topics), None)
    if found is None and any(one.texts for one in problems):
        said = await read_request(desk.session, ticket)
        (stems,) = await stem_texts(desk.session, [said])
        found = next((one for one in problems if is_about(one, said, stems)), None)
    if found is not None:
        await mark_affected(desk, [ticket], found.id)


def is_about(problem: OpenProblem, said: str, stems: Collection[str]) -> bool:
    """Return True if a text is similar to one of the problem, and about the same place if all of these are."""
    anywhere = _of_several_places([words for _, words in problem.texts])
    what = drop_places(stems)
    return any(
        (measure_similarity(what, drop_places(held), {}) >= _ALIKE or measure_share(what, held) >= _SHARE)
        and (anywhere or not is_elsewhere(said, words))
        for held, words in problem.texts
    )


def _of_several_places(texts: Sequence[str]) -> bool:
    return any(is_elsewhere(one, other) for one in texts for other in texts)


async def mark_affected(desk: Desk, tickets: Iterable[Locked], problem_id: int) -> None:
    """Mark these tickets as affected: requesters read the problem under their receipts, agents on their cards."""
    for ticket in tickets:
        ticket.known_problem_id = problem_id
        told = insert(ProblemFollower).values(
            problem_id=problem_id, person_id=ticket.requester_id, ticket_id=ticket.id, told_at=desk.now
        )
        await desk.session.execute(told.on_conflict_do_nothing())
        await desk.publish(ticket)


async def read_request(session: AsyncSession, ticket: Ticket) -> str:
    """Return what the requester wrote, from the beginning."""
    said = (Entry.ticket_id == ticket.id, Entry.kind == EntryKind.COMMENT, Entry.withdrawn_at.is_(None))
    return "\n".join(await session.scalars(select(Entry.body).where(*said).order_by(Entry.id)))[:_READ]


_BEFORE = timedelta(minutes=1)


async def check_missed(desk: Desk, problem_id: int) -> None:
    """Check what was filed, or got another topic, shortly before the publication, like a new request; nothing if the
    problem has ended."""
    lock = {"key_share": True}
    problem = await desk.session.get(KnownProblem, problem_id, with_for_update=lock, populate_existing=True)
    if problem is None or problem.look_again_at is None or problem.look_again_at > desk.now:
        return
    problem.look_again_at = None
    if problem.ended_at is not None or problem.opened_at is None:
        return
    since = problem.opened_at - _BEFORE
    missed = select(Ticket.id, literal(timer_kinds.PROBLEM), literal(desk.now), literal(0)).where(
        or_(Ticket.filed_at >= since, Ticket.labels_at >= since),
        Ticket.filed_at.is_not(None),
        Ticket.is_working,
        Ticket.known_problem_id.is_(None),
        Ticket.merged_into_id.is_(None),
    )
    put = insert(Timer).from_select(["ticket_id", "kind", "due_at", "attempts"], missed)
    await desk.session.execute(put.on_conflict_do_nothing())
