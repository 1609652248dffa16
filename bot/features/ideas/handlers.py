"""Ideas in the bot as requesters see them: `/idea text` of everybody, and votes. The team decides on the screens of
`bot/features/administration`; the desk checks again who may."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.feature import Command, Feature, Turning, ViewSpec
from bot.features.ideas.buttons import ShownIdeas, VoteForIdea
from bot.features.ideas.screens import render_own, render_shown
from bot.handlers import CommandFilter, PressedMessage, TypedCommand, respond
from bot.handlers.pressed_message import Press, handle_presses
from desk import Desk
from desk.ideas import ideas
from desk.outbox import Show


def make_router() -> Router:
    """Return a fresh router of this command and its buttons."""
    made = Router(name="ideas")
    made.message.register(suggest_idea, CommandFilter("idea"))
    handle_presses(made, vote_for_idea)
    return made


async def suggest_idea(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Store an idea; without words show those one can vote for, and how to send one."""
    if not command.words.text.strip():
        respond.post_letter(desk, Show("ideas_shown", slot="ideasshown", fresh=True))
        return
    made = await ideas.suggest_idea(desk, command.words.text)
    respond.post_letter(desk, Show("idea_own", slot=f"ideaown:{made.id}", fresh=True))


async def vote_for_idea(
    _query: CallbackQuery, callback_data: VoteForIdea, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Vote or take the vote back; the pressed message then shows it."""
    pressed.require_view("ideaown", "ideasshown")
    votes = await ideas.vote_for_idea(desk, callback_data.idea, on=bool(callback_data.on))
    press.say("idea-voted", on=callback_data.on, n=votes)
    if pressed.recorded:  # otherwise its place in the chat is not known yet
        view = "idea_own" if pressed.kind == "ideaown" else "ideas_shown"
        respond.post_letter(desk, Show(view, slot=str(pressed.slot), page=callback_data.page))


FEATURE = Feature(
    name="ideas",
    routers=(make_router,),
    views={"idea_own": ViewSpec(render_own), "ideas_shown": ViewSpec(render_shown)},
    turns=(
        Turning(ShownIdeas, "ideas_shown", "ideasshown", under=None, check=lambda desk, *_: ideas.require_on(desk)),
    ),
    commands=(Command("idea", setting="requests.ideas"),),
)
