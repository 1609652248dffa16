"""Callback data of the web panel: browsers that ask to sign in, sessions to end, and a confirmation."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.handlers.pressed_message import Id

Code = Annotated[str, Field(pattern=r"^[A-Z0-9]{4}$")]


class ChooseCode(CallbackData, prefix="web_pick"):
    """Let in the browser that shows this code."""

    sign_in: Id
    code: Code


class RefuseBrowsers(CallbackData, prefix="web_none"):
    """Refuse all browsers up to this question."""

    newest: Id


class EndSession(CallbackData, prefix="web_end"):
    """End one of one's own sessions."""

    session: Id


class EndReportedSession(CallbackData, prefix="web_endit"):
    """End the session that a notice of security was about."""

    session: Id


class EndSessions(CallbackData, prefix="web_endall"):
    """End all of one's own sessions."""


class ConfirmAction(CallbackData, prefix="lasting"):
    """Confirm or refuse an action that the panel asks to confirm."""

    row: Id
    was_me: Annotated[str, Field(pattern=r"^(yes|no)$")]
