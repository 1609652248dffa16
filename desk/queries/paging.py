"""A conversation in pages by length, so that all of it can be read: a page is about one message of Telegram's, more
only where a single entry is longer than that. Words nothing.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.enums import EntryKind
from db.models import Entry
from desk.queries.dto import PAGE

ROOM = 3800  # characters of a page's entries; title and page number come on top
HEADING = 100  # characters: who, when, what is attached, what became of it


async def spans(session: AsyncSession, ticket_id: int, kinds: Sequence[EntryKind]) -> list[tuple[int, int]]:
    """Of each page, oldest first: after how many entries of these kinds it begins, and how many stand on it; at
    least one page, which may be empty."""
    length = func.char_length(Entry.body) + func.char_length(func.coalesce(Entry.content_line, ""))
    lengths = select(length).where(Entry.ticket_id == ticket_id, Entry.kind.in_(kinds), Entry.withdrawn_at.is_(None))
    return paged(await session.scalars(lengths.order_by(Entry.created_at, Entry.id)))


def paged(lengths: Iterable[int]) -> list[tuple[int, int]]:
    """The same of entries of these lengths: at most ten a page, and as many as there is room for."""
    pages = [(0, 0)]
    room = ROOM
    for length in lengths:
        start, count = pages[-1]
        room -= length + HEADING
        if count == PAGE or (count and room < 0):
            pages.append((start + count, 1))
            room = ROOM - length - HEADING
        else:
            pages[-1] = (start, count + 1)
    return pages
