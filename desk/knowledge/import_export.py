"""Import and export of articles as files, all or none. Knows no channel and no folder, only names and contents.

A file replaces the article's text in its language, as a new version; a file without news changes nothing. The importer
is an admin, so a file with `state: published` is published.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from db.models import Article, ArticleAudience, ArticleState, ArticleText, Category
from desk import Desk, Refused, history
from desk.admin_settings.changes import bump_settings_version
from desk.i18n import LANGUAGES, catalog
from desk.knowledge import article_form, articles, markdown_files
from desk.knowledge.articles import Draft
from desk.knowledge.markdown_files import ArticleSource
from desk.search import vocabulary
from desk.text import RichText
from desk.tickets.topic_names import fold_topic_name
from desk.topics import editing
from desk.topics.editing import OFFERED

_OFFERED_KEYS = [key for topics in OFFERED.values() for key in topics]


@dataclass(frozen=True, slots=True)
class Imported:
    """The result of an import: how many articles are new, changed, the same; and topics the desk does not have,
    which were left out."""

    new: int
    changed: int
    same: int
    unknown_topics: tuple[str, ...] = ()


async def import_files(desk: Desk, files: Mapping[str, bytes]) -> Imported:
    """Import all files, or none, for the operator of the machine. Raises Refused with file and line."""
    if not files:
        raise Refused("kb-zip-empty")
    sources = [markdown_files.read_file(name, files[name]) for name in sorted(files)]
    await bump_settings_version(desk)  # one import or publication at a time
    by_slug: dict[str, list[ArticleSource]] = defaultdict(list)
    for source in sources:
        by_slug[source.slug].append(source)
    topics = await _topics(desk)
    known = await _lock_known(desk, list(by_slug))
    gone: list[str] = []
    come: list[str] = []
    counts = [0, 0, 0]
    for slug, said in by_slug.items():
        article = known.get(slug)
        before = await articles.list_published_words(desk, article) if article is not None else []
        counts[await _import_article(desk, article, said, topics)] += 1
        article = known.get(slug) or await desk.session.scalar(select(Article).where(Article.slug == slug))
        after = await articles.list_published_words(desk, article) if article is not None else []
        if before != after:
            gone += before
            come += after
    await vocabulary.update_article_words(desk.session, gone, come)
    await vocabulary.queue_word_count(desk)
    history.record_action(desk, "articles-imported", "desk", None, str(counts[0] + counts[1]))
    wanted = dict.fromkeys(source.topic for source in sources if source.topic)
    return Imported(counts[0], counts[1], counts[2], tuple(name for name in wanted if _same(name) not in topics))


async def _lock_known(desk: Desk, slugs: Sequence[str]) -> dict[str, Article]:
    locking = select(Article).where(Article.slug.in_(slugs)).order_by(Article.id).with_for_update()
    rows = await desk.session.scalars(locking.execution_options(populate_existing=True))
    return {one.slug: one for one in rows}


async def _topics(desk: Desk) -> dict[str, int]:
    """Return the ids of the desk's topics by name, in each language, and by the key of an offered topic."""
    found: dict[str, int] = {}
    for one in await editing.load_tree(desk.session):
        if not one.is_group:
            found |= {_same(name): one.id for name in (one.name, *one.names.values())}
    keys = {key: catalog.say(code, f"offered-topic-{key}") for key in _OFFERED_KEYS for code in LANGUAGES}
    return {_same(key): found[_same(name)] for key, name in keys.items() if _same(name) in found} | found


def _same(name: str) -> str:
    return fold_topic_name(name.replace("-", " "))


async def _import_article(
    desk: Desk, article: Article | None, said: Sequence[ArticleSource], topics: Mapping[str, int]
) -> int:
    """Import an article; return 0 if it is new, 1 if changed, 2 if the same."""
    is_new, did = article is None, False
    if article is None:
        article = await articles.create_row(desk, said[0].title, slug=said[0].slug)
    keywords = list(dict.fromkeys(word for source in said for word in source.keywords))[: articles.MOST_KEYWORDS_OF_ALL]
    topic = next((topics[_same(one.topic)] for one in said if _same(one.topic) in topics), article.category_id)
    if (article.keywords, article.category_id) != (keywords, topic):
        article.keywords, article.category_id, did = keywords, topic, True
    audience = _choose_audience(article, said)
    if article.audience is not audience:
        article.audience, did = audience, True
    for source in said:
        last = await articles.find_newest(desk, article.id, source.language)
        words = (last.title, RichText.load(last.body, last.entities)) if last is not None else None
        if words != (source.title, source.body) or is_new:
            await articles.write_to_locked(desk, article, source.language, Draft(source.title, source.body))
            did = True
    did = await _apply_state(desk, article, said, changed=did) or did
    return 0 if is_new else 1 if did else 2


def _choose_audience(article: Article, said: Sequence[ArticleSource]) -> ArticleAudience:
    """Return who reads the article by its files: the team, if one of them says so; as now, if none says anything."""
    wanted = {source.audience for source in said} - {None}
    if ArticleAudience.TEAM in wanted:
        return ArticleAudience.TEAM
    return ArticleAudience.EVERYBODY if wanted else article.audience


async def _apply_state(desk: Desk, article: Article, said: Sequence[ArticleSource], *, changed: bool) -> bool:
    """Publish or archive the article as its files say (publish, if they differ); return True if its state or words
    changed."""
    states = {source.state for source in said}
    if ArticleState.PUBLISHED in states:
        if article.state is ArticleState.PUBLISHED and not changed:
            return False
        await article_form.publish_locked(desk, article, learn=False)
        return True
    if states == {ArticleState.OLD} and article.state is not ArticleState.OLD:
        article.state = ArticleState.OLD
        articles.count_change(desk, article)
        return True
    return False


async def export_files(desk: Desk) -> dict[str, bytes]:
    """Return the newest text of all articles, a file for each language, by name, for the operator of the machine."""
    newest = (
        select(Article, ArticleText, Category.name)
        .join(ArticleText, ArticleText.article_id == Article.id)
        .outerjoin(Category, Category.id == Article.category_id)
        .order_by(Article.id, ArticleText.language, ArticleText.version.desc())
        .ext(distinct_on(Article.id, ArticleText.language))
    )
    files = {}
    for article, said, topic in await desk.session.execute(newest):
        body = RichText.load(said.body, said.entities)
        if body:
            source = ArticleSource(
                article.slug, said.language, said.title, topic or "", tuple(article.keywords), article.state, body,
                article.audience,
            )  # fmt: skip
            name, content = markdown_files.write_file(source)
            files[name] = content
    return files
