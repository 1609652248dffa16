"""Lists of articles by their state, and titles by which other pages name them. Changes nothing, words nothing; knows no
words of articles."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import Article, ArticleAudience, ArticleState, ArticleText, any_of
from desk.listing import Key, ListOf, Page, filter_by, read_id, read_words
from desk.policy import visibility
from desk.policy.visibility import Readers


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article in a list."""

    id: int
    title: str
    state: ArticleState
    waits: bool
    audience: ArticleAudience


class Shelf(StrEnum):
    """Which articles are listed. WAITING: published ones with a newer text that waits for an admin."""

    PUBLISHED = "published"
    DRAFT = "draft"
    WAITING = "waiting"
    OLD = "old"
    ALL = "all"


def _is_on(shelf: Shelf) -> ColumnElement[bool]:
    if shelf is not Shelf.WAITING:
        return Article.state == ArticleState(shelf.value)
    last, later = aliased(ArticleText), aliased(ArticleText)
    same = and_(later.article_id == last.article_id, later.language == last.language, later.version > last.version)
    behind = and_(last.article_id == Article.id, ~last.current, ~exists().where(same))
    return and_(Article.state == ArticleState.PUBLISHED, exists().where(behind))


def _is_found(sought: tuple[str, Sequence[int]]) -> ColumnElement[bool]:
    words, ids = sought
    named = select(ArticleText.article_id).where(ArticleText.title.icontains(words, autoescape=True))
    return any_of(Article.id, ids) | Article.id.in_(named)


@dataclass(frozen=True, slots=True)
class ArticleFilters:
    """Which articles are listed. `topic` 0: those without one; `sought`: words (`q`), which a title must have unless
    the search found the article by them."""

    state: Shelf = filter_by(_is_on, Shelf.PUBLISHED, read=Shelf, all_at=Shelf.ALL)
    topic: int | None = filter_by(
        lambda topic: Article.category_id.is_not_distinct_from(topic or None), None, read=read_id
    )
    q: str = filter_by(None, "", read=read_words)
    sought: tuple[str, Sequence[int]] | None = filter_by(_is_found, None, said=False)


ARTICLES = ListOf[Readers, ArticleFilters](
    "articles",
    Article.id,
    seen=visibility.is_read_by,
    orders={"changed": (Key(Article.updated_at, descending=True),)},
)


async def load_lines(session: AsyncSession, shelf: Shelf, page: int, size: int, language: str) -> Page[ArticleLine]:
    """Load a page for authors, with titles in that language if there are any."""
    chosen = ARTICLES.choose(Readers.AUTHORS, ArticleFilters(shelf))
    found = await chosen.load_page(session, page, size, select(Article, _is_on(Shelf.WAITING)))
    titles = await find_titles(session, [one.id for one, _ in found.lines], language)
    return found.show(
        ArticleLine(one.id, titles.get(one.id, one.slug), one.state, waits, one.audience) for one, waits in found.lines
    )


async def find_published_titles(session: AsyncSession, ids: Sequence[int], language: str) -> dict[int, str]:
    """Return the titles of the articles that everybody may read, in that language if they have one."""
    mine = (ArticleText.article_id.in_(ids), ArticleText.current, visibility.is_read_by(Readers.EVERYBODY))
    read = select(ArticleText.article_id, ArticleText.title).join(Article, Article.id == ArticleText.article_id)
    rows = await session.execute(read.where(*mine).order_by(ArticleText.article_id, ArticleText.language == language))
    return {article_id: title for article_id, title in rows}  # noqa: C416


async def find_slugs(session: AsyncSession, ids: Sequence[int]) -> dict[int, str]:
    """Return the short names of articles."""
    rows = await session.execute(select(Article.id, Article.slug).where(Article.id.in_(ids)))
    return {article_id: slug for article_id, slug in rows}  # noqa: C416


async def find_titles(session: AsyncSession, ids: Sequence[int], language: str) -> dict[int, str]:
    """Return the newest titles, in that language if there is one, for the team."""
    mine = ArticleText.article_id.in_(ids)
    rows = await session.execute(
        select(ArticleText.article_id, ArticleText.title)
        .where(mine)
        .order_by(ArticleText.article_id, ArticleText.language == language, ArticleText.version)
    )
    return {article_id: title for article_id, title in rows}  # noqa: C416
