"""What a preset answer would have answered of what people wrote lately. Changes nothing; knows no door."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Entry, EntryKind, Ticket
from desk.search.spelling import find_corrections, look_up_words
from desk.search.stemming import list_distinct_words
from desk.suggestions import eligibility as mood
from desk.suggestions import preset_matching
from desk.suggestions.preset_matching import MOST_WORDS, PresetStems

LATEST = 1000
"""Messages of requesters that are looked through."""
_SHARE = 0.1
_FEW = 2
"""So many hits are never too much: of ten messages one is a tenth."""
_SHOWN = 5
_MISSPELT, _MISSPELT_OF_ALL = 12, 300  # unknown words of a request, and of many, that are corrected


@dataclass(frozen=True, slots=True)
class PresetHits:
    """How many of the messages `of` it would have answered, and the newest of these with their tickets' numbers."""

    count: int
    of: int
    some: tuple[tuple[int, str], ...] = ()

    @property
    def too_many(self) -> bool:
        """Whether it fits more than a tenth of what people write: no typical question is so common."""
        return self.count > max(_SHARE * self.of, _FEW)


async def hits(session: AsyncSession, preset: PresetStems) -> PresetHits:
    """Looked for as in a new request, each message by itself. At most five statements."""
    spoken = (
        select(Ticket.number, Entry.body)
        .join(Ticket, Ticket.id == Entry.ticket_id)
        .where(Entry.kind == EntryKind.COMMENT, Entry.withdrawn_at.is_(None), Entry.body != "")
    )
    latest = (await session.execute(spoken.order_by(Entry.id.desc()).limit(LATEST))).all()
    asked = await asked_stems(session, [body for _, body in latest])
    found = [
        (number, body)
        for (number, body), stems in zip(latest, asked, strict=True)
        if preset_matching.fit(stems, preset) and mood.may_offer(body)
    ]
    return PresetHits(len(found), len(latest), tuple(found[:_SHOWN]))


async def asked_stems(session: AsyncSession, requests: Sequence[str]) -> list[frozenset[str]]:
    """What each request asks, by its stems, misspelt words corrected; nothing where it says too much."""
    words = [some if len(some := list_distinct_words(one)) <= MOST_WORDS else [] for one in requests]
    known = await look_up_words(session, list(dict.fromkeys(word for some in words for word in some)))
    most = min(_MISSPELT * len(requests), _MISSPELT_OF_ALL)
    instead = await find_corrections(session, " ".join(requests), known, in_articles=False, most=most)
    stems = {one.token: instead.get(one.token, one).stem for one in known}
    return [frozenset(filter(None, map(stems.get, some))) for some in words]
