"""`/problems` and the buttons of known problems; every verb checks again who may."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks import Press
from bot.features.problems import buttons as data
from bot.features.problems.screens import END
from bot.handlers import CommandFilter, IsCommand, IsPrivate, IsStaff, PressedMessage, respond
from db.models import Person
from desk import Desk
from desk.outbox import Show
from desk.policy import permissions
from desk.problems import ending, following, problems, wrong_match


def make_router() -> Router:
    """A fresh router of this command and these buttons."""
    made = Router(name="problems")
    made.message.filter(IsPrivate(), IsCommand(), IsStaff())
    made.message.register(show_problems, CommandFilter("problems"))
    on = made.callback_query.register
    on(propose_problem, data.ProblemMake.filter())
    on(make_on_topic, data.ProblemOn.filter())
    on(show_problem, data.ProblemOpen.filter())
    on(ask_end, data.ProblemEnd.filter())
    on(end_problem, data.ProblemOver.filter())
    on(publish_problem, data.ProblemPublish.filter())
    on(drop_draft, data.ProblemDrop.filter())
    on(ask_words, data.ProblemAsk.filter())
    on(not_this, data.NotProblem.filter())
    on(follow_problem, data.Follow.filter())
    on(unfollow_problem, data.Unfollow.filter())
    return made


async def show_problems(_message: Message, desk: Desk, me: Person) -> None:
    """Those that are not over."""
    permissions.require_staff(me)
    respond.post_letter(desk, Show("problems", slot="problems", fresh=True))


async def propose_problem(
    _query: CallbackQuery, callback_data: data.ProblemMake, desk: Desk, spot: PressedMessage
) -> None:
    """From those that say the same."""
    spot.about(callback_data.number)
    _fresh(desk, await problems.propose_problem(desk, callback_data.number))


async def make_on_topic(_query: CallbackQuery, callback_data: data.ProblemOn, desk: Desk, spot: PressedMessage) -> None:
    """From a topic."""
    spot.of("categories")
    _fresh(desk, await problems.propose_for_topic(desk, callback_data.category))


async def show_problem(
    _query: CallbackQuery, callback_data: data.ProblemOpen, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    """From the list as a message of its own, back from its end in place."""
    permissions.require_staff(me)
    spot.of("problem", "problems")
    if spot.face == "problem":
        _show_problem(desk, callback_data.problem)
    else:
        _fresh(desk, callback_data.problem)


async def ask_end(_query: CallbackQuery, callback_data: data.ProblemEnd, desk: Desk, spot: PressedMessage) -> None:
    """What is said, and to how many, before it is."""
    await desk.require_admin("only-admins")
    spot.of("problem")
    _show_problem(desk, callback_data.problem, END)


async def end_problem(_query: CallbackQuery, callback_data: data.ProblemOver, desk: Desk, spot: PressedMessage) -> None:
    """Over."""
    spot.of("problem")
    await ending.end_problem(desk, callback_data.problem)
    _show_problem(desk, callback_data.problem)


async def publish_problem(
    _query: CallbackQuery, callback_data: data.ProblemPublish, desk: Desk, spot: PressedMessage
) -> None:
    """From now on."""
    spot.of("problem")
    await problems.publish_problem(desk, callback_data.problem)
    _show_problem(desk, callback_data.problem)


async def drop_draft(_query: CallbackQuery, callback_data: data.ProblemDrop, desk: Desk, spot: PressedMessage) -> None:
    """None after all."""
    spot.of("problem")
    await problems.discard_draft(desk, callback_data.problem)
    _show_problem(desk, callback_data.problem)


async def ask_words(_query: CallbackQuery, callback_data: data.ProblemAsk, desk: Desk, spot: PressedMessage) -> None:
    """The question whose reply is what requesters read, while it may be said."""
    await desk.require_admin("only-admins")
    spot.of("problem")
    drafts = () if callback_data.words is data.ProblemWords.END else (problems.DRAFT,)
    await problems.lock_problem(desk, callback_data.problem, problems.OPEN, *drafts)
    asked = f"{callback_data.words.value}.{callback_data.problem}"
    respond.post_letter(desk, Show("problem_ask", slot=f"problemask:{asked}", fresh=True))


async def not_this(
    _query: CallbackQuery, callback_data: data.NotProblem, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """It goes on as any."""
    spot.about(callback_data.number)
    await wrong_match.detach_problem(desk, callback_data.number)
    press.say("problem-not-theirs")


async def follow_problem(
    _query: CallbackQuery, callback_data: data.Follow, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """They will hear."""
    await _wish(desk, spot, press, callback_data.problem, on=True)


async def unfollow_problem(
    _query: CallbackQuery, callback_data: data.Unfollow, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """They will not."""
    await _wish(desk, spot, press, callback_data.problem, on=False)


async def _wish(desk: Desk, spot: PressedMessage, press: Press, problem_id: int, *, on: bool) -> None:
    """The receipts of all their requests that are about it show it."""
    spot.of("receipt")
    for ticket_id, number in await following.follow_problem(desk, problem_id, on=on):
        respond.post_letter(desk, Show("receipt", slot=f"receipt:{number}", only_edit=True), ticket_id)
    press.say("problem-followed", on=int(on))


def _fresh(desk: Desk, problem_id: int) -> None:
    respond.post_letter(desk, Show("problem", slot=f"problem:{problem_id}", fresh=True))


def _show_problem(desk: Desk, problem_id: int, find: str | None = None) -> None:
    respond.post_letter(desk, Show("problem", slot=f"problem:{problem_id}", find=find))
