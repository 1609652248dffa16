"""Words after the stars that may mean trouble: their agent is told, and their author is offered to reopen the ticket.

Such words wait under a question of kind RATING_WORD. Unanswered, they become the comment of the rating.
"""

from db.models import Entry, Person, Question, Ticket
from desk import Desk, ratings
from desk.notifications import notifier
from desk.outbox import Args, Say, make_press
from desk.policy import is_staff
from desk.questions import held_messages
from desk.staff import who_is_there
from desk.text import hear, shorten_line
from desk.tickets import rating_survey

_SHOWN = 500  # characters of the words


async def is_praise(desk: Desk, ticket_id: int, text: str) -> bool:
    """Return True if the words are thanks or praise and nothing else. They may name the agent."""
    ticket = await desk.lock_by_id(ticket_id)
    solver = await rating_survey.find_solver(desk, ticket)
    return hear(text, (solver.name,) if solver is not None else ()).is_praise


async def tell_agent(desk: Desk, question: Question, entry: Entry) -> None:
    """Tell the agent whom the rating is about, or who leads the team if that agent has left."""
    ticket = await desk.lock_by_id(question.ticket_id or 0)
    args: Args = {"name": desk.require_actor().name, "number": ticket.number, "words": shorten_line(entry.body, _SHOWN)}
    buttons = ((make_press("btn-reopen", "reopen", ticket.number),),)
    for person in await _list_told(desk, ticket):
        notifier.post_letter(desk, person, Say("rating-doubt", args, buttons, staff_only=True), ticket)


async def _list_told(desk: Desk, ticket: Ticket) -> list[Person]:
    solver = await rating_survey.find_solver(desk, ticket)
    if solver is not None and is_staff(solver) and solver.is_reachable:
        return [solver]
    team = who_is_there.filter_seeing(await who_is_there.list_team(desk.session), ticket)
    return who_is_there.filter_leads(team)


async def keep_words(desk: Desk, question: Question) -> None:
    """Make the words under the question the comment of the rating."""
    words = [entry.body for entry in await held_messages.list_held(desk, question) if entry.body]
    ticket = await desk.lock_by_id(question.ticket_id or 0)
    if words:
        await ratings.add_rating_words(desk, ticket.number, "\n".join(words))
