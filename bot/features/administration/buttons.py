"""Callback data of administered nouns, at most 64 bytes: the noun, a row's key, a field, an option."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.handlers.pressed_message import Id, PageNumber

Noun = Annotated[str, Field(pattern="^[a-z]{2,10}$")]
Key = Annotated[str, Field(pattern=r"^[\w.-]{1,20}$")]
MaybeKey = Annotated[str, Field(pattern=r"^[\w.-]{0,20}$")]
"""Empty: the first list of a noun."""
Name = Annotated[str, Field(pattern="^[a-z-]{1,16}$")]


class AdminBase(CallbackData, prefix="of-noun"):
    """Base of the data of buttons about a noun."""

    noun: Noun


class AdminList(AdminBase, prefix="ad"):
    """Show a page of the rows in a row or group."""

    inside: MaybeKey
    page: PageNumber


class AdminRow(AdminBase, prefix="adrow"):
    """Show a row, with a page of its buttons."""

    key: Key
    page: PageNumber


class AdminField(AdminBase, prefix="adfield"):
    """Show one field of a row, with a page of its options."""

    key: Key
    field: Name
    page: PageNumber


class AdminAsk(AdminBase, prefix="adask"):
    """Ask for a field that is typed."""

    key: Key
    field: Name


class AdminSet(AdminBase, prefix="adset"):
    """Choose an option of a field, or drop it where any number can be chosen; empty: none."""

    key: Key
    field: Name
    value: MaybeKey


class AdminNew(AdminBase, prefix="adnew"):
    """Ask for a new row of that kind, in a row or group."""

    kind: Name
    inside: MaybeKey


class AdminAct(AdminBase, prefix="addo"):
    """Do that to a row."""

    key: Key
    act: Name


class AdminUndo(AdminBase, prefix="adundo"):
    """Undo the change of a row that made this version."""

    key: Key
    version: Id


NOUN_PRESSES = frozenset(one.__prefix__ for one in AdminBase.__subclasses__())
"""The prefixes of all of these."""
