"""What a requester reads of a known problem under the receipt and when it is over, and the line that agents read."""

from bot.features.problems import buttons as data
from bot.views import Reader, Row, compose, keyboards
from desk import OpenProblem
from desk.policy import WORKING
from desk.problems import following, reading
from desk.queries.card import TicketCard
from desk.text import RichText


async def under_receipt(reader: Reader, card: TicketCard) -> tuple[RichText, tuple[Row, ...]] | None:
    """What is known, the way to hear when it is over, and to say that theirs is something else; None where nothing is
    (any more)."""
    problem = _open(reader, card)
    if problem is None:
        return None
    follows = await following.is_following(reader.session, problem.id, reader.person.id)
    said = compose.quote_text(words_about(reader, RichText.load(problem.text, problem.entities)))
    words = compose.join_lines(
        [reader.words("receipt-problem"), said, reader.words("receipt-follows") if follows else ""]
    )
    press = data.Unfollow(problem=problem.id) if follows else data.Follow(problem=problem.id)
    not_this = keyboards.make_button(reader.language, "btn-not-problem", data.NotProblem(number=card.number))
    return words, ((keyboards.make_button(reader.language, "btn-follow", press, on=int(not follows)), not_this),)


def problem_line(reader: Reader, card: TicketCard) -> RichText:
    """That it is about one, for staff."""
    problem = _open(reader, card) if not card.for_requester else None
    return RichText() if problem is None else reader.words("card-problem", title=problem.title)


def words_about(reader: Reader, words: RichText) -> RichText:
    """What an admin wrote, or the desk's own sentence."""
    return words or reader.words("problem-known")


async def is_ended(reader: Reader, problem_id: int, *, asked: bool) -> RichText | None:
    """That it is over, headed by the request they were told of it by; None for who does not follow it any more, unless
    it stands in their chat already (`asked` False)."""
    number = await reading.find_followed_request(reader.session, problem_id, reader.person.id)
    known = await reading.load_problem(reader.session, problem_id)
    if known is None or (number is None and asked):
        return None
    head = reader.words("problem-over-head", number=number) if number is not None else RichText()
    return compose.join_lines([head, known.end_words or reader.words("problem-over")])


def _open(reader: Reader, card: TicketCard) -> OpenProblem | None:
    if card.known_problem_id is None or card.status not in WORKING:
        return None
    return next((one for one in reader.settings.knowledge.problems or () if one.id == card.known_problem_id), None)
