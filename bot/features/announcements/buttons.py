"""Callback data of announcements: a draft and its audience, one being sent, and the receiver's switch."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.handlers.pressed_message import Id, PageNumber


class MailingScreen(CallbackData, prefix="mailing"):
    """Show a screen of buttons for the draft; page 1 is the first one."""

    mailing: Id
    page: PageNumber


class MailingFor(StrEnum):
    """The ways to choose receivers."""

    ALL = "all"
    LANGUAGE = "language"
    EVENT = "event"
    TOPIC = "topic"


class MailingTo(CallbackData, prefix="mailing_to"):
    """Set the audience of a draft. `key` is a language code, the id of an event or topic, or empty for everybody."""

    mailing: Id
    by: MailingFor
    key: Annotated[str, Field(pattern="^[a-z0-9]{0,19}$")]


class MailingSend(CallbackData, prefix="mailing_send"):
    """Start sending the announcement."""

    mailing: Id


class MailingDrop(CallbackData, prefix="mailing_drop"):
    """Discard the draft."""

    mailing: Id


class MailingStop(CallbackData, prefix="mailing_stop"):
    """Stop sending: people who have not received the announcement do not get it."""

    mailing: Id


class MailingsSwitch(CallbackData, prefix="mailing_off"):
    """Switch announcements off (0) or on (1) for the person who presses."""

    on: Annotated[int, Field(ge=0, le=1)]
