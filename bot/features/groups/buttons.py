"""Callback data of groups: show one, allow it, choose where answers go, its event, its organization, what names the
team there."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.handlers.pressed_message import Id, PageNumber
from db.models import GroupMentions


class ChatOpen(CallbackData, prefix="chat"):
    """Show a group and what can be done with it."""

    chat: Id


class ChatAllow(CallbackData, prefix="chat_allow"):
    """Take requests from the group (1), or stop (0)."""

    chat: Id
    on: bool


class TeamChatStep(StrEnum):
    """Answers to what a group is to the desk: the team's, or open to requesters; a topic for each request, or only
    cards; cards to the agents' own chats too, or only here."""

    TEAM = "team"
    REQUESTS = "requests"
    TOPICS = "topics"
    CARDS = "cards"
    BOTH = "both"
    HERE = "here"


class ChatPurpose(CallbackData, prefix="team_chat"):
    """Answer what a group is to the desk."""

    chat: Id
    step: TeamChatStep


class ForwardedFor(CallbackData, prefix="forward_for"):
    """File forwarded words, held under a question, as a request of this person."""

    question: Id
    person: Id


class ChatAnswers(CallbackData, prefix="chat_answers"):
    """Send answers to requesters' own chats where possible (1), or to the group (0)."""

    chat: Id
    private: bool


class ChatMentions(CallbackData, prefix="chat_mentions"):
    """Choose what becomes of a group's messages that name a member of the team."""

    chat: Id
    mode: GroupMentions


class MentionTake(CallbackData, prefix="mention_take"):
    """Make a request of what is offered."""

    mention: Id


class MentionDrop(CallbackData, prefix="mention_drop"):
    """Say that what is offered is not for the team."""

    mention: Id


class ChatEvents(CallbackData, prefix="chat_events"):
    """Choose the event that a group's requests belong to; a page of them."""

    chat: Id
    page: PageNumber


class ChatEvent(CallbackData, prefix="chat_event"):
    """Tie the group to an event; 0: to none."""

    chat: Id
    event: Annotated[int, Field(ge=0, le=2**63 - 1)]


class ChatOrganizations(CallbackData, prefix="chat_orgs"):
    """Choose the organization that a group's requests are of; a page of them."""

    chat: Id
    page: PageNumber


class ChatOrganization(CallbackData, prefix="chat_org"):
    """Tie the group to an organization; 0: to none."""

    chat: Id
    organization: Annotated[int, Field(ge=0, le=2**63 - 1)]
