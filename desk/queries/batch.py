"""What is read once for several who look at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from db.models import Ticket
from desk.policy import Access
from desk.queries.card import CategoryInfo, TicketCard
from desk.queries.entries import FileInfo


@dataclass(slots=True)
class Batch:
    """Of a session that only reads: each card once for all who see it alike, as a ticket's news go to many at once.
    `files`: those of entries that were read ahead."""

    files: Mapping[int, tuple[FileInfo, ...]] = field(default_factory=dict)
    tickets: dict[int, Ticket | None] = field(default_factory=dict)  # by number
    cards: dict[tuple[int, Access], TicketCard] = field(default_factory=dict)
    categories: tuple[CategoryInfo, ...] | None = None
