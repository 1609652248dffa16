"""Lists of articles by their state, and titles by which other pages name them. Changes nothing, words nothing; knows no
words of articles."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, false, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Article, ArticleAudience, ArticleState, ArticleText
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


@dataclass(frozen=True, slots=True)
class ArticleListPage:
    """A page of the articles in a state, and the number of articles in each state."""

    lines: tuple[ArticleLine, ...]
    page: int
    pages: int
    counts: dict[ArticleState, int]
    waiting: int


async def list_titles(
    session: AsyncSession, state: ArticleState, page: int, size: int, *, language: str, readers: Readers
) -> tuple[list[ArticleLine], bool]:
    """Return a page of the articles in a state, last changed first, and whether there are more. Nothing is counted."""
    wanted = select(Article, false()).where(Article.state == state, visibility.is_read_by(readers))
    lines = await _read_lines(session, wanted, (page - 1) * size, size + 1, language)
    return lines[:size], len(lines) > size


async def _read_lines(
    session: AsyncSession, wanted: Select[Article, bool], first: int, most: int, language: str
) -> list[ArticleLine]:
    """Return these articles with whether they wait, last changed first, from the `first` on."""
    some = wanted.order_by(Article.updated_at.desc(), Article.id.desc()).offset(first).limit(most)
    rows = (await session.execute(some)).all()
    titles = await find_titles(session, [one.id for one, _ in rows], language)
    return [ArticleLine(one.id, titles.get(one.id, one.slug), one.state, waits, one.audience) for one, waits in rows]


async def list_by_state(
    session: AsyncSession, state: ArticleState, page: int, size: int, *,
    language: str, readers: Readers, waiting: bool = False,
) -> ArticleListPage:  # fmt: skip
    """Return a page of the articles in a state, last changed first. `waiting`: only published ones with a newer
    version that waits for an admin. A page beyond the end is the last."""
    seen = visibility.is_read_by(readers)
    states = await session.execute(select(Article.state, func.count()).where(seen).group_by(Article.state))
    counts = {ArticleState(name): int(n) for name, n in states}
    newer = select(ArticleText.article_id).where(
        ArticleText.article_id == Article.id, ~ArticleText.current, ArticleText.version > _read_version()
    )
    waits = newer.exists()
    of_waiting = select(func.count()).select_from(Article).where(Article.state == ArticleState.PUBLISHED, waits, seen)
    still = await session.scalar(of_waiting) or 0
    total = still if waiting else counts.get(state, 0)
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    wanted = select(Article, and_(Article.state == ArticleState.PUBLISHED, waits))
    wanted = wanted.where(Article.state == state, seen, waits if waiting else true())
    lines = await _read_lines(session, wanted, (page - 1) * size, size, language)
    return ArticleListPage(tuple(lines), page, pages, counts, still)


def _read_version() -> Any:
    """Return the published version in the language of the outer row, 0 if there is none."""
    inner = ArticleText.__table__.alias("read_text")
    read = select(func.coalesce(func.max(inner.c.version), 0)).where(
        inner.c.article_id == ArticleText.article_id, inner.c.language == ArticleText.language, inner.c.current
    )
    return read.scalar_subquery()


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
