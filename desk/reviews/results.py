"""Reviews as reviewers and agents see them, and results over time. Changes nothing, words nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import Person, Review, ReviewCriterion, ReviewMark, Ticket
from desk import Desk, Refused, history, installation
from desk.i18n import TicketSubject
from desk.policy import visibility
from desk.policy.permissions import Grant
from desk.text import clean_text

LONGEST, MOST = 120, 20
WEIGHTS = range(1, 6)


async def list_criteria(session: AsyncSession) -> Sequence[ReviewCriterion]:
    """Return the criteria of today, oldest first."""
    used = select(ReviewCriterion).where(ReviewCriterion.removed_at.is_(None))
    return (await session.scalars(used.order_by(ReviewCriterion.id))).all()


async def add_criterion(desk: Desk, name: str, weight: int) -> ReviewCriterion:
    """Add a criterion. Raises NotAllowed, and Refused for a name or weight that is not possible, or one too many."""
    await desk.require_grant(Grant.REVIEW)
    said = " ".join(clean_text(name).split())
    known = await list_criteria(desk.session)
    if not said or len(said) > LONGEST or weight not in WEIGHTS:
        raise Refused("review-criterion-wrong", most=LONGEST)
    if len(known) >= MOST or said.casefold() in {one.name.casefold() for one in known}:
        raise Refused("review-criterion-many", most=MOST)
    made = ReviewCriterion(name=said, weight=weight, made_at=desk.now)
    desk.session.add(made)
    await desk.session.flush()
    if not desk.rules.team.reviews:
        await installation.renew_settings(desk.session)
    history.record_action(desk, "criterion-added", f"criterion:{made.id}", None, said)
    return made


async def remove_criterion(desk: Desk, criterion_id: int) -> None:
    """Remove a criterion: reviews that were made keep it."""
    await desk.require_grant(Grant.REVIEW)
    found = await desk.session.get(ReviewCriterion, criterion_id, with_for_update=True)
    if found is not None and found.removed_at is None:
        found.removed_at = desk.now
        history.record_action(desk, "criterion-removed", f"criterion:{found.id}", found.name)


async def has_criteria(session: AsyncSession) -> bool:
    """Return True if reviews are switched on."""
    used = select(func.count()).select_from(ReviewCriterion).where(ReviewCriterion.removed_at.is_(None))
    return bool(await session.scalar(used))


_FIRST: ColumnElement[datetime] = literal_column("1")
"""The first column of a result: the month as an expression would have another parameter each time it is written."""
_OWN, _QUEUE, _RESULTS = 10, 50, 500


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A review in a list. `score`: percent; None before it is done or if nothing applied."""

    id: int
    number: int
    subject: TicketSubject
    agent: str
    reviewer: str | None
    reason: str
    drawn_at: datetime
    done_at: datetime
    score: int | None
    comment: str | None
    answer: str | None

    @property
    def shown_score(self) -> int:
        """Return the score; -1 if nothing applied."""
        return -1 if self.score is None else self.score


@dataclass(frozen=True, slots=True)
class AgentResult:
    """An agent's reviews of one month (its first day): how many, and the average score in percent."""

    month: datetime
    agent: str
    n: int
    score: float | None


def _make_line(row: Review, ticket: Ticket, agent: str, reviewer: str | None) -> ReviewLine:
    subject = TicketSubject(ticket.subject, ticket.subject_line)
    return ReviewLine(
        row.id, ticket.number, subject, agent, reviewer, row.reason, row.drawn_at, row.done_at or row.drawn_at,
        row.score, row.comment, row.answer,
    )  # fmt: skip


_Reviewer = aliased(Person)
_LINES = (
    select(Review, Ticket, Person.name, _Reviewer.name)
    .join(Ticket, Ticket.id == Review.ticket_id)
    .join(Person, Person.id == Review.agent_id)
    .outerjoin(_Reviewer, _Reviewer.id == Review.reviewer_id)
)


async def is_on(session: AsyncSession) -> bool:
    """Return True if there are criteria."""
    return await has_criteria(session)


async def count_waiting(session: AsyncSession) -> int:
    """Return how many reviews wait."""
    return await session.scalar(select(func.count()).select_from(Review).where(Review.done_at.is_(None))) or 0


async def list_own(session: AsyncSession, agent: Person) -> list[ReviewLine]:
    """Return an agent's newest reviews."""
    own = _LINES.where(Review.agent_id == agent.id, Review.done_at.is_not(None))
    found = await session.execute(own.order_by(Review.done_at.desc()).limit(_OWN))
    return [_make_line(*row) for row in found]


async def find_own(session: AsyncSession, review_id: int, agent: Person) -> ReviewLine | None:
    """Return a review of that agent that is done."""
    own = _LINES.where(Review.id == review_id, Review.agent_id == agent.id, Review.done_at.is_not(None))
    row = (await session.execute(own)).first()
    return _make_line(*row) if row is not None else None


async def list_waiting(session: AsyncSession, viewer: Person) -> list[ReviewLine]:
    """Return the reviews that wait, oldest first, of tickets that the viewer sees, without those of their own work."""
    waiting = _LINES.where(Review.done_at.is_(None), Review.agent_id != viewer.id, visibility.is_seen_by_staff(viewer))
    found = await session.execute(waiting.order_by(Review.drawn_at, Review.id).limit(_QUEUE))
    return [_make_line(*row) for row in found]


async def list_done(session: AsyncSession, viewer: Person) -> list[ReviewLine]:
    """Return the newest reviews that are done, of tickets that the viewer sees."""
    done = _LINES.where(Review.done_at.is_not(None), visibility.is_seen_by_staff(viewer))
    found = await session.execute(done.order_by(Review.done_at.desc(), Review.id.desc()).limit(_RESULTS))
    return [_make_line(*row) for row in found]


async def load_review(session: AsyncSession, review_id: int, viewer: Person) -> tuple[ReviewLine, int] | None:
    """Return a review of a ticket that the viewer sees, and the ticket's id."""
    asked = _LINES.where(Review.id == review_id, visibility.is_seen_by_staff(viewer))
    row = (await session.execute(asked)).first()
    return (_make_line(*row), row[1].id) if row is not None else None


async def list_marks(session: AsyncSession, review_id: int) -> Sequence[tuple[ReviewMark, str]]:
    """Return the marks of a review with the names of their criteria."""
    marks = select(ReviewMark, ReviewCriterion.name).join(
        ReviewCriterion, ReviewCriterion.id == ReviewMark.criterion_id
    )
    found = await session.execute(marks.where(ReviewMark.review_id == review_id).order_by(ReviewCriterion.id))
    return [(mark, name) for mark, name in found]


async def list_results(session: AsyncSession, zone: str) -> list[AgentResult]:
    """Return every agent's results by month, newest first."""
    month = func.date_trunc("month", Review.done_at, zone)
    by = (
        select(month, Person.name, func.count(), func.avg(Review.score))
        .join(Person, Person.id == Review.agent_id)
        .where(Review.done_at.is_not(None))
        .group_by(_FIRST, Person.id, Person.name)
    )
    found = await session.execute(by.order_by(_FIRST.desc(), Person.name).limit(_RESULTS))
    return [AgentResult(at, name, n, None if score is None else float(score)) for at, name, n, score in found]
