"""Callback data of the requester's menu, and of its draft."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.handlers.pressed_message import Id, PageNumber
from desk.menu.items import MenuKind

ItemId = Annotated[int, Field(ge=0, le=2**63 - 1)]
"""An item by id; 0: the first screen."""
ItemLanguage = Annotated[str, Field(pattern="^[a-z]{2}$")]


class MenuPress(CallbackData, prefix="menu"):
    """Open a menu item; 0 goes back to the first screen."""

    item: ItemId


class MenuTry(CallbackData, prefix="menutry"):
    """Open an item of the draft, as a try by an admin."""

    item: ItemId


class DraftScreen(StrEnum):
    """The screens of the draft."""

    ITEMS = "items"  # the items of a submenu, or for 0 of the first screen
    ITEM = "item"
    ADD = "add"
    TARGET = "target"
    PUBLISH = "publish"


class MenuAt(CallbackData, prefix="menuat"):
    """Show a screen of the draft."""

    screen: DraftScreen
    item: ItemId
    page: PageNumber = 1


class MenuNew(CallbackData, prefix="menunew"):
    """Ask for the caption of a new item in a submenu (0: on the first screen)."""

    kind: MenuKind
    parent: ItemId


class ItemPart(StrEnum):
    """The parts of an item that are typed."""

    CAPTION = "caption"
    TEXT = "text"
    URL = "url"


class MenuAsk(CallbackData, prefix="menuask"):
    """Ask for a part of an item."""

    part: ItemPart
    item: Id
    language: ItemLanguage


class MenuLeads(CallbackData, prefix="menuto"):
    """Let the item lead to this article, topic or submenu."""

    item: Id
    target: ItemId


class ItemChange(StrEnum):
    """The changes that a press makes to an item."""

    UP = "up"
    REMOVE = "remove"
    RESTORE = "restore"


class MenuChange(CallbackData, prefix="menudo"):
    """Move, remove or restore an item."""

    change: ItemChange
    item: Id


class PublishStep(StrEnum):
    """Publish the draft, or take the menu down."""

    PUBLISH = "publish"
    DOWN = "down"


class MenuPublish(CallbackData, prefix="menupub"):
    """Change what requesters have."""

    step: PublishStep


class MenuUndo(CallbackData, prefix="menuundo"):
    """Undo the publication of this version."""

    version: Id
