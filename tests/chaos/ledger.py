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
    words that are to be nowhere any more. Of the scenes: `apart` are the numbers of their tickets; `alike`: marks of
    requests that are to go on saying the same; `across`; `once`: marks that nobody may have twice, counted or not;
    `contacts`: the digits of a number by the mark in its name; `called`: ids of tickets that could not wait; `presses`
    in the calm, each to be answered; `keys`: comments on the board that were only a key; `mailings`: how each begins;
    `answered`: numbers of requests that a preset answer was given to, and what ended its wait; `known`: numbers of the
    requests that a known problem was made of or that say the same, by its id, and `followed`: the numbers by which
    somebody follows it; `newcomers`: how many came; `web`: what was said at the third door; `complaints` of what was
    wrong at that moment."""

    words: list[Word] = field(default_factory=list)
    edited: dict[str, str] = field(default_factory=dict)
    taken_back: set[str] = field(default_factory=set)
    apart: set[int] = field(default_factory=set)
    alike: set[str] = field(default_factory=set)
    across: list[Across] = field(default_factory=list)
    once: set[str] = field(default_factory=set)
    contacts: dict[str, str] = field(default_factory=dict)
    called: list[int] = field(default_factory=list)
    presses: list[tuple[int, str]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    mailings: list[str] = field(default_factory=list)
    answered: dict[int, str] = field(default_factory=dict)
    known: dict[int, list[int]] = field(default_factory=dict)
    followed: dict[int, set[int]] = field(default_factory=dict)
    newcomers: int = 0
    web: AtTheWeb = field(default_factory=AtTheWeb)
    complaints: list[str] = field(default_factory=list)
    acts: int = 0
    _made: int = 0

    def mailing(self) -> str:
        """How a mailing begins; no mark, as it is nobody's word."""
        self.mailings.append(f"Mailing{len(self.mailings) + 1}")
        return self.mailings[-1]

    def mark(self) -> str:
        """A fresh mark."""
        self._made += 1
        return f"w{self._made}x"


def marks(text: str) -> list[str]:
    """The marks in a text, in order."""
    return MARK.findall(text)
