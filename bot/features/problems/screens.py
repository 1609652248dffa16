"""Known problems as the team sees them: the list, one problem with an admin's buttons, and a preview of its end."""

from bot.features.problems import buttons as problem_buttons
from bot.features.problems.buttons import ProblemWords
from bot.features.problems.screens_requester import word_problem
from bot.views import Reader, Rendered, RenderedButton, Row, compose, keyboards
from desk.announcements.audience import estimate_seconds
from desk.outbox import Show, Slot
from desk.policy.grants import Grant
from desk.problems import problem_views
from desk.problems.problem_views import ProblemInfo
from desk.problems.problems import DRAFT, ENDED, OPEN
from desk.text import RichText

END = "end"


async def render_problems(reader: Reader, _letter: Show) -> Rendered | None:
    """Render the problems that are not over, and how to create one."""
    known = await problem_views.list_live(reader.session)
    lines = [compose.join_lines([_title(reader, one), _figures(reader, one)]) for one in known]
    none = [] if known else [reader.say_rich("problems-none")]
    words = compose.join([reader.say_rich("problems-title"), *lines, *none, reader.say_rich("problems-how")], "\n\n")
    buttons = [
        keyboards.make_button(
            reader.language, "btn-problem", problem_buttons.ProblemOpen(problem=one.id), title=one.title
        )
        for one in known
    ]
    return Rendered(words, keyboards.arrange_rows(buttons, 1))


async def render_problem(reader: Reader, letter: Show) -> Rendered | None:
    """Render one problem: a draft, an open one, the preview of its end, or an ended one."""
    shown = await problem_views.load_problem(reader.session, Slot.parse(letter.slot).number)
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
    what, _, key = Slot.parse(letter.slot).key.partition(".")
    shown = await problem_views.load_problem(reader.session, int(key))
    return None if shown is None else Rendered(reader.say_rich("problem-ask", what=what, title=shown.title))


def _they_read(reader: Reader, shown: ProblemInfo) -> RichText:
    return compose.join_lines(
        [reader.say_rich("problem-they-read"), compose.quote_text(word_problem(reader, shown.words))]
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
    language, key = reader.language, shown.id
    words = _ask(reader, shown, ProblemWords.KNOWN)
    if shown.state == DRAFT:
        publish = keyboards.make_main_button(
            language, "btn-problem-publish", problem_buttons.ProblemPublish(problem=key)
        )
        return (
            (publish, words),
            (keyboards.make_button(language, "btn-problem-drop", problem_buttons.ProblemDrop(problem=key)),),
        )
    if shown.state == OPEN:
        return (
            (keyboards.make_main_button(language, "btn-problem-end", problem_buttons.ProblemEnd(problem=key)), words),
        )
    return ()


def _end(reader: Reader, shown: ProblemInfo) -> Rendered:
    language, key = reader.language, shown.id
    said = _at_its_end(reader, shown)
    reach = reader.say_rich("mailing-reach", n=shown.reach, minutes=-(-estimate_seconds(shown.reach) // 60))
    words = compose.join([_title(reader, shown), said, reach, reader.say_rich("problem-end-effect")], "\n\n")
    over = keyboards.make_main_button(
        language, "btn-problem-over", problem_buttons.ProblemOver(problem=key), n=shown.reach
    )
    back = keyboards.make_button(language, "btn-problem-back", problem_buttons.ProblemOpen(problem=key))
    return Rendered(words, ((over, _ask(reader, shown, ProblemWords.END)), (back,)))


def _ask(reader: Reader, shown: ProblemInfo, what: ProblemWords) -> RenderedButton:
    return keyboards.make_button(
        reader.language, "btn-problem-words", problem_buttons.ProblemAsk(words=what, problem=shown.id)
    )
