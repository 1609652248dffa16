"""Callback data of the requester's menu, and of its publication."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.handlers.pressed_message import Id

ItemId = Annotated[int, Field(ge=0, le=2**63 - 1)]
"""An item by id; 0: the first screen."""


class MenuPress(CallbackData, prefix="menu"):
    """Open a menu item; 0 goes back to the first screen."""

    item: ItemId


class MenuTry(CallbackData, prefix="menutry"):
    """Open an item of the draft, as a try by an admin."""

    item: ItemId


class MenuNow(CallbackData, prefix="menunow"):
    """Show what requesters have, and what is wrong with the draft."""


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
