"""Known problems as requesters and as the team see them: under a receipt, when over, the list, one problem."""

from bot.features.problems.buttons import (
    END,
    Follow,
    NotProblem,
    ProblemAsk,
    ProblemDrop,
    ProblemEnd,
    ProblemOpen,
    ProblemOver,
    ProblemPublish,
    ProblemWords,
    Unfollow,
)
from bot.views import Reader, Rendered, RenderedButton, Row, compose, keyboards
from desk import OpenProblem
from desk.announcements.receivers import estimate_seconds
from desk.outbox import Show
from desk.policy.permissions import Grant
from desk.problems import following as problem_following
from desk.problems import reading
from desk.problems.known_problems import DRAFT, ENDED, OPEN
from desk.problems.reading import ProblemInfo
from desk.queries.ticket_card import TicketCard
from desk.text import RichText


async def make_problem_part(reader: Reader, card: TicketCard) -> tuple[RichText, tuple[Row, ...]] | None:
    """Return what is known, with buttons to follow it and to say that the request is about something else; None if no
    open problem is linked (any more)."""
    problem = _open(reader, card)
    if problem is None:
        return None
    follows = await problem_following.is_following(reader.session, problem.id, reader.person.id)
    said = compose.quote_text(_word_problem(reader, RichText.load(problem.text, problem.entities)))
    words = compose.join_lines(
        [reader.say_rich("receipt-problem"), said, reader.say_rich("receipt-follows") if follows else ""]
    )
    press = Unfollow(problem=problem.id) if follows else Follow(problem=problem.id)
    not_this = reader.make_button("btn-not-problem", NotProblem(number=card.number))
    return words, ((reader.make_button("btn-follow", press, on=int(not follows)), not_this),)


def format_problem_line(reader: Reader, card: TicketCard) -> RichText:
    """Return the line for staff that the ticket is about a known problem."""
    problem = _open(reader, card) if not card.for_requester else None
    return RichText() if problem is None else reader.say_rich("card-problem", title=problem.title)


def _word_problem(reader: Reader, words: RichText) -> RichText:
    """Return an admin's text, or the desk's own sentence if there is none."""
    return words or reader.say_rich("problem-known")


async def word_problem_end(reader: Reader, problem_id: int, *, asked: bool) -> RichText | None:
    """Return the text that the problem is over, with the number of the follower's request.

    Return None for a person who no longer follows it, unless the message is already in their chat (`asked` False).
    """
    number = await reading.find_followed_request(reader.session, problem_id, reader.person.id)
    known = await reading.load_problem(reader.session, problem_id)
    if known is None or (number is None and asked):
        return None
    head = reader.say_rich("problem-over-head", number=number) if number is not None else RichText()
    return compose.join_lines([head, known.end_words or reader.say_rich("problem-over")])


def _open(reader: Reader, card: TicketCard) -> OpenProblem | None:
    if card.known_problem_id is None or not card.status.is_working:
        return None
    return next((one for one in reader.settings.knowledge.problems or () if one.id == card.known_problem_id), None)


async def render_problems(reader: Reader, _letter: Show) -> Rendered | None:
    """Render the problems that are not over, and how to create one."""
    known = await reading.list_live(reader.session)
    lines = [compose.join_lines([_title(reader, one), _figures(reader, one)]) for one in known]
    none = [] if known else [reader.say_rich("problems-none")]
    words = compose.join([reader.say_rich("problems-title"), *lines, *none, reader.say_rich("problems-how")], "\n\n")
    buttons = [reader.make_button("btn-problem", ProblemOpen(problem=one.id), title=one.title) for one in known]
    return Rendered(words, keyboards.arrange_rows(buttons, 1))


async def render_problem(reader: Reader, letter: Show) -> Rendered | None:
    """Render one problem: a draft, an open one, the preview of its end, or an ended one."""
    shown = await reading.load_problem(reader.session, letter.number)
    if shown is None:
        return None
    if shown.state == OPEN and letter.find == END and reader.may(Grant.MAILINGS):
        return _end(reader, shown)
    said = _at_its_end(reader, shown) if shown.state == ENDED else _they_read(reader, shown)
    effect = reader.say_rich(f"problem-{shown.state}-effect", by=shown.by, n=shown.reach)
    parts = [_title(reader, shown), said, _figures(reader, shown), effect]
    return Rendered(compose.join(parts, "\n\n"), _buttons(reader, shown) if reader.may(Grant.MAILINGS) else ())


async def render_question(reader: Reader, letter: Show) -> Rendered | None:
    """Render the question for a text; the slot names which text, and of which problem."""
    what, _, key = letter.key.partition(".")
    shown = await reading.load_problem(reader.session, int(key))
    return None if shown is None else Rendered(reader.say_rich("problem-ask", what=what, title=shown.title))


def _they_read(reader: Reader, shown: ProblemInfo) -> RichText:
    return compose.join_lines(
        [reader.say_rich("problem-they-read"), compose.quote_text(_word_problem(reader, shown.words))]
    )


def _at_its_end(reader: Reader, shown: ProblemInfo) -> RichText:
    said = compose.quote_text(shown.end_words or reader.say_rich("problem-over"))
    return compose.join_lines([reader.say_rich("problem-they-will-read", state=shown.state), said])


def _title(reader: Reader, shown: ProblemInfo) -> RichText:
    return reader.say_rich("problem-title", state=shown.state, title=shown.title)


def _figures(reader: Reader, shown: ProblemInfo) -> RichText:
    if shown.state == DRAFT:
        return RichText()
    earlier = reader.say_rich("problem-earlier", n=shown.earlier) if shown.earlier else RichText()
    wrong = reader.say_rich("problem-wrong", n=shown.wrong) if shown.wrong else RichText()
    return compose.join_lines(
        [reader.say_rich("problem-told", n=shown.told, following=shown.following), earlier, wrong]
    )


def _buttons(reader: Reader, shown: ProblemInfo) -> tuple[Row, ...]:
    key = shown.id
    words = _ask(reader, shown, ProblemWords.KNOWN)
    if shown.state == DRAFT:
        publish = reader.make_main_button("btn-problem-publish", ProblemPublish(problem=key))
        return (
            (publish, words),
            (reader.make_button("btn-problem-drop", ProblemDrop(problem=key)),),
        )
    if shown.state == OPEN:
        return ((reader.make_main_button("btn-problem-end", ProblemEnd(problem=key)), words),)
    return ()


def _end(reader: Reader, shown: ProblemInfo) -> Rendered:
    key = shown.id
    said = _at_its_end(reader, shown)
    reach = reader.say_rich("mailing-reach", n=shown.reach, minutes=-(-estimate_seconds(shown.reach) // 60))
    words = compose.join([_title(reader, shown), said, reach, reader.say_rich("problem-end-effect")], "\n\n")
    over = reader.make_main_button("btn-problem-over", ProblemOver(problem=key), n=shown.reach)
    back = reader.make_button("btn-problem-back", ProblemOpen(problem=key))
    return Rendered(words, ((over, _ask(reader, shown, ProblemWords.END)), (back,)))


def _ask(reader: Reader, shown: ProblemInfo, what: ProblemWords) -> RenderedButton:
    return reader.make_button("btn-problem-words", ProblemAsk(words=what, problem=shown.id))
