"""Ask requesters for a rating, at most once a day, and look up the ratings of a ticket.

Requesters are asked when they confirm a solution (`closing.confirm`) or let it close by silence; never otherwise.
"""

from datetime import timedelta

from sqlalchemy import and_, or_, select

from db.models import Person, Rating, RatingAbout, Ticket
from desk import Desk, Locked
from desk.policy import RequesterNotification, is_wanted, timer_kinds

SURVEY_GAP = timedelta(days=1)
"""Between two surveys of one person, and until the reminder."""


async def ask_rating(desk: Desk, ticket: Locked) -> None:
    """Ask the requester to rate the solution, if they want surveys and can be reached.

    The first rating is kept, and a requester asked within the last day is not asked about another ticket.
    """
    requester = await desk.get_requester(ticket)
    unwanted = requester.bot_blocked_at is not None or not is_wanted(
        requester, RequesterNotification.SURVEYS, desk.rules
    )
    if ticket.rated_at is not None:
        ticket.rating_asked_at = ticket.rating_asked_at if unwanted else desk.now
        await _close_rating_of_former(desk, ticket)
        return
    if unwanted or await has_been_asked_lately(desk, ticket):
        ticket.rating_asked_at = None  # set if it was asked before the ticket was reopened
        return
    ticket.rating_asked_at = desk.now
    mark = await get_solution_mark(desk, ticket)
    mark.person_id, mark.asked_at = ticket.resolved_by, desk.now
    if desk.rules.surveys.reminder:
        await timer_kinds.set_timer(desk.session, ticket, timer_kinds.SURVEY, desk.now + SURVEY_GAP)


async def _close_rating_of_former(desk: Desk, ticket: Locked) -> None:
    """Close the open question about the agent if another agent resolved the ticket since."""
    mark = await find_open_agent_mark(desk, ticket)
    if mark is not None and mark.person_id != ticket.resolved_by:
        mark.marked_at = desk.now


async def find_mark(desk: Desk, ticket: Ticket, about: RatingAbout) -> Rating | None:
    """Return the ticket's rating row about its solution or its agent, given or only asked for."""
    return await desk.session.scalar(select(Rating).where(Rating.ticket_id == ticket.id, Rating.about == about))


async def get_solution_mark(desk: Desk, ticket: Ticket) -> Rating:
    """Return the rating row about the solution, and add one if there is none."""
    found = await find_mark(desk, ticket, RatingAbout.SOLUTION)
    return found or _add_mark(desk, ticket, RatingAbout.SOLUTION, ticket.resolved_by)


async def ask_about_agent(desk: Desk, ticket: Locked, solved: Rating) -> None:
    """Ask for a rating of the agent who resolved the ticket, if the desk wants it, unless the agent is unknown or the
    requester."""
    if not desk.rules.news.agent_stars or solved.person_id in (None, ticket.requester_id):
        return
    _add_mark(desk, ticket, RatingAbout.AGENT, solved.person_id).asked_at = desk.now


async def find_open_agent_mark(desk: Desk, ticket: Ticket) -> Rating | None:
    """Return the rating row about the agent while it has no answer."""
    mark = await find_mark(desk, ticket, RatingAbout.AGENT)
    return mark if mark is not None and mark.marked_at is None else None


async def find_solver(desk: Desk, ticket: Ticket) -> Person | None:
    """Return the person whom the ratings are about."""
    return await desk.get_person((await get_solution_mark(desk, ticket)).person_id)


def _add_mark(desk: Desk, ticket: Ticket, about: RatingAbout, person_id: int | None) -> Rating:
    mark = Rating(ticket_id=ticket.id, about=about, person_id=person_id, asked_at=ticket.rating_asked_at)
    desk.session.add(mark)
    return mark


async def has_been_asked_lately(desk: Desk, ticket: Locked) -> bool:
    """Return True if the requester was asked, or reminded, about another ticket within the last day.

    A ticket closed again with its rating given was not asked about. Rows of an older version have no mark, only
    `rating_asked_at`.
    """
    since = desk.now - SURVEY_GAP
    given_before = Ticket.rated_at < Ticket.rating_asked_at
    asked = or_(Rating.asked_at > since, and_(Ticket.rating_asked_at > since, given_before.is_not(True)))
    theirs = select(Ticket.id).outerjoin(Rating, Rating.ticket_id == Ticket.id)
    lately = or_(asked, Rating.reminded_at > since)
    other = theirs.where(Ticket.requester_id == ticket.requester_id, Ticket.id != ticket.id, lately)
    return await desk.session.scalar(other.limit(1)) is not None


SURVEY_GAP = timedelta(days=1)  # between two surveys of one person, and until the reminder
