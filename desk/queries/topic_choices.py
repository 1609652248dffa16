"""Topics as people choose and read them: categories, and the groups they stand in. Changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Category
from desk.topics.editing import sort_rows


@dataclass(frozen=True, slots=True)
class CategoryInfo:
    """A category to choose, or (`is_group`) a group of them. `name` is in the desk's language, `names` are by
    language, `group` is its parent."""

    id: int
    name: str
    names: Mapping[str, str] = field(default_factory=dict, hash=False)
    group: "CategoryInfo | None" = None
    is_group: bool = False

    def get_name(self, language: str) -> str:
        """Return the name in a language, or in the desk's own if there is none."""
        return self.names.get(language) or self.name


async def list_categories(session: AsyncSession) -> tuple[CategoryInfo, ...]:
    """Return the categories to choose from, in the order of their tree."""
    return tuple(one for one in await list_categories_and_groups(session) if not one.is_group)


async def list_categories_and_groups(session: AsyncSession) -> tuple[CategoryInfo, ...]:
    """Return the categories to choose from, each group before its categories."""
    live = await session.scalars(select(Category).where(Category.removed_at.is_(None)))
    found: dict[int, CategoryInfo] = {}
    for row in sort_rows(list(live)):
        group = found.get(row.parent_id) if row.parent_id is not None else None
        found[row.id] = CategoryInfo(row.id, row.name, row.names, group, row.is_group)
    return tuple(found.values())


async def load_category(session: AsyncSession, category_id: int | None) -> CategoryInfo | None:
    """Load the category of a ticket, also one that was removed."""
    row = await session.get(Category, category_id) if category_id is not None else None
    return CategoryInfo(row.id, row.name, row.names) if row is not None else None
