"""Articles as channels show them, and their versions: frozen values, never rows. Changes nothing, words nothing.
Requesters read what is published for everybody, in their language or else in the other; staff read the newest version,
also of what is for the team."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Article, ArticleAudience, ArticleState, ArticleText, Category, FileKind, Person
from desk.locked import MOST
from desk.policy import visibility
from desk.policy.visibility import Readers
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
    audience: ArticleAudience
    source: int | None = None
    category_id: int | None = None


async def load_article_page(
    session: AsyncSession, article_id: int, *, readers: Readers, language: str, version: int | None = None
) -> ArticlePage | None:
    """Return the article, or None if it does not exist or these readers may not read it. Authors read the newest
    version, or `version`."""
    article = await _find_article(session, article_id, readers)
    if article is None:
        return None
    texts = await _texts(session, article.id, readers)
    if not texts:
        return None
    text = texts.get(language) or next(iter(texts.values()))
    if readers is Readers.AUTHORS and version is not None:
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
        article.audience,
        article.source_ticket_id,
        category.id if category is not None and category.removed_at is None else None,
    )


async def _find_article(session: AsyncSession, article_id: int, readers: Readers) -> Article | None:
    if not 0 < article_id < MOST:
        return None
    wanted = select(Article).where(Article.id == article_id, visibility.is_read_by(readers))
    found: Article | None = await session.scalar(wanted)
    return found


async def _texts(session: AsyncSession, article_id: int, readers: Readers) -> dict[str, ArticleText]:
    """Return the published version of each language, or for authors the newest."""
    theirs = select(ArticleText).where(ArticleText.article_id == article_id)
    if readers is not Readers.AUTHORS:
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
