"""The tree of topics as it is: groups, their topics, topics without a group. Changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Category


@dataclass(frozen=True, slots=True)
class TopicInfo:
    """A topic or a group; `name` in the desk's language, `names` by language. `questions` as they are stored: each with
    `key`, and `text` by language."""

    id: int
    name: str
    names: Mapping[str, str]
    parent_id: int | None
    is_group: bool
    first_priority: int | None
    keywords: tuple[str, ...]
    questions: tuple[Mapping[str, Any], ...]

    def get_name(self, language: str) -> str:
        """Return its name in a language, or the desk's own if it has none."""
        return self.names.get(language) or self.name


def sort_rows(rows: Sequence[Category]) -> list[Category]:
    """Return the rows by position, each group followed by its topics."""
    by_place = sorted(rows, key=lambda row: (row.position, row.id))
    there = {row.id for row in rows}
    tops = [row for row in by_place if row.parent_id not in there]
    return [one for top in tops for one in (top, *(row for row in by_place if row.parent_id == top.id))]


async def load_rows(session: AsyncSession) -> list[Category]:
    """Return all topics that were not removed, in order."""
    kept = select(Category).where(Category.removed_at.is_(None)).execution_options(populate_existing=True)
    return sort_rows(list(await session.scalars(kept)))


async def load_tree(session: AsyncSession) -> tuple[TopicInfo, ...]:
    """Return the same as values."""
    return tuple(make_info(row) for row in await load_rows(session))


async def find_topic(session: AsyncSession, category_id: int) -> TopicInfo | None:
    """Return a topic that was not removed, or None."""
    return next((one for one in await load_tree(session) if one.id == category_id), None)


def make_info(row: Category) -> TopicInfo:
    """Return a row as a value."""
    names, questions = dict(row.names), tuple(row.questions)
    keywords = tuple(row.keywords)
    return TopicInfo(row.id, row.name, names, row.parent_id, row.is_group, row.first_priority, keywords, questions)
