"""Names of topics: how they are compared, and in which language they are shown. `desk/topics/` stores them."""

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Category


def fold_topic_name(name: str) -> str:
    """Return a topic's name for comparing: without case, underscores as spaces (Todoist's labels have no spaces)."""
    return " ".join(name.replace("_", " ").split()).casefold()


def get_topic_name(category: Category, language: str) -> str:
    """Return the topic's name in a language, or the desk's own name if it has none in that."""
    name: str = category.names.get(language) or category.name
    return name


def select_topic_name(language: str) -> ColumnElement[str]:
    """Return `get_name` as an SQL expression."""
    return func.coalesce(Category.names[language].astext, Category.name)


async def find_named(session: AsyncSession, name: str) -> int | None:
    """Return the id of the topic that has this name in a language, None if there is none, or if it is a group."""
    topics = await session.scalars(select(Category).where(Category.removed_at.is_(None), Category.is_group.is_(False)))
    wanted = fold_topic_name(name)
    return next((one.id for one in topics if wanted in map(fold_topic_name, (one.name, *one.names.values()))), None)
