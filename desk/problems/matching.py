"""Whether a request is about a known problem, by its topic, its words and what it is like; its requester is told under
the receipt, and it goes its way. Knows no door.

It is a timer of the filed ticket, put only while some problem is open; what the problems say comes with the settings.
"""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Entry, EntryKind, ProblemFollower, Ticket
from desk import Desk, Locked, OpenProblem
from desk.duplicates.places import elsewhere, without_places
from desk.policy import WORKING, DueTimer
from desk.search.similarity import measure_share, measure_similarity
from desk.search.stemming import stem_texts

_READ = 1000  # characters of a request that are held against a problem
_ALIKE, _SHARE = 0.5, 0.5
"""How alike a text of the problem is to a request that is about it, or how much of what the request says it holds."""


async def look(desk: Desk, ticket: Locked, _rung: DueTimer) -> None:
    """Of the problems that are open, the first that it is about."""
    problems = desk.rules.knowledge.problems
    if not problems or ticket.known_problem_id is not None or ticket.status not in WORKING:
        return
    if ticket.merged_into_id is not None:
        return
    topic = ticket.category_id if not ticket.category_guessed else None
    wrong = await _wrong_for(desk.session, ticket)
    problems = tuple(one for one in problems if one.id not in wrong)
    found = next((one for one in problems if topic in one.topics), None)
    if found is None and any(one.texts for one in problems):
        said = await said_of(desk.session, ticket)
        (stems,) = await stem_texts(desk.session, [said])
        found = next((one for one in problems if is_about(one, said, stems)), None)
    if found is not None:
        await tell(desk, [ticket], found.id)


async def _wrong_for(session: AsyncSession, ticket: Ticket) -> set[int]:
    """The problems of which its requester has said that they are not its."""
    theirs = (ProblemFollower.person_id == ticket.requester_id, ProblemFollower.wrong_ids.contains([ticket.id]))
    return set(await session.scalars(select(ProblemFollower.problem_id).where(*theirs)))


def is_about(problem: OpenProblem, said: str, stems: Collection[str]) -> bool:
    """Whether words are like those of the problem: and of the same place, where all of these are of one."""
    anywhere = _of_several_places([words for _, words in problem.texts])
    what = without_places(stems)
    return any(
        (measure_similarity(what, without_places(held), {}) >= _ALIKE or measure_share(what, held) >= _SHARE)
        and (anywhere or not elsewhere(said, words))
        for held, words in problem.texts
    )


def _of_several_places(texts: Sequence[str]) -> bool:
    return any(elsewhere(one, other) for one in texts for other in texts)


async def tell(desk: Desk, tickets: Iterable[Locked], problem_id: int) -> None:
    """These are about it: their requesters read what is known under their receipts, agents that they are."""
    for ticket in tickets:
        ticket.known_problem_id = problem_id
        told = insert(ProblemFollower).values(
            problem_id=problem_id, person_id=ticket.requester_id, ticket_id=ticket.id, told_at=desk.now
        )
        await desk.session.execute(told.on_conflict_do_nothing())
        await desk.publish(ticket)


async def said_of(session: AsyncSession, ticket: Ticket) -> str:
    """What its requester wrote, from the first word on."""
    said = (Entry.ticket_id == ticket.id, Entry.kind == EntryKind.COMMENT, Entry.withdrawn_at.is_(None))
    return "\n".join(await session.scalars(select(Entry.body).where(*said).order_by(Entry.id)))[:_READ]
