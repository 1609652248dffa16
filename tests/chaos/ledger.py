"""What people said during a day: every word with a mark of its own, so that it can be found wherever it went."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from tests.chaos.at_the_web import AtTheWeb

MARK = re.compile(r"\bw\d+x\b")


class Means(StrEnum):
    """What a word is meant as."""

    ASKED = "asked"  # by a requester
    ANSWERED = "answered"  # by staff, for the requester
    NOTED = "noted"  # by staff, for staff


@dataclass(frozen=True, slots=True)
class Word:
    """One thing said. `by`: a Telegram id or a Todoist one; `said`: its message or comment; `to`: the Telegram message
    it replied to; `task`: the task it was written under."""

    mark: str
    by: int | str
    means: Means
    said: int | str
    to: int | None = None
    task: str | None = None

    @property
    def on_board(self) -> bool:
        """Whether it was written on the board."""
        return isinstance(self.by, str)


@dataclass(frozen=True, slots=True)
class Across:
    """Two words of one requester, and the status that their ticket got between them."""

    first: str
    second: str
    status: str


@dataclass(slots=True)
class Ledger:
    """All that was said, in order; `edited`: by its mark, how a word that was edited ends since; `taken_back`: marks of
    words that are to be nowhere any more. Of the scenes: `apart` are the numbers of their tickets; `across`; `once`:
    marks that nobody may have twice, counted or not; `presses` in the calm, each to be answered; `newcomers`: how many
    came; `web`: what was said at the third door; `complaints` of what was wrong at that moment."""

    words: list[Word] = field(default_factory=list)
    edited: dict[str, str] = field(default_factory=dict)
    taken_back: set[str] = field(default_factory=set)
    apart: set[int] = field(default_factory=set)
    across: list[Across] = field(default_factory=list)
    once: set[str] = field(default_factory=set)
    presses: list[tuple[int, str]] = field(default_factory=list)
    newcomers: int = 0
    web: AtTheWeb = field(default_factory=AtTheWeb)
    complaints: list[str] = field(default_factory=list)
    acts: int = 0
    _made: int = 0

    def mark(self) -> str:
        """A fresh mark."""
        self._made += 1
        return f"w{self._made}x"


def marks(text: str) -> list[str]:
    """The marks in a text, in order."""
    return MARK.findall(text)
