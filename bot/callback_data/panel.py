"""Callback data of the web door: a browser that asks to be let in, and sessions to end. Decides nothing."""

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import Id


class LetIn(CallbackData, prefix="web_in"):
    """It was I who asked: open the door."""

    sign_in: Id


class NotMe(CallbackData, prefix="web_no"):
    """Somebody else asked: keep it shut."""

    sign_in: Id


class EndSession(CallbackData, prefix="web_end"):
    """End one session of mine."""

    session: Id


class EndSessions(CallbackData, prefix="web_endall"):
    """End all of mine."""
