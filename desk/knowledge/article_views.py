"""Articles as channels show them: frozen values, never rows. Changes nothing.

Requesters read what is published, in their language or else in the other; staff read the newest version.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Article, ArticleState, ArticleText, Category, FileKind, Person
from desk.locked import MOST
from desk.text import RichText


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """A file of an article, by Telegram's id for this bot."""

    kind: FileKind
    name: str
    mime: str | None
    size: int | None
    seconds: int | None
    file_id: str


@dataclass(frozen=True, slots=True)
class ArticleVersion:
    """A version without its words; `current` marks the one that is read."""

    language: str
    version: int
    title: str
    by: str | None
    at: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article in one language. `languages`: those it can be read in; `waits`: a newer version waits for an admin;
    `source`: the number of the ticket it was drafted from."""

    id: int
    slug: str
    state: ArticleState
    revision: int
    language: str
    languages: tuple[str, ...]
    version: int
    title: str
    body: RichText
    files: tuple[ArticleFile, ...]
    topic: str | None
    keywords: tuple[str, ...]
    by: str | None
    at: datetime
    waits: bool
    source: int | None = None


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article in a list."""

    id: int
    title: str
    state: ArticleState
    waits: bool


@dataclass(frozen=True, slots=True)
class ArticleListPage:
    """A page of the articles in a state, and the number of articles in each state."""

    lines: tuple[ArticleLine, ...]
    page: int
    pages: int
    counts: dict[ArticleState, int]
    waiting: int


async def load_article_page(
    session: AsyncSession, article_id: int, *, staff: bool, language: str, version: int | None = None
) -> ArticlePage | None:
    """Return the article, or None if it does not exist or the reader may not read it. `version`: that one, for
    staff."""
    article = await session.get(Article, article_id) if 0 < article_id < MOST else None
    if article is None or (not staff and article.state is not ArticleState.PUBLISHED):
        return None
    texts = await _texts(session, article.id, staff=staff)
    if not texts:
        return None
    text = texts.get(language) or next(iter(texts.values()))
    if staff and version is not None:
        text = await session.get(ArticleText, (article.id, language, version)) or text
    category = await session.get(Category, article.category_id) if article.category_id is not None else None
    author = await session.get(Person, text.author_id) if text.author_id is not None else None
    return ArticlePage(
        article.id,
        article.slug,
        article.state,
        article.revision,
        text.language,
        tuple(texts),
        text.version,
        text.title,
        RichText.load(text.body, text.entities),
        tuple(_file(one) for one in text.files),
        category.name if category is not None and category.removed_at is None else None,
        tuple(article.keywords),
        author.name if author is not None else None,
        text.at,
        article.state is ArticleState.PUBLISHED and any(not one.current for one in texts.values()),
        article.source_ticket_id,
    )


async def _texts(session: AsyncSession, article_id: int, *, staff: bool) -> dict[str, ArticleText]:
    """Return the published version of each language, or for staff the newest."""
    theirs = select(ArticleText).where(ArticleText.article_id == article_id)
    if not staff:
        theirs = theirs.where(ArticleText.current)
    newest_last = await session.scalars(theirs.order_by(ArticleText.language, ArticleText.version))
    return {text.language: text for text in newest_last}


def _file(stored: dict[str, Any]) -> ArticleFile:
    known = {name: stored.get(name) for name in ("mime", "size", "seconds")}
    return ArticleFile(FileKind(stored["kind"]), stored["name"], file_id=stored["file_id"], **known)


async def list_versions(session: AsyncSession, article_id: int, *, most: int) -> list[ArticleVersion]:
    """Return the newest versions of all languages, newest first."""
    rows = await session.execute(
        select(ArticleText, Person.name)
        .outerjoin(Person, Person.id == ArticleText.author_id)
        .where(ArticleText.article_id == article_id)
        .order_by(ArticleText.at.desc(), ArticleText.version.desc(), ArticleText.language)
        .limit(most)
    )
    return [ArticleVersion(t.language, t.version, t.title, by, t.at, t.current) for t, by in rows]


async def list_by_state(
    session: AsyncSession, state: ArticleState, page: int, size: int, *, language: str, waiting: bool = False
) -> ArticleListPage:
    """Return a page of the articles in a state, last changed first. `waiting`: only published ones with a newer version
    that waits for an admin. A page beyond the end is the last."""
    states = await session.execute(select(Article.state, func.count()).group_by(Article.state))
    counts = {ArticleState(name): int(n) for name, n in states}
    newer = select(ArticleText.article_id).where(
        ArticleText.article_id == Article.id, ~ArticleText.current, ArticleText.version > _read_version()
    )
    waits = newer.exists()
    of_waiting = select(func.count()).select_from(Article).where(Article.state == ArticleState.PUBLISHED, waits)
    still = await session.scalar(of_waiting) or 0
    total = still if waiting else counts.get(state, 0)
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    wanted = select(Article, waits).where(Article.state == state)
    if waiting:
        wanted = wanted.where(waits)
    some = wanted.order_by(Article.updated_at.desc(), Article.id.desc()).offset((page - 1) * size).limit(size)
    rows = [(article, bool(waits_)) for article, waits_ in await session.execute(some)]
    titles = await find_titles(session, [article.id for article, _ in rows], language)
    lines = tuple(
        ArticleLine(one.id, titles.get(one.id, one.slug), one.state, w and one.state is ArticleState.PUBLISHED)
        for one, w in rows
    )
    return ArticleListPage(lines, page, pages, counts, still)


def _read_version() -> Any:
    """Return the published version in the language of the outer row, 0 if there is none."""
    inner = ArticleText.__table__.alias("read_text")
    read = select(func.coalesce(func.max(inner.c.version), 0)).where(
        inner.c.article_id == ArticleText.article_id, inner.c.language == ArticleText.language, inner.c.current
    )
    return read.scalar_subquery()


async def find_published_titles(session: AsyncSession, ids: Sequence[int], language: str) -> dict[int, str]:
    """Return the titles of the published articles, in that language if they have one."""
    mine = (ArticleText.article_id.in_(ids), ArticleText.current, Article.state == ArticleState.PUBLISHED)
    read = select(ArticleText.article_id, ArticleText.title).join(Article, Article.id == ArticleText.article_id)
    rows = await session.execute(read.where(*mine).order_by(ArticleText.article_id, ArticleText.language == language))
    return {article_id: title for article_id, title in rows}  # noqa: C416


async def find_titles(session: AsyncSession, ids: Sequence[int], language: str) -> dict[int, str]:
    """Return the newest titles, in that language if there is one."""
    mine = ArticleText.article_id.in_(ids)
    rows = await session.execute(
        select(ArticleText.article_id, ArticleText.title)
        .where(mine)
        .order_by(ArticleText.article_id, ArticleText.language == language, ArticleText.version)
    )
    return {article_id: title for article_id, title in rows}  # noqa: C416
