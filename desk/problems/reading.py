"""Known problems as doors show them: frozen values. Changes nothing, words nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import false, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import KnownProblem, Person, ProblemFollower, Ticket
from desk.problems.ending import reach
from desk.problems.problems import DRAFT, OPEN
from desk.text import RichText

_MOST = 6


@dataclass(frozen=True, slots=True)
class ProblemInfo:
    """`words`, `end_words`: what requesters read; empty: the desk's sentence. `told`: so many were, `earlier` of them
    before the words were corrected; `following`: so many want to hear when it is over, `reach`: and can be written to.
    `by`: who proposed it; `wrong`: for so many it was something else."""

    id: int
    title: str
    state: str
    words: RichText
    end_words: RichText
    by: str
    told: int
    earlier: int
    following: int
    reach: int
    wrong: int


async def problem(session: AsyncSession, problem_id: int) -> ProblemInfo | None:
    """One of them; None: there is none."""
    row = await session.get(KnownProblem, problem_id, populate_existing=True)
    return None if row is None else await _info(session, row)


async def live(session: AsyncSession) -> Sequence[ProblemInfo]:
    """Those that are open or wait for an admin, the newest."""
    these = select(KnownProblem).where(KnownProblem.state.in_((DRAFT, OPEN))).order_by(KnownProblem.id.desc())
    return [await _info(session, row) for row in await session.scalars(these.limit(_MOST))]


async def followed_with(session: AsyncSession, problem_id: int, person_id: int) -> int | None:
    """The number of the request they were told of it by, or that this is part of, if they follow it."""
    mine = (ProblemFollower.problem_id == problem_id, ProblemFollower.person_id == person_id)
    into = aliased(Ticket)
    number = (
        select(func.coalesce(into.number, Ticket.number))
        .select_from(Ticket)
        .join(ProblemFollower, ProblemFollower.ticket_id == Ticket.id)
        .outerjoin(into, into.id == Ticket.merged_into_id)
    )
    found: int | None = await session.scalar(number.where(*mine, ProblemFollower.followed_at.is_not(None)))
    return found


async def _info(session: AsyncSession, row: KnownProblem) -> ProblemInfo:
    before = ProblemFollower.told_at < row.corrected_at if row.corrected_at is not None else false()
    wrong = func.cardinality(ProblemFollower.wrong_ids) > 0
    counted = select(
        func.count(), func.count().filter(before), func.count(ProblemFollower.followed_at), func.count().filter(wrong)
    )
    told, earlier, following, not_theirs = (
        await session.execute(counted.where(ProblemFollower.problem_id == row.id))
    ).one()
    return ProblemInfo(
        row.id, row.title, row.state, RichText.load(row.words, row.entities),
        RichText.load(row.end_words, row.end_entities), (await session.get_one(Person, row.made_by)).name,
        told, earlier, following, await reach(session, row.id), not_theirs,
    )  # fmt: skip
