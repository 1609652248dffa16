"""Draw solved tickets to be reviewed: of all, or of those rated low, reopened, answered by trainees, of a topic or an
agent."""

from datetime import timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, exists, func, select, true

from db.models import Approval, Person, Review, Status, Ticket
from desk import Desk, Refused, history
from desk.policy.permissions import Grant
from desk.reviews.results import has_criteria

PERIOD = timedelta(days=30)
MOST = 50
_DRAWN_UP_TO = 3


class SampleReason(StrEnum):
    """The reason why a ticket was drawn."""

    RANDOM = "random"
    RATING = "rating"
    REOPENED = "reopened"
    TRAINEE = "trainee"
    TOPIC = "topic"
    AGENT = "agent"


def _match(reason: SampleReason, of: int) -> ColumnElement[bool]:
    """Return the condition for tickets of that kind; `of`: the id of a topic or of an agent."""
    match reason:
        case SampleReason.RATING:
            return Ticket.rating <= _DRAWN_UP_TO
        case SampleReason.REOPENED:
            return Ticket.reopen_count > 0
        case SampleReason.TRAINEE:
            return exists().where(Approval.ticket_id == Ticket.id, Approval.due_at.is_(None), ~Approval.helped)
        case SampleReason.TOPIC:
            return Ticket.category_id == of
        case SampleReason.AGENT:
            return Person.id == of
        case _:
            return true()


_SOLVER = func.coalesce(Ticket.assignee_id, Ticket.resolved_by)


def _select(reason: SampleReason, of: int, desk: Desk) -> Select[Ticket, int]:
    me = desk.require_actor().id
    return (
        select(Ticket, _SOLVER)
        .join(Person, Person.id == _SOLVER)
        .where(
            Ticket.status.in_((Status.RESOLVED, Status.CLOSED)),
            Ticket.resolved_at > desk.now - PERIOD,
            Ticket.requester_id != me,
            Person.id != me,
            ~exists().where(Review.ticket_id == Ticket.id),
            _match(reason, of),
        )
    )


async def draw_sample(desk: Desk, reason: SampleReason, n: int, *, of: int = 0) -> int:
    """Put up to `n` tickets that were solved in the last 30 days into the queue of reviews, chosen at random, and
    return how many there were. Raises NotAllowed, and Refused without criteria or for a number that is not possible."""
    await desk.require_grant(Grant.REVIEW)
    if not await has_criteria(desk.session):
        raise Refused("reviews-off")
    if not 1 <= n <= MOST:
        raise Refused("review-sample-wrong", most=MOST)
    await desk.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("reviews", 11))))
    found = (await desk.session.execute(_select(reason, of, desk).order_by(func.random()).limit(n))).all()
    for ticket, solver in found:
        desk.session.add(Review(ticket_id=ticket.id, agent_id=solver, reason=reason.value, drawn_at=desk.now))
    await desk.session.flush()
    history.record_action(desk, "sample-drawn", f"sample:{reason.value}", None, str(len(found)))
    return len(found)
