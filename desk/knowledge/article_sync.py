"""An article that another system keeps here: created or changed in a language, by its short name. Knows no channel."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from db.models import Article, ArticleAudience, ArticleState
from desk import Desk, Refused
from desk.admin_settings.changes import bump_settings_version
from desk.knowledge import article_form, articles
from desk.knowledge.article_checks import check_body, check_title, split_keywords
from desk.knowledge.articles import Draft, find_newest, require_publisher
from desk.text import RichText


@dataclass(frozen=True, slots=True)
class ArticleChanges:
    """The changes of an article; None keeps what it has. `state`: a draft's words wait to be published."""

    title: str | None = None
    body: RichText | None = None
    category_id: int | None = None
    keywords: Sequence[str] | None = None
    audience: ArticleAudience | None = None
    state: ArticleState | None = None


async def put_article(desk: Desk, slug: str, language: str, changes: ArticleChanges) -> int:
    """Create or change an article in a language, and return its id; what is already so changes nothing. Raises
    NotAllowed for all but admins and integrations, Refused with what is wrong."""
    await require_publisher(desk)
    await bump_settings_version(desk)  # one import or publication at a time
    named = select(Article).where(Article.slug == slug).with_for_update()
    article = await desk.session.scalar(named.execution_options(populate_existing=True))
    if article is None:
        article = await articles.create_row(desk, check_title(changes.title or ""), slug=slug)
    before = article.revision
    await _write(desk, article, language, changes)
    await _describe(desk, article, changes)
    if changes.state is ArticleState.OLD and article.state is not ArticleState.OLD:
        await article_form.archive_article(desk, article.id)
    if changes.state is ArticleState.PUBLISHED:
        newest = await find_newest(desk, article.id, language)
        if article.revision != before or article.state is not changes.state or not (newest and newest.current):
            await article_form.publish_article(desk, article.id, None, language)
    return article.id


async def _write(desk: Desk, article: Article, language: str, changes: ArticleChanges) -> None:
    last = await find_newest(desk, article.id, language)
    if last is None and changes.title is None:
        raise Refused("article-title-empty")
    title = check_title(changes.title) if changes.title is not None else None
    body = check_body(changes.body, whole=True) if changes.body is not None else None
    has_title = last is not None and title in (None, last.title)
    has_body = last is not None and body in (None, RichText.load(last.body, last.entities))
    if not (has_title and has_body):
        await articles.write_to_locked(desk, article, language, Draft(title, body))


async def _describe(desk: Desk, article: Article, changes: ArticleChanges) -> None:
    if changes.category_id not in (None, article.category_id):
        await articles.set_topic(desk, article.id, changes.category_id)
    if changes.keywords is not None:
        keywords = split_keywords(", ".join(changes.keywords))
        if keywords != article.keywords:
            await articles.set_keywords(desk, article.id, ", ".join(keywords))
    if changes.audience is not None:
        await articles.set_audience(desk, article.id, changes.audience)
