"""`/groups` and its buttons; the desk checks again who may."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import (
    CallbackQuery,
)

from bot.features.groups import buttons
from bot.features.groups.buttons import TeamChatStep
from bot.features.groups.handlers_offered import drop_offered, take_offered
from bot.handlers import PressedMessage, StaffRouter, respond
from bot.handlers.pressed_message import Press, handle_presses
from db.models import GroupChat
from desk import Desk, Outdated
from desk.admin_settings.changes import change_setting
from desk.groups import chats
from desk.notifications import staff_group
from desk.outbox import Show
from desk.policy.permissions import Grant


def make_router() -> Router:
    """Return a fresh router of this command and these buttons."""
    made = StaffRouter(name="groups")
    handle_presses(made, _show_chat, _allow_chat, _choose_whose)
    made.callback_query.register(take_offered, buttons.MentionTake.filter())
    made.callback_query.register(drop_offered, buttons.MentionDrop.filter())
    for data in _CHANGES:
        made.callback_query.register(_change_chat, data.filter())
    return made


async def _show_chat(_query: CallbackQuery, callback_data: buttons.ChatOpen, desk: Desk) -> None:
    """Show one group in a new message."""
    await desk.require_grant(Grant.SETTINGS_REQUESTS)
    respond.post_letter(desk, Show("chat", slot=f"chat:{callback_data.chat}", fresh=True))


async def _allow_chat(
    _query: CallbackQuery, callback_data: buttons.ChatAllow, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    pressed.require_view("chat")
    await chats.set_allowed(desk, callback_data.chat, allowed=callback_data.on)
    press.say("chat-allowed" if callback_data.on else "chat-stopped")
    _refresh(desk, callback_data.chat)


_NEXT = {
    TeamChatStep.REQUESTS: 5,
    TeamChatStep.TOPICS: 3,
    TeamChatStep.CARDS: 3,
    TeamChatStep.BOTH: 4,
    TeamChatStep.HERE: 4,
}
_OF_GROUP_TICKETS = {
    TeamChatStep.TOPICS: ("add topics",),
    TeamChatStep.CARDS: ("remove topics",),
    TeamChatStep.BOTH: ("remove only_here",),
    TeamChatStep.HERE: ("add only_here", "add words"),
}


async def _choose_whose(
    query: CallbackQuery, callback_data: buttons.ChatPurpose, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Make a group the team's or open it to requesters, and ask there what comes next."""
    key, step = callback_data.chat, callback_data.step
    pressed.require_view(chats.JOINED, "chat")
    pressed.require_open()
    if pressed.recorded and pressed.slot.key != str(key):
        raise Outdated
    if step is TeamChatStep.TEAM:
        chat, is_new = await chats.connect_team(desk, key)
        if not is_new:
            press.say("team-chat-same")
            return
        is_forum = chat.kind == chats.FORUM or (query.message is not None and bool(query.message.chat.is_forum))
        page = 2 if is_forum else 3
    else:
        chat, page = await _answer_joined(desk, key, step), _NEXT[step]
    press.say("chat-allowed" if step is TeamChatStep.REQUESTS else "team-chat-set")
    chats.show_joined(desk, chat, page)
    if not press.in_group:
        _refresh(desk, key)


async def _answer_joined(desk: Desk, key: int, step: TeamChatStep) -> GroupChat:
    """Do what the button says. Raises NotAllowed, and Outdated if the group is not the team's any more."""
    if step is TeamChatStep.REQUESTS:
        return await chats.open_to_requesters(desk, key)
    chat = await desk.session.get(GroupChat, key)
    team = await staff_group.find_group(desk.session)
    if chat is None or team is None or team.id != chat.person_id or team.dismissed_at is not None:
        raise Outdated
    for typed in _OF_GROUP_TICKETS[step]:
        await change_setting(desk, "group_tickets", typed)
    return chat


async def _change_chat(_query: CallbackQuery, callback_data: Any, desk: Desk, pressed: PressedMessage) -> None:
    """Do what a button of the group's screen says."""
    pressed.require_view("chat")
    await _CHANGES[type(callback_data)](desk, callback_data)
    _refresh(desk, callback_data.chat)


_CHANGES: dict[type[CallbackData], Callable[[Desk, Any], Awaitable[GroupChat]]] = {
    buttons.ChatAnswers: lambda desk, to: chats.set_answers_privately(desk, to.chat, privately=to.private),
    buttons.ChatMentions: lambda desk, to: chats.set_mentions(desk, to.chat, to.mode),
    buttons.ChatEvent: lambda desk, to: chats.set_event(desk, to.chat, to.event or None),
    buttons.ChatOrganization: lambda desk, to: chats.set_organization(desk, to.chat, to.organization or None),
}


def _refresh(desk: Desk, chat: int) -> None:
    respond.post_letter(desk, Show("chat", slot=f"chat:{chat}"))
