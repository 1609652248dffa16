"""Marks that a process of the version before asked for or was given: it knows the columns of tickets, not the table.

Looked at are tickets that are to be counted anyway: what such a process writes marks them (`tickets.counted_at`).
"""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_FILL = text("""
insert into marks (ticket_id, about, person_id, stars, words, asked_at, marked_at)
select id, 'solution', resolved_by, rating, rating_words, coalesce(rating_asked_at, rated_at), rated_at
from tickets where counted_at is null and filed_at is not null and (rating_asked_at is not null or rated_at is not null)
order by id
on conflict (ticket_id, about) do update
set stars = excluded.stars, words = coalesce(marks.words, excluded.words), marked_at = excluded.marked_at
where marks.marked_at is null and excluded.marked_at is not null
""")


async def fill(session: AsyncSession) -> None:
    """Give each such ticket its row, or what its row lacks. In a short unit of work of its own: whoever presses stars
    waits for it."""
    await session.execute(_FILL)
