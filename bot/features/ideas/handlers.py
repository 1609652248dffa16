"""`/idea text` of everybody, `/ideas` of the team, and the buttons of ideas; the desk checks again who may."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.features.ideas import buttons
from bot.features.ideas.buttons import IdeaFilter
from bot.handlers import CommandFilter, IsPrivate, PressedMessage, TypedCommand, respond
from bot.handlers.pressed_message import Press
from db.models import Person
from desk import Desk
from desk.ideas import decisions, ideas
from desk.outbox import Show
from desk.policy import permissions
from desk.policy.grants import Grant


def make_router() -> Router:
    """Return a fresh router of these commands and buttons."""
    made = Router(name="ideas")
    made.message.filter(IsPrivate())
    made.message.register(suggest_idea, CommandFilter("idea"))
    made.message.register(show_ideas, CommandFilter("ideas"))
    on = made.callback_query.register
    on(turn_list, buttons.IdeaList.filter())
    on(show_shown, buttons.ShownIdeas.filter())
    on(open_idea, buttons.OpenIdea.filter())
    on(vote_for_idea, buttons.VoteForIdea.filter())
    on(ask_about_idea, buttons.AskAboutIdea.filter())
    on(set_status, buttons.SetIdeaStatus.filter())
    on(hide_idea, buttons.HideIdea.filter())
    return made


async def suggest_idea(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Store an idea; without words show those one can vote for, and how to send one."""
    if not command.words.text.strip():
        respond.post_letter(desk, Show("ideas_shown", slot="ideasshown", fresh=True))
        return
    made = await ideas.suggest_idea(desk, command.words.text)
    respond.post_letter(desk, Show("idea_own", slot=f"ideaown:{made.id}", fresh=True))


async def show_ideas(_message: Message, command: TypedCommand, desk: Desk, me: Person) -> None:
    """Show the list, those of one status, or the idea of a number."""
    permissions.require_staff(me)
    said = command.words.text.strip().casefold()
    if command.number is not None:
        respond.post_letter(desk, Show("idea", slot=f"idea:{command.number}", fresh=True))
    elif said in set(IdeaFilter) or not said:
        respond.post_letter(desk, Show("ideas", slot="ideas", fresh=True, find=said or None))
    else:
        respond.post_line(desk, "usage-ideas")


async def turn_list(
    _query: CallbackQuery, callback_data: buttons.IdeaList, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    """Show another page or status in place; from an idea, as a new message."""
    permissions.require_staff(me)
    ideas.require_on(desk)
    spot.require_face("ideas")
    shown = Show("ideas", slot="ideas", page=callback_data.page, find=callback_data.status.value)
    respond.post_letter(desk, shown)


async def show_shown(
    _query: CallbackQuery, callback_data: buttons.ShownIdeas, desk: Desk, spot: PressedMessage
) -> None:
    """Show a page of the ideas to vote for: in place, from elsewhere as a new message."""
    ideas.require_on(desk)
    fresh = spot.kind != "ideasshown"
    respond.post_letter(desk, Show("ideas_shown", slot="ideasshown", page=callback_data.page, fresh=fresh))


async def open_idea(_query: CallbackQuery, callback_data: buttons.OpenIdea, desk: Desk, me: Person) -> None:
    """Show the idea as a new message."""
    permissions.require_staff(me)
    ideas.require_on(desk)
    respond.post_letter(desk, Show("idea", slot=f"idea:{callback_data.idea}", fresh=True))


async def vote_for_idea(
    _query: CallbackQuery, callback_data: buttons.VoteForIdea, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """Vote or take the vote back; the pressed message then shows it."""
    spot.require_face("idea", "ideaown", "ideasshown")
    votes = await ideas.vote_for_idea(desk, callback_data.idea, on=bool(callback_data.on))
    press.say("idea-voted", on=callback_data.on, n=votes)
    if spot.recorded:  # otherwise its place in the chat is not known yet
        view = {"idea": "idea", "ideaown": "idea_own"}.get(spot.kind, "ideas_shown")
        respond.post_letter(desk, Show(view, slot=str(spot.slot), page=callback_data.page))


async def ask_about_idea(
    _query: CallbackQuery, callback_data: buttons.AskAboutIdea, desk: Desk, spot: PressedMessage
) -> None:
    """Ask before people are told, or for a value."""
    await desk.require_grant(Grant.PUBLISH)
    spot.require_face("idea")
    await ideas.lock_idea(desk, callback_data.idea)
    asked = f"{callback_data.what.value}.{callback_data.idea}"
    respond.post_letter(desk, Show("idea_ask", slot=f"ideaask:{asked}", fresh=True))


async def set_status(
    _query: CallbackQuery, callback_data: buttons.SetIdeaStatus, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """Set the status and tell everyone, without a word."""
    spot.require_face("ideaask")
    told = await decisions.set_status(desk, callback_data.idea, callback_data.status)
    press.say("idea-set", n=told)
    respond.post_letter(desk, Show("idea", slot=f"idea:{callback_data.idea}", fresh=True))


async def hide_idea(_query: CallbackQuery, callback_data: buttons.HideIdea, desk: Desk, spot: PressedMessage) -> None:
    """Hide the idea from requesters."""
    spot.require_face("idea")
    await decisions.hide_idea(desk, callback_data.idea)
    respond.post_letter(desk, Show("idea", slot=f"idea:{callback_data.idea}"))
