"""Finds the idea that says the same as new words (decision 0027). Changes nothing."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Idea
from desk.ideas.idea_status import OPEN
from desk.search.similarity import measure_similarity

_ALIKE = 0.7
"""The least similarity of two ideas that are joined; "lights in the school yard" and "benches in the school yard" have
0.67."""
_MOST_COMPARED = 2000


async def find_similar(session: AsyncSession, stems: Collection[str], *, without: int = 0) -> int | None:
    """Return the id of the most similar idea of the list that is new or planned; None if none is similar enough.
    Ideas joined to it speak for it."""
    listed = select(Idea.id, Idea.joined_id, Idea.stems, Idea.status).order_by(Idea.id.desc()).limit(_MOST_COMPARED)
    rows = (await session.execute(listed.where(Idea.id != without))).all()
    open_ = {row.id for row in rows if row.joined_id is None and row.status in OPEN}
    best = max(
        ((measure_similarity(stems, row.stems, {}), -(row.joined_id or row.id)) for row in rows
         if (row.joined_id or row.id) in open_),
        default=(0.0, 0),
    )  # fmt: skip
    return -best[1] if best[0] >= _ALIKE else None
