"""Callback data of the operator's own systems. Decides nothing."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.callbacks import Id, PageTurn


class SystemPage(PageTurn, prefix="systems"):
    """A page of those there are."""


class SystemScreen(StrEnum):
    """What is shown of one."""

    ITSELF = "is"
    SCOPES = "scopes"
    INTERNAL = "internal"
    EXPIRY = "expiry"
    ROTATE = "rotate"


class SystemShown(CallbackData, prefix="system"):
    """One of them, at one of its screens."""

    system: Id
    screen: SystemScreen


class SystemMay(StrEnum):
    """From now on, or no more."""

    ON = "on"
    OFF = "off"


class SystemScope(CallbackData, prefix="system_may"):
    """It may do that, or no more; the scope as callback data can hold it."""

    system: Id
    scope: Annotated[str, Field(pattern=r"^[a-z_]{1,20}$")]
    may: SystemMay


class SystemExpires(CallbackData, prefix="system_until"):
    """Its token is good for so many days; 0: without end."""

    system: Id
    days: Annotated[int, Field(ge=0, le=3650)]


class SystemLimit(CallbackData, prefix="system_rate"):
    """It may ask as often as the choice after `was`, which its screen shows, says."""

    system: Id
    was: Annotated[int, Field(ge=1, le=10**6)]


class SystemRotate(CallbackData, prefix="system_new"):
    """A new token in place of the one that ended on `was`; that one is over."""

    system: Id
    was: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,4}$")]


class SystemRevoke(CallbackData, prefix="system_off"):
    """Nobody comes in with its token."""

    system: Id


class SystemRestore(CallbackData, prefix="system_on"):
    """They do again."""

    system: Id


class JoinAnswer(StrEnum):
    """Whether one is whom a system's link is for."""

    YES = "yes"
    NO = "no"


class SystemJoin(CallbackData, prefix="system_join"):
    """Whoever opened that link is its person, or is not."""

    link: Id
    answer: JoinAnswer


class SystemPart(CallbackData, prefix="system_part"):
    """One is that person of a system's no longer."""

    key: Id


class SystemAsk(CallbackData, prefix="system_ask"):
    """Ask for the name of a new one (0), or for one's pages."""

    system: Annotated[int, Field(ge=0, le=2**63 - 1)]
