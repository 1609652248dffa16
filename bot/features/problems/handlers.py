"""`/problems` and the buttons of known problems; the desk checks again who may."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.features.problems import buttons
from bot.features.problems.screens import END
from bot.handlers import CommandFilter, IsPrivate, IsStaff, PressedMessage, respond
from bot.handlers.pressed_message import Press
from db.models import Person
from desk import Desk
from desk.outbox import Show
from desk.policy import permissions
from desk.policy.grants import Grant
from desk.problems import ending, following, problems, wrong_match


def make_router() -> Router:
    """Return a fresh router of this command and these buttons."""
    made = Router(name="problems")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(show_problems, CommandFilter("problems"))
    on = made.callback_query.register
    on(propose_problem, buttons.ProblemMake.filter())
    on(propose_for_topic, buttons.ProblemOn.filter())
    on(show_problem, buttons.ProblemOpen.filter())
    on(ask_end, buttons.ProblemEnd.filter())
    on(end_problem, buttons.ProblemOver.filter())
    on(publish_problem, buttons.ProblemPublish.filter())
    on(drop_draft, buttons.ProblemDrop.filter())
    on(ask_words, buttons.ProblemAsk.filter())
    on(detach_problem, buttons.NotProblem.filter())
    on(follow_problem, buttons.Follow.filter())
    on(unfollow_problem, buttons.Unfollow.filter())
    return made


async def show_problems(_message: Message, desk: Desk, me: Person) -> None:
    """Show the problems that are not over."""
    permissions.require_staff(me)
    respond.post_letter(desk, Show("problems", slot="problems", fresh=True))


async def propose_problem(
    _query: CallbackQuery, callback_data: buttons.ProblemMake, desk: Desk, spot: PressedMessage
) -> None:
    """Draft a problem from the ticket and those like it."""
    spot.require_ticket(callback_data.number)
    _post_problem(desk, await problems.propose_problem(desk, callback_data.number))


async def propose_for_topic(
    _query: CallbackQuery, callback_data: buttons.ProblemOn, desk: Desk, spot: PressedMessage
) -> None:
    spot.require_face("categories")
    _post_problem(desk, await problems.propose_for_topic(desk, callback_data.category))


async def show_problem(
    _query: CallbackQuery, callback_data: buttons.ProblemOpen, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    """Show a problem: from the list as a new message, from its end in place."""
    permissions.require_staff(me)
    spot.require_face("problem", "problems")
    if spot.kind == "problem":
        _show_problem(desk, callback_data.problem)
    else:
        _post_problem(desk, callback_data.problem)


async def ask_end(_query: CallbackQuery, callback_data: buttons.ProblemEnd, desk: Desk, spot: PressedMessage) -> None:
    """Show what followers will read and how many they are, before the problem ends."""
    await desk.require_grant(Grant.MAILINGS)
    spot.require_face("problem")
    _show_problem(desk, callback_data.problem, END)


async def end_problem(
    _query: CallbackQuery, callback_data: buttons.ProblemOver, desk: Desk, spot: PressedMessage
) -> None:
    spot.require_face("problem")
    await ending.end_problem(desk, callback_data.problem)
    _show_problem(desk, callback_data.problem)


async def publish_problem(
    _query: CallbackQuery, callback_data: buttons.ProblemPublish, desk: Desk, spot: PressedMessage
) -> None:
    spot.require_face("problem")
    await problems.publish_problem(desk, callback_data.problem)
    _show_problem(desk, callback_data.problem)


async def drop_draft(
    _query: CallbackQuery, callback_data: buttons.ProblemDrop, desk: Desk, spot: PressedMessage
) -> None:
    spot.require_face("problem")
    await problems.discard_draft(desk, callback_data.problem)
    _show_problem(desk, callback_data.problem)


async def ask_words(_query: CallbackQuery, callback_data: buttons.ProblemAsk, desk: Desk, spot: PressedMessage) -> None:
    """Ask for a text that requesters read; refused if it can no longer change."""
    await desk.require_grant(Grant.MAILINGS)
    spot.require_face("problem")
    drafts = () if callback_data.words is buttons.ProblemWords.END else (problems.DRAFT,)
    await problems.lock_problem(desk, callback_data.problem, problems.OPEN, *drafts)
    asked = f"{callback_data.words.value}.{callback_data.problem}"
    respond.post_letter(desk, Show("problem_ask", slot=f"problemask:{asked}", fresh=True))


async def detach_problem(
    _query: CallbackQuery, callback_data: buttons.NotProblem, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """Detach the request from the problem; it continues like any other."""
    spot.require_ticket(callback_data.number)
    await wrong_match.detach_problem(desk, callback_data.number)
    press.say("problem-not-theirs")


async def follow_problem(
    _query: CallbackQuery, callback_data: buttons.Follow, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    await _set_following(desk, spot, press, callback_data.problem, on=True)


async def unfollow_problem(
    _query: CallbackQuery, callback_data: buttons.Unfollow, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    await _set_following(desk, spot, press, callback_data.problem, on=False)


async def _set_following(desk: Desk, spot: PressedMessage, press: Press, problem_id: int, *, on: bool) -> None:
    """Follow or stop following, and update the receipts of all the person's requests about the problem."""
    spot.require_face("receipt")
    for ticket_id, number in await following.follow_problem(desk, problem_id, on=on):
        respond.post_letter(desk, Show("receipt", slot=f"receipt:{number}", only_edit=True), ticket_id)
    press.say("problem-followed", on=int(on))


def _post_problem(desk: Desk, problem_id: int) -> None:
    respond.post_letter(desk, Show("problem", slot=f"problem:{problem_id}", fresh=True))


def _show_problem(desk: Desk, problem_id: int, find: str | None = None) -> None:
    respond.post_letter(desk, Show("problem", slot=f"problem:{problem_id}", find=find))
