"""What people said during a day: every word with a mark of its own, so that it can be found wherever it went."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Row = dict[str, Any]
MARK = re.compile(r"\bw\d+x\b")


class Means(StrEnum):
    """What a word is meant as."""

    ASKED = "asked"  # by a requester
    ANSWERED = "answered"  # by staff, for the requester
    NOTED = "noted"  # by staff, for staff


@dataclass(frozen=True, slots=True)
class Word:
    """One thing said. `by`: a Telegram id or a Todoist one; `said`: its message or comment; `to`: the Telegram message
    it replied to; `task`: the task it was written under; `there`: the group in whose topic, whose first message is
    `to`."""

    mark: str
    by: int | str
    means: Means
    said: int | str
    to: int | None = None
    task: str | None = None
    there: int | None = None

    @property
    def chat(self) -> int:
        """The Telegram chat in which it was written."""
        return self.there or int(self.by)

    @property
    def on_board(self) -> bool:
        """Whether it was written on the board."""
        return isinstance(self.by, str)


@dataclass(frozen=True, slots=True)
class Across:
    """Two words of one requester, and the status that the ticket `number` got between them."""

    number: int
    first: str
    second: str
    status: str


@dataclass(slots=True)
class AtTheWeb:
    """What was said, asked and read at the third door. Of the panel: `numbers`: of which ticket, by the mark of what
    was said there; `perhaps`: words whose answer was lost, which nobody says again; `refused`: marks that the page
    kept; `claimed`, `resolved`: numbers of which the page said so. Of systems: `made`: every number that was answered
    to a creation, by its mark; `repeated`: how many calls were sent again; `polled`, `whole`: what the feed gave bit by
    bit, and once in all, by system; `read`: the marks that were read of a ticket, in order."""

    numbers: dict[str, int] = field(default_factory=dict)
    perhaps: list[Word] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    claimed: set[int] = field(default_factory=set)
    resolved: set[int] = field(default_factory=set)
    made: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    repeated: int = 0
    polled: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    whole: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    read: dict[int, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody without the right to send has answered: by whom, for whom (Telegram ids), on which ticket."""

    mark: str
    by: int
    to: int
    number: int


@dataclass(slots=True)
class InTheTeam:
    """What was said and done under roles. `drafts`; `instead`: marks of other words that an approver sent, by the
    draft's mark; `unseen`: what a draft was changed to after a senior had seen it, by its mark, so that it is not sent;
    `groups`: the chat ids of each group, as a move to a supergroup changes them."""

    drafts: list[Draft] = field(default_factory=list)
    instead: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    groups: list[list[int]] = field(default_factory=list)
    unseen: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Ledger:
    """All that was said, in order; `edited`: by its mark, how a word that was edited ends since; `taken_back`: marks of
    words that are to be nowhere any more. Of the scenes: `apart` are the numbers of their tickets; `across`; `once`:
    marks that nobody may have twice, counted or not; `presses` in the calm, each to be answered; `newcomers`: how many
    came; `web`: what was said at the third door; `team`: under roles and in groups; `complaints` of what was wrong at
    that moment."""

    words: list[Word] = field(default_factory=list)
    edited: dict[str, str] = field(default_factory=dict)
    taken_back: set[str] = field(default_factory=set)
    apart: set[int] = field(default_factory=set)
    across: list[Across] = field(default_factory=list)
    once: set[str] = field(default_factory=set)
    presses: list[tuple[int, str]] = field(default_factory=list)
    newcomers: int = 0
    web: AtTheWeb = field(default_factory=AtTheWeb)
    team: InTheTeam = field(default_factory=InTheTeam)
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
