"""A conversation in pages by length, so that all of it can be read: a page is about one Telegram message or one screen
of the panel, more only if a single entry is longer. Words nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Entry, EntryKind, EntryVersion, Ticket, any_of
from db.sealed_words import measure_length

PAGE = 10
"""Lines of a list on one page."""
PAGE_LENGTH = 3800  # characters of a page's entries; title and page number come on top
MOST_EARLIER, EARLIER = 3, 200  # earlier wordings shown under an entry; characters of each
HEADING = 100  # characters: author, time, files, delivery


@dataclass(frozen=True, slots=True)
class PageSize:
    """The most entries and characters of a page. `fills_last`: the newest page begins with entries of the page before
    it instead of being short, so that an answer is never read alone."""

    entries: int = PAGE
    characters: int = PAGE_LENGTH
    fills_last: bool = False


MESSAGE = PageSize()
SCREEN = PageSize(40, 20_000, fills_last=True)

_LAST = (
    select(EntryVersion.body)
    .where(EntryVersion.entry_id == Entry.id)
    .order_by(EntryVersion.id.desc())
    .limit(MOST_EARLIER)
    .correlate(Entry)
    .subquery()
    .lateral()
)
_EARLIER = select(func.coalesce(func.sum(func.least(measure_length(_LAST.c.body), EARLIER) + 20), 0)).scalar_subquery()


async def cut_thread(
    session: AsyncSession,
    ticket: Ticket,
    kinds: Sequence[EntryKind],
    *,
    with_earlier: bool = False,
    size: PageSize = MESSAGE,
) -> list[tuple[int, int]]:
    """Return for each page, oldest first, how many entries precede it and how many it has; at least one page, which
    may be empty. `with_earlier`: earlier wordings of edited entries are shown too."""
    length = measure_length(Entry.body) + func.char_length(func.coalesce(Entry.content_line, ""))
    if with_earlier:
        length = length + case((Entry.edited_at.is_not(None), _EARLIER), else_=0)
    lengths = select(length).where(
        any_of(Entry.ticket_id, ticket.thread_ids), Entry.kind.in_(kinds), Entry.withdrawn_at.is_(None)
    )
    return cut_pages(list(await session.scalars(lengths.order_by(Entry.created_at, Entry.id))), size)


def cut_pages(lengths: Sequence[int], size: PageSize = MESSAGE) -> list[tuple[int, int]]:
    """Cut entries of these lengths: as many a page as fit."""
    pages = _cut(lengths, size)
    if size.fills_last:
        _, count = _cut(reversed(lengths), size)[0]
        pages[-1] = (len(lengths) - count, count)
    return pages


def _cut(lengths: Iterable[int], size: PageSize) -> list[tuple[int, int]]:
    pages = [(0, 0)]
    left = size.characters
    for length in lengths:
        start, count = pages[-1]
        left -= length + HEADING
        if count == size.entries or (count and left < 0):
            pages.append((start + count, 1))
            left = size.characters - length - HEADING
        else:
            pages[-1] = (start, count + 1)
    return pages
