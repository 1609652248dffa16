"""The feature "problems" of the bot: buttons, handlers and screens.

`/problems` and the buttons of known problems; the desk checks again who may.
"""

from enum import StrEnum

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.handlers import CommandFilter, IsPrivate, IsStaff, PressedMessage, respond
from bot.handlers.pressed_message import Id, OfTicket, Press
from bot.views import Reader, Rendered, RenderedButton, Row, compose, keyboards
from db.models import Person
from desk import Desk, OpenProblem
from desk.announcements.receivers import estimate_seconds
from desk.conversation.new_entry import IncomingMessage
from desk.inbound.prompt_replies import Prompt
from desk.outbox import Show, Slot
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.problems import detaching, ending, known_problems, reading
from desk.problems import following as problem_following
from desk.problems.known_problems import DRAFT, ENDED, OPEN
from desk.problems.reading import ProblemInfo
from desk.queries.ticket_card import TicketCard
from desk.text import RichText

# Callback data of known problems: staff create, publish, edit and end them; requesters follow them.


class ProblemMake(OfTicket, prefix="problem_make"):
    """Create a known problem from the ticket and those like it."""


class ProblemOn(CallbackData, prefix="problem_on"):
    """Create a known problem for a topic."""

    category: Id


class _OfProblem(CallbackData, prefix="of-problem"):
    """Base of the callback data about one problem."""

    problem: Id


class ProblemOpen(_OfProblem, prefix="problem"):
    """Show the problem and what can be done."""


class ProblemEnd(_OfProblem, prefix="problem_end"):
    """Show what its followers will read, before it ends."""


class ProblemOver(_OfProblem, prefix="problem_over"):
    """End the problem and notify its followers."""


class ProblemPublish(_OfProblem, prefix="problem_publish"):
    """Publish the problem to requesters."""


class ProblemDrop(_OfProblem, prefix="problem_drop"):
    """Discard the draft."""


class ProblemWords(StrEnum):
    """The text that is asked for: of the open problem, or of its end."""

    KNOWN = "words"
    END = "end"


class ProblemAsk(CallbackData, prefix="problem_ask"):
    """Ask for one of its texts."""

    words: ProblemWords
    problem: Id


class NotProblem(OfTicket, prefix="not_problem"):
    """Say that the requester's request is not about it."""


class Follow(_OfProblem, prefix="follow"):
    """Follow the problem, to be told when it is over."""


class Unfollow(_OfProblem, prefix="unfollow"):
    """Stop following the problem."""


def make_router() -> Router:
    """Return a fresh router of this command and these buttons."""
    made = Router(name="problems")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(_show_problems, CommandFilter("problems"))
    on = made.callback_query.register
    on(propose_problem, ProblemMake.filter())
    on(propose_for_topic, ProblemOn.filter())
    on(show_problem, ProblemOpen.filter())
    on(_ask_end, ProblemEnd.filter())
    on(end_problem, ProblemOver.filter())
    on(publish_problem, ProblemPublish.filter())
    on(drop_draft, ProblemDrop.filter())
    on(_ask_words, ProblemAsk.filter())
    on(detach_problem, NotProblem.filter())
    on(follow_problem, Follow.filter())
    on(_unfollow_problem, Unfollow.filter())
    return made


async def _show_problems(_message: Message, desk: Desk, me: Person) -> None:
    """Show the problems that are not over."""
    permissions.require_staff(me)
    respond.post_letter(desk, Show("problems", slot="problems", fresh=True))


async def propose_problem(
    _query: CallbackQuery, callback_data: ProblemMake, desk: Desk, pressed: PressedMessage
) -> None:
    """Draft a problem from the ticket and those like it."""
    pressed.require_ticket(callback_data.number)
    _post_problem(desk, await known_problems.propose_problem(desk, callback_data.number))


async def propose_for_topic(
    _query: CallbackQuery, callback_data: ProblemOn, desk: Desk, pressed: PressedMessage
) -> None:
    pressed.require_view("categories")
    _post_problem(desk, await known_problems.propose_for_topic(desk, callback_data.category))


async def show_problem(
    _query: CallbackQuery, callback_data: ProblemOpen, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Show a problem: from the list as a new message, from its end in place."""
    permissions.require_staff(me)
    pressed.require_view("problem", "problems")
    if pressed.kind == "problem":
        _show_problem(desk, callback_data.problem)
    else:
        _post_problem(desk, callback_data.problem)


async def _ask_end(_query: CallbackQuery, callback_data: ProblemEnd, desk: Desk, pressed: PressedMessage) -> None:
    """Show what followers will read and how many they are, before the problem ends."""
    await desk.require_grant(Grant.MAILINGS)
    pressed.require_view("problem")
    _show_problem(desk, callback_data.problem, END)


async def end_problem(_query: CallbackQuery, callback_data: ProblemOver, desk: Desk, pressed: PressedMessage) -> None:
    pressed.require_view("problem")
    await ending.end_problem(desk, callback_data.problem)
    _show_problem(desk, callback_data.problem)


async def publish_problem(
    _query: CallbackQuery, callback_data: ProblemPublish, desk: Desk, pressed: PressedMessage
) -> None:
    pressed.require_view("problem")
    await known_problems.publish_problem(desk, callback_data.problem)
    _show_problem(desk, callback_data.problem)


async def drop_draft(_query: CallbackQuery, callback_data: ProblemDrop, desk: Desk, pressed: PressedMessage) -> None:
    pressed.require_view("problem")
    await known_problems.discard_draft(desk, callback_data.problem)
    _show_problem(desk, callback_data.problem)


async def _ask_words(_query: CallbackQuery, callback_data: ProblemAsk, desk: Desk, pressed: PressedMessage) -> None:
    """Ask for a text that requesters read; refused if it can no longer change."""
    await desk.require_grant(Grant.MAILINGS)
    pressed.require_view("problem")
    drafts = () if callback_data.words is ProblemWords.END else (known_problems.DRAFT,)
    await known_problems.lock_problem(desk, callback_data.problem, known_problems.OPEN, *drafts)
    asked = f"{callback_data.words.value}.{callback_data.problem}"
    respond.post_letter(desk, Show("problem_ask", slot=f"problemask:{asked}", fresh=True))


async def detach_problem(
    _query: CallbackQuery, callback_data: NotProblem, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Detach the request from the problem; it continues like any other."""
    pressed.require_ticket(callback_data.number)
    await detaching.detach_problem(desk, callback_data.number)
    press.say("problem-not-theirs")


async def follow_problem(
    _query: CallbackQuery, callback_data: Follow, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    await _set_following(desk, pressed, press, callback_data.problem, on=True)


async def _unfollow_problem(
    _query: CallbackQuery, callback_data: Unfollow, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    await _set_following(desk, pressed, press, callback_data.problem, on=False)


async def _set_following(desk: Desk, pressed: PressedMessage, press: Press, problem_id: int, *, on: bool) -> None:
    """Follow or stop following, and update the receipts of all the person's requests about the problem."""
    pressed.require_view("receipt")
    for ticket_id, number in await problem_following.follow_problem(desk, problem_id, on=on):
        respond.post_letter(desk, Show("receipt", slot=f"receipt:{number}", only_edit=True), ticket_id)
    press.say("problem-followed", on=int(on))


def _post_problem(desk: Desk, problem_id: int) -> None:
    respond.post_letter(desk, Show("problem", slot=f"problem:{problem_id}", fresh=True))


def _show_problem(desk: Desk, problem_id: int, find: str | None = None) -> None:
    respond.post_letter(desk, Show("problem", slot=f"problem:{problem_id}", find=find))


# A known problem as requesters read it, under the receipt and when it is over, and its line for agents.


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
    not_this = keyboards.make_button(reader.language, "btn-not-problem", NotProblem(number=card.number))
    return words, ((keyboards.make_button(reader.language, "btn-follow", press, on=int(not follows)), not_this),)


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


# Known problems as the team sees them: the list, one problem with an admin's buttons, and a preview of its end.


END = "end"


async def _render_problems(reader: Reader, _letter: Show) -> Rendered | None:
    """Render the problems that are not over, and how to create one."""
    known = await reading.list_live(reader.session)
    lines = [compose.join_lines([_title(reader, one), _figures(reader, one)]) for one in known]
    none = [] if known else [reader.say_rich("problems-none")]
    words = compose.join([reader.say_rich("problems-title"), *lines, *none, reader.say_rich("problems-how")], "\n\n")
    buttons = [
        keyboards.make_button(reader.language, "btn-problem", ProblemOpen(problem=one.id), title=one.title)
        for one in known
    ]
    return Rendered(words, keyboards.arrange_rows(buttons, 1))


async def _render_problem(reader: Reader, letter: Show) -> Rendered | None:
    """Render one problem: a draft, an open one, the preview of its end, or an ended one."""
    shown = await reading.load_problem(reader.session, Slot.parse(letter.slot).number)
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
    language, key = reader.language, shown.id
    words = _ask(reader, shown, ProblemWords.KNOWN)
    if shown.state == DRAFT:
        publish = keyboards.make_main_button(language, "btn-problem-publish", ProblemPublish(problem=key))
        return (
            (publish, words),
            (keyboards.make_button(language, "btn-problem-drop", ProblemDrop(problem=key)),),
        )
    if shown.state == OPEN:
        return ((keyboards.make_main_button(language, "btn-problem-end", ProblemEnd(problem=key)), words),)
    return ()


def _end(reader: Reader, shown: ProblemInfo) -> Rendered:
    language, key = reader.language, shown.id
    said = _at_its_end(reader, shown)
    reach = reader.say_rich("mailing-reach", n=shown.reach, minutes=-(-estimate_seconds(shown.reach) // 60))
    words = compose.join([_title(reader, shown), said, reach, reader.say_rich("problem-end-effect")], "\n\n")
    over = keyboards.make_main_button(language, "btn-problem-over", ProblemOver(problem=key), n=shown.reach)
    back = keyboards.make_button(language, "btn-problem-back", ProblemOpen(problem=key))
    return Rendered(words, ((over, _ask(reader, shown, ProblemWords.END)), (back,)))


def _ask(reader: Reader, shown: ProblemInfo, what: ProblemWords) -> RenderedButton:
    return keyboards.make_button(reader.language, "btn-problem-words", ProblemAsk(words=what, problem=shown.id))


# Takes the reply to the question for a text that requesters read about a known problem.


async def set_words(desk: Desk, incoming: IncomingMessage, what: str) -> Show:
    """Set the text of a known problem, or of its end (`problemask:end.<id>`)."""
    part, _, key = what.partition(".")
    await (ending.set_end_words if part == "end" else known_problems.reword_problem)(desk, int(key), incoming.words)
    return Show("problem", slot=f"problem:{key}", find=part if part == "end" else None, fresh=True)


FEATURE = Feature(
    name="problems",
    routers=(make_router,),
    views={
        "problems": ViewSpec(_render_problems, AGENT),
        "problem": ViewSpec(_render_problem, AGENT),
        "problem_ask": ViewSpec(render_question, grant=Grant.MAILINGS, asks=True),
    },
    commands=(Command("problems", AGENT, alone=True),),
    prompts={"problemask": Prompt(set_words)},
)
