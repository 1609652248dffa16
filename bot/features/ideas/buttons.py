"""Callback data of ideas as requesters see them, at most 64 bytes."""

from aiogram.filters.callback_data import CallbackData

from bot.handlers.pressed_message import Id, PageNumber


class ShownIdeas(CallbackData, prefix="ideashown"):
    """Show a page of the ideas that requesters may vote for."""

    page: PageNumber


class VoteForIdea(CallbackData, prefix="ideavote"):
    """Vote for an idea, or take the vote back, on a page of a list."""

    idea: Id
    on: int
    page: PageNumber
