"""A cache for several viewers of the same moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from db.models import Ticket
from desk.policy import Access
from desk.queries.entries import FileInfo
from desk.queries.ticket_card import TicketCard
from desk.queries.topic_choices import CategoryInfo


@dataclass(slots=True)
class Batch:
    """The cache of a read-only session: each card once for all who see it alike, because a change of a ticket goes
    to many at once. `files`: those of entries, read in advance."""

    files: Mapping[int, tuple[FileInfo, ...]] = field(default_factory=dict)
    tickets: dict[int, Ticket | None] = field(default_factory=dict)  # by number
    cards: dict[tuple[int, Access], TicketCard] = field(default_factory=dict)
    categories: tuple[CategoryInfo, ...] | None = None
