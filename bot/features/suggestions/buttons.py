"""Callback data of suggestions, questions about a request, and automatic answers."""

from typing import Annotated, Literal

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.handlers.pressed_message import Id, OfTicket, PageNumber, PageTurn
from desk.suggestions.preset_replies import PresetPart


class FillIn(CallbackData, prefix="fill"):
    """Answer a question in the way that the entry `entry` answered the same question before."""

    question: Id
    entry: Id


class FillSkip(CallbackData, prefix="fillskip"):
    """Skip this question and those that follow."""

    question: Id


class OfferRead(CallbackData, prefix="article"):
    """Read a suggested article."""

    offer: Id


class Helped(OfTicket, prefix="helped"):
    """Say that the suggestion was enough, and close the request."""


class NeedPerson(OfTicket, prefix="need_person"):
    """Say that an automatic answer was not enough, and call the team."""


class PresetsPage(PageTurn, prefix="presets"):
    """Show a page of the automatic answers."""


class PresetOpen(CallbackData, prefix="preset"):
    """Show one automatic answer."""

    preset: Id


class PresetAsk(CallbackData, prefix="preset_ask"):
    """Ask for a part of an automatic answer; 0: of a new one."""

    preset: Annotated[int, Field(ge=0, le=2**63 - 1)]
    part: PresetPart
    language: Literal["en", "ru"]


class PresetTopics(CallbackData, prefix="preset_topics"):
    """Show topics to choose from."""

    preset: Id
    page: PageNumber


class PresetTopic(CallbackData, prefix="preset_topic"):
    """Set the topic of an automatic answer; 0: none."""

    preset: Id
    category: Annotated[int, Field(ge=0, le=2**63 - 1)]


class PresetTry(CallbackData, prefix="preset_check"):
    """Show which past requests it would have answered, before it is published."""

    preset: Id


class PresetPublish(CallbackData, prefix="preset_publish"):
    """Publish the automatic answer as it was shown."""

    preset: Id
    version: Annotated[int, Field(ge=1, le=2**31 - 1)]


class PresetRetire(CallbackData, prefix="preset_retire"):
    """Archive the automatic answer."""

    preset: Id
