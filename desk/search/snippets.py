"""Snippets of tickets around the words of a search. Knows no view: the marks are characters that no text uses."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db import encryption
from desk.search.prefix_query import make_query_parameters
from desk.search.ticket_search import EITHER

_MOST_READ = 4_000  # characters of an entry that are used for a snippet
MARK, UNMARK = "\ue000", "\ue001"
"""Around a match: characters of the private use area, which no text uses."""
_LESS = "\ue002"
"""Replaces "<" in the meantime: PostgreSQL would leave out what looks like a tag (ts_headline, 12.3.4 of its
manual)."""
_HEADLINE = f"StartSel={MARK}, StopSel={UNMARK}"
_SNIPPETS = text(f"""
select t.id, case when to_tsvector('russian', t.subject) @@ q.query
    then ts_headline('russian', translate(t.subject, '<', '{_LESS}'), q.query,
      '{_HEADLINE}, HighlightAll=true') end as subject,
  (select ts_headline('russian', translate(left(e.body, {_MOST_READ}), '<', '{_LESS}'), q.query,
      '{_HEADLINE}, MaxFragments=1, MaxWords=16, MinWords=8')
    from (select id, body, words from entries
      where ticket_id = any(t.id || t.merged_ids) and withdrawn_at is null offset 0) e
    where e.words @@ q.query order by e.id desc limit 1) as said
from tickets t, (select {EITHER} as query) q where t.id = any(cast(:tickets as bigint[]))
""")  # noqa: S608  (our own words)
"""A ticket's entries are read before they are searched (`offset 0`): the index over words would read those of all
tickets, once for each ticket."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A ticket's matches between `MARK` and `UNMARK`, or None where there is none."""

    subject: str | None
    said: str | None


async def find_snippets(session: AsyncSession, words: str, ticket_ids: Sequence[int]) -> dict[int, Snippet]:
    """Return for each ticket its subject and the latest entry with the words, for a reader who sees it as staff."""
    if not ticket_ids or encryption.has_sealed_words():
        return {}
    rows = await session.execute(_SNIPPETS, {**make_query_parameters(words), "tickets": list(ticket_ids)})
    return {row.id: Snippet(_whole(row.subject), _whole(row.said)) for row in rows}


def _whole(found: str | None) -> str | None:
    return found.replace(_LESS, "<") if found is not None else None
