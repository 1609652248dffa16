"""The number of recent messages an automatic answer would have fitted. Changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Entry,
    EntryKind,
    Ticket,
)
from desk.search.spelling import find_corrections, look_up_words
from desk.search.stemming import list_distinct_words
from desk.suggestions import eligibility
from desk.suggestions.preset_fit import PresetStems, measure_fit
from desk.text import list_content

MOST_WORDS = 40
"""Different words of a request; one that says more is no typical question."""
LATEST = 1000
"""Messages of requesters that are checked."""
_SHARE = 0.1
_FEW = 2
"""This many hits are never too many: of ten messages one is a tenth."""
_SHOWN = 5
_MISSPELT, _MISSPELT_OF_ALL = 12, 300  # unknown words that are corrected: of one request, and of many together


@dataclass(frozen=True, slots=True)
class PresetHits:
    """The number of messages, out of `of`, it would have answered, and the newest of them with their tickets'
    numbers."""

    count: int
    of: int
    some: tuple[tuple[int, str], ...] = ()

    @property
    def too_many(self) -> bool:
        """True if it fits more than a tenth of all messages: no typical question is so common."""
        return self.count > max(_SHARE * self.of, _FEW)


async def count_hits(session: AsyncSession, preset: PresetStems) -> PresetHits:
    """Compare each message as if it were a new request. Takes at most five statements."""
    spoken = (
        select(Ticket.number, Entry.body)
        .join(Ticket, Ticket.id == Entry.ticket_id)
        .where(Entry.kind == EntryKind.COMMENT, Entry.withdrawn_at.is_(None), Entry.body != "")
    )
    latest = (await session.execute(spoken.order_by(Entry.id.desc()).limit(LATEST))).all()
    asked = await stem_requests(session, ["\n".join(list_content([body])) for _, body in latest])
    found = [
        (number, body)
        for (number, body), stems in zip(latest, asked, strict=True)
        if measure_fit(stems, preset) and eligibility.can_offer(body)
    ]
    return PresetHits(len(found), len(latest), tuple(found[:_SHOWN]))


async def stem_requests(session: AsyncSession, requests: Sequence[str]) -> list[frozenset[str]]:
    """Return the stems of each request, misspelt words corrected; none for a request that is too long."""
    words = [some if len(some := list_distinct_words(one)) <= MOST_WORDS else [] for one in requests]
    known = await look_up_words(session, list(dict.fromkeys(word for some in words for word in some)))
    most = min(_MISSPELT * len(requests), _MISSPELT_OF_ALL)
    instead = await find_corrections(session, " ".join(requests), known, in_articles=False, most=most)
    stems = {one.token: instead.get(one.token, one).stem for one in known}
    return [frozenset(filter(None, map(stems.get, some))) for some in words]
