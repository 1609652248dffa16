"""Callback data of writing first."""

from aiogram.filters.callback_data import CallbackData

from bot.handlers.pressed_message import Id


class WriteTo(CallbackData, prefix="write"):
    """Ask a member of staff what to write to this person, by id."""

    person: Id


class TeamRequests(CallbackData, prefix="begun"):
    """Switch requests begun by the team on or off, for a requester."""

    on: int
