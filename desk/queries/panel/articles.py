"""Articles in the panel for their authors: a list by state, topic and words; one with all its languages side by
side. Changes nothing, words nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

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


class ArticleSelection(StrEnum):
    """Lists of articles. WAITING: published ones with a newer text that waits for an admin."""

    PUBLISHED = "published"
    DRAFT = "draft"
    WAITING = "waiting"
    OLD = "old"
    ALL = "all"


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
class ArticleRows:
    """A page of articles, and how many each list has."""

    rows: tuple[ArticleRow, ...]
    page: int
    pages: int
    total: int
    counts: Mapping[ArticleSelection, int] = field(hash=False)


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


async def load_article_rows(
    session: AsyncSession, shelf: ArticleSelection, *, category_id: int | None, language: str, page: int,
    found: Sequence[int] | None = None, words: str = "",
) -> ArticleRows:  # fmt: skip
    """Load a page of a list, last changed first. `category_id` 0: without a topic, None: any. With `words`: only
    articles whose id is in `found`, or with the words in a title."""
    chosen = [] if category_id is None else [Article.category_id.is_not_distinct_from(category_id or None)]
    if words:
        named = select(ArticleText.article_id).where(ArticleText.title.icontains(words, autoescape=True))
        chosen.append(any_of(Article.id, list(found or ())) | Article.id.in_(named))
    counts = await _count_selections(session, chosen)
    total = counts[shelf]
    pages = max(1, -(-total // A_PAGE))
    page = min(max(page, 1), pages)
    wanted = select(Article, Category).outerjoin(Category, Category.id == Article.category_id)
    some = wanted.where(_match_selection(shelf), *chosen).order_by(Article.updated_at.desc(), Article.id.desc())
    rows = [(row, topic) for row, topic in await session.execute(some.offset((page - 1) * A_PAGE).limit(A_PAGE))]
    texts = await _load_texts(session, [article.id for article, _ in rows])
    lines = tuple(_make_row(article, topic, texts.get(article.id, {}), language) for article, topic in rows)
    return ArticleRows(lines, page, pages, total, counts)


async def _count_selections(
    session: AsyncSession, chosen: Sequence[ColumnElement[bool]]
) -> dict[ArticleSelection, int]:
    counted = (func.count().filter(_match_selection(shelf)) for shelf in ArticleSelection)
    row = (await session.execute(select(*counted).select_from(Article).where(*chosen))).one()
    return dict(zip(ArticleSelection, row, strict=True))


def _match_selection(shelf: ArticleSelection) -> ColumnElement[bool]:
    if shelf is ArticleSelection.ALL:
        return Article.id.is_not(None)
    if shelf is not ArticleSelection.WAITING:
        return Article.state == ArticleState(shelf.value)
    last, later = aliased(ArticleText), aliased(ArticleText)
    same = and_(later.article_id == last.article_id, later.language == last.language, later.version > last.version)
    behind = and_(last.article_id == Article.id, ~last.current, ~exists().where(same))
    return and_(Article.state == ArticleState.PUBLISHED, exists().where(behind))


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
