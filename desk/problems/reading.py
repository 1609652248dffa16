"""Known problems as channels show them: frozen values. Changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, false, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import (
    KnownProblem,
    Person,
    ProblemFollower,
    Status,
    Ticket,
)
from desk.i18n import TicketSubject
from desk.problems.known_problems import DRAFT, OPEN, count_reachable
from desk.text import RichText

_MOST = 6


@dataclass(frozen=True, slots=True)
class ProblemInfo:
    """A known problem.

    `words`, `end_words`: what requesters read, empty for the standard text. `told`: how many were told, `earlier` of
    them before the text was corrected; `following`: how many follow it, `reach`: and can be written to. `by`: who
    proposed it; `wrong`: for how many it was something else.
    """

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


async def load_problem(session: AsyncSession, problem_id: int) -> ProblemInfo | None:
    """Return one problem, or None."""
    row = await session.get(KnownProblem, problem_id, populate_existing=True)
    return None if row is None else await _info(session, row)


async def list_live(session: AsyncSession) -> Sequence[ProblemInfo]:
    """Return the newest problems that are open or wait for an admin."""
    these = select(KnownProblem).where(KnownProblem.state.in_((DRAFT, OPEN))).order_by(KnownProblem.id.desc())
    return [await _info(session, row) for row in await session.scalars(these.limit(_MOST))]


@dataclass(frozen=True, slots=True)
class AffectedRequest:
    """A request about a known problem."""

    number: int
    subject: TicketSubject
    status: Status


async def list_requests(session: AsyncSession, problem_id: int, most: int) -> Sequence[AffectedRequest]:
    """Return the newest requests about it."""
    about = select(Ticket.number, Ticket.subject, Ticket.subject_line, Ticket.status).where(
        Ticket.known_problem_id == problem_id
    )
    found = await session.execute(about.order_by(Ticket.id.desc()).limit(most))
    return [AffectedRequest(row.number, TicketSubject(row.subject, row.subject_line), row.status) for row in found]


async def find_followed_request(session: AsyncSession, problem_id: int, person_id: int) -> int | None:
    """Return the number of the request by which a follower was told, or that it was merged into; None if the person
    does not follow."""
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
    is_told = and_(Person.id == ProblemFollower.person_id, Person.telegram_id.is_not(None))  # by the receipt
    before = ProblemFollower.told_at < row.corrected_at if row.corrected_at is not None else false()
    wrong = func.cardinality(ProblemFollower.wrong_ids) > 0
    counted = select(
        func.count(), func.count().filter(before), func.count(ProblemFollower.followed_at), func.count().filter(wrong)
    )
    told, earlier, following, not_theirs = (
        await session.execute(counted.join(Person, is_told).where(ProblemFollower.problem_id == row.id))
    ).one()
    return ProblemInfo(
        row.id, row.title, row.state, RichText.load(row.words, row.entities),
        RichText.load(row.end_words, row.end_entities), (await session.get_one(Person, row.made_by)).name,
        told, earlier, following, await count_reachable(session, row.id), not_theirs,
    )  # fmt: skip
