"""Ideas in the bot: suggesting, voting, and the team's list.

`/idea text` of everybody, `/ideas` of the team, and the buttons of ideas; the desk checks again who may.
"""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.ideas.buttons import (
    AskAboutIdea,
    HideIdea,
    IdeaFilter,
    IdeaList,
    IdeaQuestion,
    OpenIdea,
    SetIdeaStatus,
    ShownIdeas,
    VoteForIdea,
)
from bot.features.ideas.screens import render_idea, render_list, render_question
from bot.features.ideas.screens_own import render_own, render_shown
from bot.handlers import CommandFilter, IsPrivate, PressedMessage, TypedCommand, respond
from bot.handlers.pressed_message import Press
from db.models import Person
from desk import Desk
from desk.conversation.new_entry import IncomingMessage
from desk.ideas import ideas
from desk.ideas.ideas import IdeaStatus
from desk.inbound.prompt_replies import Prompt
from desk.outbox import Show
from desk.policy import permissions
from desk.policy.permissions import Grant


async def take_answer(desk: Desk, incoming: IncomingMessage, what: str) -> Show:
    """Apply the reply; the slot names the question and the idea (`planned.5`)."""
    asked, _, key = what.partition(".")
    said, idea_id = incoming.words.text, int(key)
    if asked in (IdeaQuestion.TITLE, IdeaQuestion.SHOW):
        await ideas.name_idea(desk, idea_id, said, show=asked == IdeaQuestion.SHOW)
    else:
        await ideas.set_status(desk, idea_id, IdeaStatus(asked), said)
    return Show("idea", slot=f"idea:{idea_id}", fresh=True)


def make_router() -> Router:
    """Return a fresh router of these commands and buttons."""
    made = Router(name="ideas")
    made.message.filter(IsPrivate())
    made.message.register(suggest_idea, CommandFilter("idea"))
    made.message.register(_show_ideas, CommandFilter("ideas"))
    on = made.callback_query.register
    on(_turn_list, IdeaList.filter())
    on(_show_shown, ShownIdeas.filter())
    on(_open_idea, OpenIdea.filter())
    on(vote_for_idea, VoteForIdea.filter())
    on(_ask_about_idea, AskAboutIdea.filter())
    on(set_status, SetIdeaStatus.filter())
    on(hide_idea, HideIdea.filter())
    return made


async def suggest_idea(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Store an idea; without words show those one can vote for, and how to send one."""
    if not command.words.text.strip():
        respond.post_letter(desk, Show("ideas_shown", slot="ideasshown", fresh=True))
        return
    made = await ideas.suggest_idea(desk, command.words.text)
    respond.post_letter(desk, Show("idea_own", slot=f"ideaown:{made.id}", fresh=True))


async def _show_ideas(_message: Message, command: TypedCommand, desk: Desk, me: Person) -> None:
    """Show the list, those of one status, or the idea of a number."""
    permissions.require_staff(me)
    said = command.words.text.strip().casefold()
    if command.number is not None:
        respond.post_letter(desk, Show("idea", slot=f"idea:{command.number}", fresh=True))
    elif said in set(IdeaFilter) or not said:
        respond.post_letter(desk, Show("ideas", slot="ideas", fresh=True, find=said or None))
    else:
        respond.post_line(desk, "usage-ideas")


async def _turn_list(
    _query: CallbackQuery, callback_data: IdeaList, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Show another page or status in place; from an idea, as a new message."""
    permissions.require_staff(me)
    ideas.require_on(desk)
    pressed.require_view("ideas")
    shown = Show("ideas", slot="ideas", page=callback_data.page, find=callback_data.status.value)
    respond.post_letter(desk, shown)


async def _show_shown(_query: CallbackQuery, callback_data: ShownIdeas, desk: Desk, pressed: PressedMessage) -> None:
    """Show a page of the ideas to vote for: in place, from elsewhere as a new message."""
    ideas.require_on(desk)
    fresh = pressed.kind != "ideasshown"
    respond.post_letter(desk, Show("ideas_shown", slot="ideasshown", page=callback_data.page, fresh=fresh))


async def _open_idea(_query: CallbackQuery, callback_data: OpenIdea, desk: Desk, me: Person) -> None:
    """Show the idea as a new message."""
    permissions.require_staff(me)
    ideas.require_on(desk)
    respond.post_letter(desk, Show("idea", slot=f"idea:{callback_data.idea}", fresh=True))


async def vote_for_idea(
    _query: CallbackQuery, callback_data: VoteForIdea, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Vote or take the vote back; the pressed message then shows it."""
    pressed.require_view("idea", "ideaown", "ideasshown")
    votes = await ideas.vote_for_idea(desk, callback_data.idea, on=bool(callback_data.on))
    press.say("idea-voted", on=callback_data.on, n=votes)
    if pressed.recorded:  # otherwise its place in the chat is not known yet
        view = {"idea": "idea", "ideaown": "idea_own"}.get(pressed.kind, "ideas_shown")
        respond.post_letter(desk, Show(view, slot=str(pressed.slot), page=callback_data.page))


async def _ask_about_idea(
    _query: CallbackQuery, callback_data: AskAboutIdea, desk: Desk, pressed: PressedMessage
) -> None:
    """Ask before people are told, or for a value."""
    await desk.require_grant(Grant.PUBLISH)
    pressed.require_view("idea")
    await ideas.lock_idea(desk, callback_data.idea)
    asked = f"{callback_data.what.value}.{callback_data.idea}"
    respond.post_letter(desk, Show("idea_ask", slot=f"ideaask:{asked}", fresh=True))


async def set_status(
    _query: CallbackQuery, callback_data: SetIdeaStatus, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Set the status and tell everyone, without a word."""
    pressed.require_view("ideaask")
    told = await ideas.set_status(desk, callback_data.idea, callback_data.status)
    press.say("idea-set", n=told)
    respond.post_letter(desk, Show("idea", slot=f"idea:{callback_data.idea}", fresh=True))


async def hide_idea(_query: CallbackQuery, callback_data: HideIdea, desk: Desk, pressed: PressedMessage) -> None:
    """Hide the idea from requesters."""
    pressed.require_view("idea")
    await ideas.hide_idea(desk, callback_data.idea)
    respond.post_letter(desk, Show("idea", slot=f"idea:{callback_data.idea}"))


FEATURE = Feature(
    name="ideas",
    routers=(make_router,),
    views={
        "ideas": ViewSpec(render_list, AGENT),
        "idea": ViewSpec(render_idea, AGENT),
        "idea_ask": ViewSpec(render_question, AGENT, asks=True, grant=Grant.PUBLISH),
        "idea_own": ViewSpec(render_own),
        "ideas_shown": ViewSpec(render_shown),
    },
    commands=(
        Command("idea", setting="requests.ideas"),
        Command("ideas", AGENT, setting="requests.ideas"),
    ),
    prompts={"ideaask": Prompt(take_answer)},
)
