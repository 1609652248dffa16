"""Verbs that write articles: begin one, add a version, set keywords and topic; and their common steps. Knows no
channel.

Earlier words stay as versions. `publishing.py` decides which version is read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from db.models import (
    Article,
    ArticleAudience,
    ArticleState,
    ArticleText,
    Category,
)
from desk import Desk, NotAllowed, Refused, history
from desk.admin_settings.changes import bump_settings_version
from desk.i18n import LANGUAGES
from desk.knowledge.article_checks import MOST_KEYWORDS, check_body, check_title, split_keywords
from desk.locked import MOST
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.search import vocabulary
from desk.search.stemming import make_tsvector
from desk.text import RichText
from desk.text.subject import make_slug

MOST_ARTICLES = 5000
MOST_FILES = 10
MOST_KEYWORDS_OF_ALL = 2 * MOST_KEYWORDS


@dataclass(frozen=True, slots=True)
class Draft:
    """The words of a new version; None keeps those of the version before. `*_id`: the messages with title and text."""

    title: str | None = None
    body: RichText | None = None
    files: Sequence[dict[str, Any]] | None = None
    chat_id: int | None = None
    title_id: int | None = None
    body_id: int | None = None


@dataclass(frozen=True, slots=True)
class WriteResult:
    """The result of a write. `meanwhile` names the author of a version that the writer had not seen; it stays as a
    version."""

    article_id: int
    language: str
    version: int
    waits: bool = False
    meanwhile: str | None = None


async def begin_article(
    desk: Desk, language: str, draft: Draft, *, keywords: Sequence[str] = (), ticket_id: int | None = None
) -> WriteResult:
    """Create an article as a draft. Raises NotAllowed for requesters, Refused."""
    await require_staff(desk)
    article = await create_row(desk, check_title(draft.title or ""), keywords=keywords, ticket_id=ticket_id)
    return await _add_version(desk, article, language, draft)


async def create_row(
    desk: Desk, title: str, *, slug: str | None = None, keywords: Sequence[str] = (), ticket_id: int | None = None
) -> Article:
    """Create the row of an article, without a text yet."""
    if (await desk.session.scalar(select(func.count()).select_from(Article)) or 0) >= MOST_ARTICLES:
        raise Refused("articles-too-many", most=MOST_ARTICLES)
    article = Article(
        slug=slug or await _free_slug(desk, make_slug(title) or "article"),
        keywords=list(keywords),
        state=ArticleState.DRAFT,
        author_id=desk.actor_id,
        source_ticket_id=ticket_id,
        created_at=desk.now,
        updated_at=desk.now,
        revision=0,
        audience=ArticleAudience.EVERYBODY,
    )
    desk.session.add(article)
    await desk.session.flush()
    return article


async def write_version(
    desk: Desk, article_id: int, language: str, draft: Draft, *, seen: int | None = None
) -> WriteResult:
    """Add a version in a language; `seen` is the newest version that its writer knew. Raises NotAllowed, Refused."""
    await require_staff(desk)
    if language not in LANGUAGES:
        raise Refused("article-gone")
    return await _add_version(desk, await lock_article(desk, article_id), language, draft, seen)


async def write_to_locked(desk: Desk, article: Article, language: str, draft: Draft) -> WriteResult:
    """Add a version to an article that is locked already, without a check of permissions."""
    return await _add_version(desk, article, language, draft)


async def _add_version(
    desk: Desk, article: Article, language: str, draft: Draft, seen: int | None = None
) -> WriteResult:
    before = await find_newest(desk, article.id, language)
    title = check_title(draft.title) if draft.title is not None else before.title if before else ""
    body = check_body(draft.body) if draft.body is not None else _body_of(before)
    files = list(draft.files) if draft.files is not None else before.files if before else []
    if len(files) > MOST_FILES:
        raise Refused("article-files-many", most=MOST_FILES)
    is_draft = article.state is ArticleState.DRAFT
    if before is not None and is_draft and before.current:
        before.current = False
        await desk.session.flush()
    row = ArticleText(
        article_id=article.id,
        language=language,
        version=before.version + 1 if before else 1,
        title=title,
        body=body.text,
        entities=body.dump(),
        files=files,
        author_id=desk.actor_id,
        at=desk.now,
        current=is_draft,
        said_chat_id=draft.chat_id if draft.chat_id is not None else before.said_chat_id if before else None,
        said_message_id=draft.body_id if draft.body is not None else before.said_message_id if before else None,
        said_title_id=draft.title_id if draft.title is not None else before.said_title_id if before else None,
    )
    row.search = make_search_vector(row, article.keywords)
    desk.session.add(row)
    count_change(desk, article)
    await desk.session.flush()
    return WriteResult(article.id, language, row.version, not is_draft, await _find_other_author(desk, before, seen))


def _body_of(text: ArticleText | None) -> RichText:
    return RichText.load(text.body, text.entities) if text is not None else RichText()


async def _find_other_author(desk: Desk, before: ArticleText | None, seen: int | None) -> str | None:
    if before is None or seen is None or before.version <= seen or before.author_id == desk.actor_id:
        return None
    author = await desk.get_person(before.author_id)
    return author.name if author is not None else ""


def make_search_vector(text: ArticleText, keywords: Sequence[str]) -> Any:
    """Return the vector by which the text is found."""
    return make_tsvector(" ".join((text.title, *keywords)), "A").op("||")(make_tsvector(text.body, "D"))


async def set_keywords(desk: Desk, article_id: int, wanted: str) -> None:
    """Set the keywords, separated by commas; only admins may for a published article. Raises NotAllowed, Refused."""
    article = await _lock_to_describe(desk, article_id)
    before = await list_published_words(desk, article)
    article.keywords = split_keywords(wanted)
    count_change(desk, article)
    for text in await desk.session.scalars(select(ArticleText).where(ArticleText.article_id == article.id)):
        text.search = make_search_vector(text, article.keywords)
    await desk.session.flush()
    await vocabulary.update_article_words(desk.session, before, await list_published_words(desk, article))


async def set_topic(desk: Desk, article_id: int, category_id: int | None) -> None:
    """Set or clear the topic; only admins may for a published article. Raises NotAllowed, Refused."""
    article = await _lock_to_describe(desk, article_id)
    live = select(Category.id).where(Category.id == category_id, Category.removed_at.is_(None), ~Category.is_group)
    if category_id is not None and await desk.session.scalar(live) is None:
        raise Refused("no-such-category")
    article.category_id = category_id
    count_change(desk, article)


async def set_audience(desk: Desk, article_id: int, audience: ArticleAudience) -> None:
    """Say who reads the article: everybody, or the team alone; only admins may for a published one, whose words then
    come into search or leave it. Raises NotAllowed, Refused."""
    await require_staff(desk)
    await bump_settings_version(desk)
    article = await _lock_to_describe(desk, article_id)
    if article.audience is audience:
        return
    before = await list_published_words(desk, article)
    was, article.audience = article.audience, audience
    count_change(desk, article)
    if article.state is ArticleState.PUBLISHED:
        history.record_action(desk, "article-audience", f"article:{article.slug}", was.value, audience.value)
    await vocabulary.update_article_words(desk.session, before, await list_published_words(desk, article))


async def _lock_to_describe(desk: Desk, article_id: int) -> Article:
    await require_staff(desk)
    article = await lock_article(desk, article_id)
    if article.state is ArticleState.PUBLISHED:
        await require_publisher(desk, "article-admins-describe")
    return article


async def take_version(desk: Desk, article_id: int, language: str, version: int) -> WriteResult:
    """Add a copy of an earlier version as the newest one. Raises NotAllowed, Refused."""
    await require_staff(desk)
    article = await lock_article(desk, article_id)
    old = await desk.session.get(ArticleText, (article_id, language, version))
    if old is None:
        raise Refused("article-gone")
    return await _add_version(desk, article, language, Draft(old.title, _body_of(old) or None, list(old.files)))


async def require_staff(desk: Desk) -> None:
    """Raise NotAllowed unless the actor is on the team now, or an integration, whose scope was checked."""
    if desk.is_integration:
        return
    await desk.refresh_actor()
    if not permissions.is_staff(desk.require_actor()):
        raise NotAllowed


async def require_publisher(desk: Desk, refusal: str = "article-admins-publish") -> None:
    """Raise NotAllowed unless the actor may publish and archive; an integration may by its scope."""
    if not desk.is_integration:
        await desk.require_grant(Grant.PUBLISH, refusal)


async def lock_article(desk: Desk, article_id: int) -> Article:
    """Return the article with its row locked. Raises Refused."""
    article = None
    if 0 < article_id < MOST:
        article = await desk.session.get(Article, article_id, with_for_update=True, populate_existing=True)
    if article is None:
        raise Refused("article-gone")
    return article


def count_change(desk: Desk, article: Article) -> None:
    """Count a change of the article."""
    article.revision += 1
    article.updated_at = desk.now


async def find_newest(desk: Desk, article_id: int, language: str) -> ArticleText | None:
    """Return the newest version in a language, published or not."""
    theirs = select(ArticleText).where(ArticleText.article_id == article_id, ArticleText.language == language)
    last: ArticleText | None = await desk.session.scalar(theirs.order_by(ArticleText.version.desc()).limit(1))
    return last


async def list_published_words(desk: Desk, article: Article) -> list[str]:
    """Return all words of an article that everybody may read; none if it is not published, or for the team."""
    if article.state is not ArticleState.PUBLISHED or article.audience is not ArticleAudience.EVERYBODY:
        return []
    return [" ".join((text.title, *article.keywords, text.body)) for text in await find_currents(desk, article.id)]


async def find_currents(desk: Desk, article_id: int) -> list[ArticleText]:
    """Return the version of each language that is read, or would be for a draft."""
    theirs = select(ArticleText).where(ArticleText.article_id == article_id, ArticleText.current)
    return list(await desk.session.scalars(theirs.order_by(ArticleText.language)))


async def _free_slug(desk: Desk, wanted: str) -> str:
    taken = set(
        await desk.session.scalars(select(Article.slug).where(Article.slug.startswith(wanted, autoescape=True)))
    )
    slug, n = wanted, 2
    while slug in taken:
        slug, n = f"{wanted}-{n}", n + 1
    return slug
