"""Callback data of ideas, at most 64 bytes."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from bot.handlers.pressed_message import Id, PageNumber
from desk.ideas.ideas import IdeaStatus


class IdeaFilter(StrEnum):
    """The statuses that the team's list shows."""

    ALL = "all"
    NEW = "new"
    PLANNED = "planned"
    DONE = "done"
    DECLINED = "declined"


class IdeaList(CallbackData, prefix="ideas"):
    """Show a page of the team's list."""

    status: IdeaFilter
    page: PageNumber


class ShownIdeas(CallbackData, prefix="ideashown"):
    """Show a page of the ideas that requesters may vote for."""

    page: PageNumber


class OpenIdea(CallbackData, prefix="idea"):
    """Show one idea to the team."""

    idea: Id


class VoteForIdea(CallbackData, prefix="ideavote"):
    """Vote for an idea, or take the vote back, on a page of a list."""

    idea: Id
    on: int
    page: PageNumber


class IdeaQuestion(StrEnum):
    """A question about an idea: the status it gets, or a value."""

    NEW = "new"
    PLANNED = "planned"
    DONE = "done"
    DECLINED = "declined"
    TITLE = "title"
    SHOW = "show"


class AskAboutIdea(CallbackData, prefix="ideaask"):
    """Ask for a status or a name."""

    what: IdeaQuestion
    idea: Id


class SetIdeaStatus(CallbackData, prefix="ideaset"):
    """Set the status without a word."""

    idea: Id
    status: IdeaStatus


class HideIdea(CallbackData, prefix="ideahide"):
    """Hide the idea from requesters."""

    idea: Id
