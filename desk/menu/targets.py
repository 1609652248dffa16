"""Targets of menu items: published articles and existing topics, also as a list to choose from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Article, ArticleText, any_of
from desk.menu.items import (
    MenuItem,
    MenuKind,
)
from desk.policy import visibility
from desk.policy.visibility import Readers
from desk.topics import editing

Names = Mapping[str, str]
"""A name by language."""


@dataclass(frozen=True, slots=True)
class MenuTargets:
    """Possible targets by id."""

    articles: Mapping[int, Names]
    topics: Mapping[int, Names]


async def find_targets(session: AsyncSession, items: Iterable[MenuItem]) -> MenuTargets:
    """Return the targets of these items, without a statement if they have none."""
    wanted = [(item.kind, item.target_id) for item in items if item.target_id is not None]
    articles = [key for kind, key in wanted if kind is MenuKind.ARTICLE and key is not None]
    has_topics = any(kind is MenuKind.TOPIC for kind, _ in wanted)
    return MenuTargets(
        await _titles(session, articles) if articles else {}, await list_topics(session) if has_topics else {}
    )


async def list_topics(session: AsyncSession) -> dict[int, Names]:
    """Return all topics without groups, in order."""
    return {one.id: {"": one.name, **one.names} for one in await editing.load_tree(session) if not one.is_group}


async def list_articles(session: AsyncSession) -> dict[int, Names]:
    """Return all articles that everybody may read, newest first."""
    return await _titles(session, None)


async def _titles(session: AsyncSession, wanted: list[int] | None) -> dict[int, Names]:
    asked = (
        select(ArticleText.article_id, ArticleText.language, ArticleText.title)
        .join(Article, Article.id == ArticleText.article_id)
        .where(ArticleText.current, visibility.is_read_by(Readers.EVERYBODY))
        .order_by(Article.id.desc(), ArticleText.language)
    )
    if wanted is not None:
        asked = asked.where(any_of(Article.id, wanted))
    found: dict[int, dict[str, str]] = {}
    for key, language, title in await session.execute(asked):
        found.setdefault(key, {})[language] = title
    return dict(found)


def pick_name(names: Names, language: str) -> str:
    """Return a name in a language, or the one there is."""
    return names.get(language) or next(iter(names.values()), "")
