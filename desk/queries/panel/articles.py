"""Articles in the panel for their authors: lines of a list; one with all its languages side by side. Changes nothing,
words nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Article,
    ArticleAudience,
    ArticleState,
    ArticleText,
    Category,
    Person,
    Ticket,
    any_of,
)
from desk.locked import MOST
from desk.text import RichText

A_PAGE = 50
OLDER_BY = timedelta(hours=1)
"""How much older a language must be to count as outdated: writing both takes a while."""

MOST_VERSIONS = 2**15
"""Beyond the range of the smallint column."""


@dataclass(frozen=True, slots=True)
class Older:
    """The outdated language, and by how much."""

    language: str
    by: timedelta


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article as a line of a list; `languages`: those with a text."""

    id: int
    title: str
    state: ArticleState
    waits: bool
    audience: ArticleAudience
    topic: str | None
    languages: tuple[str, ...]
    older: Older | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class NewestText:
    """The newest text in a language and its author; `current`: it is published."""

    title: str
    body: RichText
    files: tuple[tuple[str, int | None], ...]
    version: int
    by: str | None
    at: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class WholeArticle:
    """An article; `source`: the number of the ticket it was drafted from, `texts` by language."""

    id: int
    slug: str
    state: ArticleState
    audience: ArticleAudience
    revision: int
    category_id: int | None
    topic: str | None
    keywords: tuple[str, ...]
    source: int | None
    texts: Mapping[str, NewestText] = field(hash=False)

    @property
    def waits(self) -> bool:
        """Return True if a newer text of a published article is not published."""
        return self.state is ArticleState.PUBLISHED and any(not one.current for one in self.texts.values())

    @property
    def older(self) -> Older | None:
        """Return the outdated language, if there is one."""
        return find_outdated({language: one.at for language, one in self.texts.items() if one.body.text})

    def get_title(self, language: str) -> str:
        """Return the title in a language, or in any language."""
        there = self.texts.get(language) or next(iter(self.texts.values()), None)
        return there.title if there is not None else self.slug


def find_outdated(at: Mapping[str, datetime]) -> Older | None:
    """Return the outdated one of texts by language, given when each was written."""
    if len(at) < 2:
        return None
    first, last = min(at, key=lambda language: at[language]), max(at.values())
    return Older(first, last - at[first]) if last - at[first] >= OLDER_BY else None


SHOWN = select(Article, Category).outerjoin(Category, Category.id == Article.category_id)
"""Selects what `make_rows` takes."""


async def make_rows(
    session: AsyncSession, found: Sequence[tuple[Article, Category | None]], language: str
) -> list[ArticleRow]:
    """Return articles as lines of a list."""
    texts = await _load_texts(session, [article.id for article, _ in found])
    return [_make_row(article, topic, texts.get(article.id, {}), language) for article, topic in found]


def _select_newest() -> Any:
    """Select the newest text of each article and language."""
    of = (ArticleText.article_id, ArticleText.language)
    return select(ArticleText).ext(distinct_on(*of)).order_by(*of, ArticleText.version.desc())


async def _load_texts(session: AsyncSession, ids: Sequence[int]) -> dict[int, dict[str, ArticleText]]:
    found: dict[int, dict[str, ArticleText]] = {}
    if not ids:
        return found
    rows: Sequence[ArticleText] = list(
        await session.scalars(_select_newest().where(any_of(ArticleText.article_id, ids)))
    )
    for text in rows:
        found.setdefault(text.article_id, {})[text.language] = text
    return found


def _make_row(article: Article, topic: Category | None, texts: Mapping[str, ArticleText], language: str) -> ArticleRow:
    title = texts.get(language) or next(iter(texts.values()), None)
    says = {one.language: one.at for one in texts.values() if one.body}
    waits = article.state is ArticleState.PUBLISHED and any(not one.current for one in texts.values())
    return ArticleRow(
        article.id, title.title if title is not None else article.slug, article.state, waits, article.audience,
        _get_topic_name(topic, language), tuple(says), find_outdated(says), article.updated_at,
    )  # fmt: skip


def _get_topic_name(topic: Category | None, language: str) -> str | None:
    live = topic is not None and topic.removed_at is None
    return topic.names.get(language) or topic.name if topic is not None and live else None


async def load_article(session: AsyncSession, article_id: int, language: str) -> WholeArticle | None:
    """Load an article; None if there is none."""
    row = await session.get(Article, article_id, populate_existing=True) if 0 < article_id < MOST else None
    if row is None:
        return None
    texts = (await _load_texts(session, [row.id])).get(row.id, {})
    authors = [one.author_id for one in texts.values() if one.author_id is not None]
    names = {one.id: one.name for one in await session.scalars(select(Person).where(any_of(Person.id, authors)))}
    topic = await session.get(Category, row.category_id) if row.category_id is not None else None
    source = select(Ticket.number).where(Ticket.id == row.source_ticket_id)
    return WholeArticle(
        row.id, row.slug, row.state, row.audience, row.revision, row.category_id, _get_topic_name(topic, language),
        tuple(row.keywords),
        await session.scalar(source) if row.source_ticket_id is not None else None,
        {key: _make_text(one, names.get(one.author_id or 0)) for key, one in texts.items()},
    )  # fmt: skip


def _make_text(one: ArticleText, by: str | None) -> NewestText:
    files = tuple((file["name"], file.get("size")) for file in one.files)
    words = RichText.load(one.body, one.entities)
    return NewestText(one.title, words, files, one.version, by, one.at, one.current)


async def load_version(session: AsyncSession, article_id: int, language: str, number: int) -> NewestText | None:
    """Load an earlier version in a language; None if there is none."""
    row = await session.get(ArticleText, (article_id, language, number)) if 0 < number < MOST_VERSIONS else None
    author = await session.get(Person, row.author_id) if row is not None and row.author_id is not None else None
    return _make_text(row, author.name if author is not None else None) if row is not None else None
