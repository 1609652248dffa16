"""What all callback data is made of, and a press. `callback_data/` has what every button says, at most 64 bytes.

A number that PostgreSQL could not hold does not unpack, so a forged one is data nobody knows. Decides nothing.
"""

from dataclasses import dataclass, field
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from desk.outbox import Args

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
PageNumber = Annotated[int, Field(ge=1, le=10**6)]


class OfTicket(CallbackData, prefix="of-ticket"):
    """What is pressed about one ticket; its kinds say what."""

    number: Id


class PageTurn(CallbackData, prefix="of-list"):
    """A page of a list; its kinds say of which."""

    page: PageNumber


class OfPerson(CallbackData, prefix="of-person"):
    """What is pressed about one person, by Telegram id; its kinds say what."""

    person: Id


@dataclass(slots=True)
class Press:
    """A callback query. `say` shows a line for a moment, `alert` a box to close; the last one said counts."""

    id: str
    data: str
    chat_id: int
    message_id: int
    key: str | None = None
    args: Args = field(default_factory=dict)
    boxed: bool = False

    @property
    def in_group(self) -> bool:
        """Whether it was pressed in a group (whose ids are below zero: Bot API, Chat, read 2026-11)."""
        return self.chat_id < 0

    def say(self, key: str, **args: str | int) -> None:
        """Answer with a line that goes away by itself."""
        self.key, self.args, self.boxed = key, args, False

    def alert(self, key: str, **args: str | int) -> None:
        """Answer with a box that has to be closed."""
        self.key, self.args, self.boxed = key, args, True
