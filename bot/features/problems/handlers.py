"""The feature "problems" of the bot: buttons, handlers and screens.

`/problems` and the buttons of known problems; the desk checks again who may.
"""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.feature import AGENT, AskedPrompt, Command, Feature, ViewSpec
from bot.features.problems.buttons import (
    END,
    Follow,
    NotProblem,
    ProblemAsk,
    ProblemDrop,
    ProblemEnd,
    ProblemMake,
    ProblemOn,
    ProblemOpen,
    ProblemOver,
    ProblemPublish,
    ProblemWords,
    Unfollow,
)
from bot.features.problems.screens import render_problem, render_problems, render_question
from bot.handlers import CommandFilter, PressedMessage, StaffRouter, respond
from bot.handlers.pressed_message import Press, handle_presses
from db.models import Person
from desk import Desk
from desk.conversation.new_entry import IncomingMessage
from desk.outbox import Show
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.problems import detaching, ending, known_problems
from desk.problems import following as problem_following


def make_router() -> Router:
    """Return a fresh router of this command and these buttons."""
    made = StaffRouter(name="problems")
    made.message.register(_show_problems, CommandFilter("problems"))
    handle_presses(
        made,
        propose_problem,
        propose_for_topic,
        show_problem,
        _ask_end,
        end_problem,
        publish_problem,
        drop_draft,
        _ask_words,
        detach_problem,
        follow_problem,
        _unfollow_problem,
    )
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
    respond.post_question(desk, "problemask", f"{callback_data.words.value}.{callback_data.problem}")


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


async def set_words(desk: Desk, incoming: IncomingMessage, what: str) -> Show:
    """Set the text of a known problem, or of its end (`problemask:end.<id>`)."""
    part, _, key = what.partition(".")
    await (ending.set_end_words if part == "end" else known_problems.reword_problem)(desk, int(key), incoming.words)
    return Show("problem", slot=f"problem:{key}", find=part if part == "end" else None, fresh=True)


FEATURE = Feature(
    name="problems",
    routers=(make_router,),
    views={
        "problems": ViewSpec(render_problems, AGENT),
        "problem": ViewSpec(render_problem, AGENT),
    },
    commands=(Command("problems", AGENT, alone=True),),
    prompts={"problemask": AskedPrompt(set_words, asks=ViewSpec(render_question, grant=Grant.MAILINGS))},
)
