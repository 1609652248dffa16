"""The base classes of all callback data, and a press. Each feature's `buttons.py` declares its own data, at most 64
bytes.

A number that PostgreSQL could not hold does not unpack, so forged data is unknown data.
"""

from dataclasses import dataclass, field
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from desk.outbox import Args

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
PageNumber = Annotated[int, Field(ge=1, le=10**6)]


class OfTicket(CallbackData, prefix="of-ticket"):
    """Base of the callback data of buttons about one ticket."""

    number: Id


class PageTurn(CallbackData, prefix="of-list"):
    """Base of the callback data of buttons that turn the page of a list."""

    page: PageNumber


class OfPerson(CallbackData, prefix="of-person"):
    """Base of the callback data of buttons about one person, by Telegram id."""

    person: Id


@dataclass(slots=True)
class Press:
    """A callback query. `say` shows a line for a moment, `alert` a box to close; the last call counts."""

    id: str
    data: str
    chat_id: int
    message_id: int
    key: str | None = None
    args: Args = field(default_factory=dict)
    boxed: bool = False

    @property
    def in_group(self) -> bool:
        """True if the button was pressed in a group (whose ids are below zero: Bot API, Chat, read 2026-11)."""
        return self.chat_id < 0

    def say(self, key: str, **args: str | int) -> None:
        """Answer with a line that disappears."""
        self.key, self.args, self.boxed = key, args, False

    def show_alert(self, key: str, **args: str | int) -> None:
        """Answer with a box that has to be closed."""
        self.key, self.args, self.boxed = key, args, True
