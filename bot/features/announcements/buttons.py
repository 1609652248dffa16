"""Callback data of mailings: a draft and whom it is for, one under way, and the switch of who gets them. Decides
nothing."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.callbacks import Id, PageNumber


class MailingScreen(CallbackData, prefix="mailing"):
    """A screen of a draft's buttons; 1: how it came."""

    mailing: Id
    page: PageNumber


class MailingFor(StrEnum):
    """By what receivers are chosen."""

    ALL = "all"
    LANGUAGE = "language"
    EVENT = "event"
    TOPIC = "topic"


class MailingTo(CallbackData, prefix="mailing_to"):
    """Whom a draft is for; `key`: a language, the id of an event or topic, nothing for everybody."""

    mailing: Id
    by: MailingFor
    key: Annotated[str, Field(pattern="^[a-z0-9]{0,19}$")]


class MailingSend(CallbackData, prefix="mailing_send"):
    """Begin it."""

    mailing: Id


class MailingDrop(CallbackData, prefix="mailing_drop"):
    """It is not to be sent."""

    mailing: Id


class MailingStop(CallbackData, prefix="mailing_stop"):
    """Whoever has not got it gets it no more."""

    mailing: Id


class MailingsSwitch(CallbackData, prefix="mailing_off"):
    """Its reader wants no more mailings; `on`: wants them again."""

    on: Annotated[int, Field(ge=0, le=1)]
