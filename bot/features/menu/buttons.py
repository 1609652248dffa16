"""Callback data of the requester's menu, and of its draft. Decides nothing."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.callbacks import Id, PageNumber
from desk.menu.items import MenuKind

ItemId = Annotated[int, Field(ge=0, le=2**63 - 1)]
"""An item by id; 0: the first screen."""
ItemLanguage = Annotated[str, Field(pattern="^[a-z]{2}$")]


class MenuPress(CallbackData, prefix="menu"):
    """A button of the menu; 0: back to its first screen."""

    item: ItemId


class MenuTry(CallbackData, prefix="menutry"):
    """The same of the draft, by an admin."""

    item: ItemId


class DraftScreen(StrEnum):
    """What of the draft is shown."""

    ITEMS = "items"  # of a submenu; of 0: of the first screen
    ITEM = "item"
    ADD = "add"
    TARGET = "target"
    PUBLISH = "publish"


class MenuAt(CallbackData, prefix="menuat"):
    """A screen of the draft."""

    screen: DraftScreen
    item: ItemId
    page: PageNumber = 1


class MenuNew(CallbackData, prefix="menunew"):
    """A new button in a submenu (0: on the first screen); what it says is asked for."""

    kind: MenuKind
    parent: ItemId


class ItemPart(StrEnum):
    """What of an item is typed."""

    CAPTION = "caption"
    TEXT = "text"
    URL = "url"


class MenuAsk(CallbackData, prefix="menuask"):
    """Ask for it."""

    part: ItemPart
    item: Id
    language: ItemLanguage


class MenuLeads(CallbackData, prefix="menuto"):
    """It leads to this article, topic or submenu."""

    item: Id
    target: ItemId


class ItemChange(StrEnum):
    """What is done to an item."""

    UP = "up"
    REMOVE = "remove"
    RESTORE = "restore"


class MenuChange(CallbackData, prefix="menudo"):
    """Do it."""

    change: ItemChange
    item: Id


class PublishStep(StrEnum):
    """What is done to what requesters have."""

    PUBLISH = "publish"
    DOWN = "down"


class MenuPublish(CallbackData, prefix="menupub"):
    """Do it."""

    step: PublishStep


class MenuUndo(CallbackData, prefix="menuundo"):
    """Take back the publishing of this version."""

    version: Id
