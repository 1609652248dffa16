"""A known problem as requesters read it, under the receipt and when it is over, and its line for agents."""

from bot.features.problems import buttons
from bot.views import Reader, Row, compose, keyboards
from desk import OpenProblem
from desk.policy import WORKING
from desk.problems import following, problem_views
from desk.queries.ticket_card import TicketCard
from desk.text import RichText


async def make_problem_part(reader: Reader, card: TicketCard) -> tuple[RichText, tuple[Row, ...]] | None:
    """Return what is known, with buttons to follow it and to say that the request is about something else; None if no
    open problem is linked (any more)."""
    problem = _open(reader, card)
    if problem is None:
        return None
    follows = await following.is_following(reader.session, problem.id, reader.person.id)
    said = compose.quote_text(word_problem(reader, RichText.load(problem.text, problem.entities)))
    words = compose.join_lines(
        [reader.say_rich("receipt-problem"), said, reader.say_rich("receipt-follows") if follows else ""]
    )
    press = buttons.Unfollow(problem=problem.id) if follows else buttons.Follow(problem=problem.id)
    not_this = keyboards.make_button(reader.language, "btn-not-problem", buttons.NotProblem(number=card.number))
    return words, ((keyboards.make_button(reader.language, "btn-follow", press, on=int(not follows)), not_this),)


def format_problem_line(reader: Reader, card: TicketCard) -> RichText:
    """Return the line for staff that the ticket is about a known problem."""
    problem = _open(reader, card) if not card.for_requester else None
    return RichText() if problem is None else reader.say_rich("card-problem", title=problem.title)


def word_problem(reader: Reader, words: RichText) -> RichText:
    """Return an admin's text, or the desk's own sentence if there is none."""
    return words or reader.say_rich("problem-known")


async def word_problem_end(reader: Reader, problem_id: int, *, asked: bool) -> RichText | None:
    """Return the text that the problem is over, with the number of the follower's request.

    Return None for a person who no longer follows it, unless the message is already in their chat (`asked` False).
    """
    number = await problem_views.find_followed_request(reader.session, problem_id, reader.person.id)
    known = await problem_views.load_problem(reader.session, problem_id)
    if known is None or (number is None and asked):
        return None
    head = reader.say_rich("problem-over-head", number=number) if number is not None else RichText()
    return compose.join_lines([head, known.end_words or reader.say_rich("problem-over")])


def _open(reader: Reader, card: TicketCard) -> OpenProblem | None:
    if card.known_problem_id is None or card.status not in WORKING:
        return None
    return next((one for one in reader.settings.knowledge.problems or () if one.id == card.known_problem_id), None)
