"""Empty requests: their words, files, and what repeats them are deleted (`db/sql/retention.sql`); what figures are made
of stays."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db.sealed_words import open_row
from desk.history import OF_WORDS
from desk.i18n import subjects

LEFT_ON_BOARD = "left"
"""In `gone` of a card: its request was emptied, and the task stays on the board as it is."""
_EMPTY = text("select retention_empty(:ids, :now, :fields, :subject, :line, :gone)")
_ROWS = text("select of_table, content from retention_rows(:ids)")


async def delete_words(session: AsyncSession, ids: Sequence[int], *, language: str, now: datetime) -> None:
    """Delete words and files of locked requests, and everything that repeats them. Number, times, people, status, topic
    and organization stay: figures are made of them. `language`: the desk's."""
    subject = subjects.word_subject(language, "subject-deleted")
    given = {"fields": list(OF_WORDS), "subject": subject.stored, "line": subject.line, "gone": LEFT_ON_BOARD}
    await session.execute(_EMPTY, {"ids": list(ids), "now": now, **given})


async def read_rows(session: AsyncSession, ids: Sequence[int]) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """Yield the rows of requests before they are emptied, each with the name of its table."""
    async for row in await session.stream(_ROWS, {"ids": list(ids)}):
        yield row.of_table, open_row(row.content)
