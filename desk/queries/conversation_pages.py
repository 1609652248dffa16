"""A conversation in pages by length, so that all of it can be read: a page is about one Telegram message, more only
if a single entry is longer. Words nothing."""

from collections.abc import Iterable, Sequence

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Entry, EntryKind, EntryVersion, Ticket, any_of

PAGE = 10
"""Lines of a list on one page."""
PAGE_LENGTH = 3800  # characters of a page's entries; title and page number come on top
MOST_EARLIER, EARLIER = 3, 200  # earlier wordings shown under an entry; characters of each
HEADING = 100  # characters: author, time, files, delivery


_LAST = (
    select(EntryVersion.body)
    .where(EntryVersion.entry_id == Entry.id)
    .order_by(EntryVersion.id.desc())
    .limit(MOST_EARLIER)
    .correlate(Entry)
    .subquery()
    .lateral()
)
_EARLIER = select(
    func.coalesce(func.sum(func.least(func.char_length(_LAST.c.body), EARLIER) + 20), 0)
).scalar_subquery()


async def cut_thread(
    session: AsyncSession, ticket: Ticket, kinds: Sequence[EntryKind], *, with_earlier: bool = False
) -> list[tuple[int, int]]:
    """Return for each page, oldest first, how many entries precede it and how many it has; at least one page, which
    may be empty. `with_earlier`: earlier wordings of edited entries are shown too."""
    length = func.char_length(Entry.body) + func.char_length(func.coalesce(Entry.content_line, ""))
    if with_earlier:
        length = length + case((Entry.edited_at.is_not(None), _EARLIER), else_=0)
    lengths = select(length).where(
        any_of(Entry.ticket_id, ticket.thread_ids), Entry.kind.in_(kinds), Entry.withdrawn_at.is_(None)
    )
    return cut_pages(await session.scalars(lengths.order_by(Entry.created_at, Entry.id)))


def cut_pages(lengths: Iterable[int]) -> list[tuple[int, int]]:
    """Cut entries of these lengths: at most ten a page, and as many as fit."""
    pages = [(0, 0)]
    left = PAGE_LENGTH
    for length in lengths:
        start, count = pages[-1]
        left -= length + HEADING
        if count == PAGE or (count and left < 0):
            pages.append((start + count, 1))
            left = PAGE_LENGTH - length - HEADING
        else:
            pages[-1] = (start, count + 1)
    return pages
