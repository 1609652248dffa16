"""What was said, asked and read at the third door during a day: the panel's and the systems' part of the ledger."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.chaos.ledger import Word

Row = dict[str, Any]


@dataclass(slots=True)
class AtTheWeb:
    """`numbers`: of which ticket, by the mark of what was said there; `perhaps`: words whose answer was lost, which
    nobody says again; `refused`: marks that the page kept; `claimed`, `resolved`: numbers of which the page said so.
    Of systems: `made`: every number that was answered to a creation, by its mark; `repeated`: how many calls were sent
    again; `polled`, `whole`: what the feed gave bit by bit, and once in all, by system; `read`: the marks that were
    read of a ticket, in order."""

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
