"""Callback data of what requesters are offered and asked before a person answers. Decides nothing."""

from typing import Annotated, Literal

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.callbacks import Id, OfTicket, PageNumber, PageTurn
from desk.suggestions.preset_questions import PresetPart


class FillIn(CallbackData, prefix="fill"):
    """Answer a question as the comment `entry` answered one of its key before."""

    question: Id
    entry: Id


class FillSkip(CallbackData, prefix="fillskip"):
    """Answer neither this question nor those that follow."""

    question: Id


class OfferRead(CallbackData, prefix="article"):
    """Read an article that was offered."""

    offer: Id


class Helped(OfTicket, prefix="helped"):
    """What was offered was enough: its requester needs nobody any more."""


class NeedPerson(OfTicket, prefix="need_person"):
    """An answer was not enough: its requester calls somebody of the team."""


class PresetsPage(PageTurn, prefix="presets"):
    """A page of the preset answers."""


class PresetShown(CallbackData, prefix="preset"):
    """One of them; of those below, each is about one."""

    preset: Id


class PresetAsked(CallbackData, prefix="preset_ask"):
    """Ask for a part of it; 0: of a new one."""

    preset: Annotated[int, Field(ge=0, le=2**63 - 1)]
    part: PresetPart
    language: Literal["en", "ru"]


class PresetTopics(CallbackData, prefix="preset_topics"):
    """Topics to choose from."""

    preset: Id
    page: PageNumber


class PresetTopic(CallbackData, prefix="preset_topic"):
    """That one; 0: none."""

    preset: Id
    category: Annotated[int, Field(ge=0, le=2**63 - 1)]


class PresetChecked(CallbackData, prefix="preset_check"):
    """What it would have answered, before it is published."""

    preset: Id


class PresetPublish(CallbackData, prefix="preset_publish"):
    """It answers from now on, as it was shown."""

    preset: Id
    version: Annotated[int, Field(ge=1, le=2**31 - 1)]


class PresetRetire(CallbackData, prefix="preset_retire"):
    """It answers nobody any more."""

    preset: Id
