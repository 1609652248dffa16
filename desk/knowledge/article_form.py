"""An article edited as a whole in a form: both languages, topic and keywords at once.

Unchanged fields are not written, so that a text keeps formatting that no field can show, and changes of others. If both
changed the same field, nothing is written. Knows no channel.

Verbs that decide which version is read: agents propose, admins publish and archive. Readers get the version that an
admin published, until an admin publishes a newer one. `revision` counts every change, so that an admin publishes only
what they have seen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from db.models import Article, ArticleAudience, ArticleState, ArticleText
from desk import Desk, EditConflict, Outdated, Refused, history
from desk.admin_settings.changes import bump_settings_version
from desk.i18n import LANGUAGES
from desk.knowledge import articles, markdown_files
from desk.knowledge.articles import (
    Draft,
    count_change,
    find_currents,
    find_newest,
    list_published_words,
    lock_article,
    require_publisher,
    require_staff,
)
from desk.notifications.recent_sounds import RecentSounds
from desk.outbox import Say, letters, make_press
from desk.policy.permissions import Grant, has_grant
from desk.search import vocabulary
from desk.staff import who_is_there
from desk.text import RichText


async def propose_article(desk: Desk, article_id: int) -> str:
    """Notify the admins that the article can be published, once for each revision. Return its title."""
    await require_staff(desk)
    article = await lock_article(desk, article_id)
    texts = await _to_publish(desk, article)
    row = (make_press("btn-article-open", "kb", article.id),)
    told = Say(
        "article-proposed", {"name": desk.require_actor().name, "title": texts[0].title}, (row,), staff_only=True
    )
    staff = await who_is_there.list_team(desk.session)
    sounds = await RecentSounds.load(desk.session, staff, desk.now)
    for admin in staff:
        if has_grant(admin, Grant.PUBLISH) and admin.started_at is not None and admin.id != desk.actor_id:
            key = f"article:{article.id}:{article.revision}:{admin.id}"
            line = replace(told, silent=sounds.hush(admin, silent=False))
            letters.queue_letter(desk.session, admin.id, line, now=desk.now, dedup=key)
    return texts[0].title


async def publish_article(desk: Desk, article_id: int, revision: int | None, language: str | None = None) -> str:
    """Publish the newest version of each language, or of this one alone, and return the title; `revision` is the one
    the admin saw, None for whichever it is. Raises NotAllowed for all but admins, Refused if the article was changed
    since, or has no text yet."""
    await require_publisher(desk)
    await bump_settings_version(desk)
    article = await lock_article(desk, article_id)
    if revision is not None and article.revision != revision:
        raise Refused("article-changed-since")
    return await publish_locked(desk, article, language)


async def publish_locked(desk: Desk, article: Article, language: str | None = None, *, learn: bool = True) -> str:
    """Publish an article that is locked already, without a check of permissions; without `learn`, its words are left to
    the caller."""
    wanted = await _to_publish(desk, article, language)
    gone = await list_published_words(desk, article)
    for text in await find_currents(desk, article.id):
        text.current = False
    await desk.session.flush()
    for text in wanted:
        text.current = True
    was, article.state = article.state, ArticleState.PUBLISHED
    article.published_at = desk.now
    count_change(desk, article)
    await desk.session.flush()
    history.record_action(desk, "article-published", f"article:{article.slug}", was.value, wanted[0].title)
    if learn:
        await vocabulary.update_article_words(desk.session, gone, await list_published_words(desk, article))
        await vocabulary.queue_word_count(desk)
    return wanted[0].title


async def archive_article(desk: Desk, article_id: int) -> str:
    """Archive the article, so that it is no longer read or found, and return its title. Publishing restores it. An
    agent may archive a draft. Raises NotAllowed, Refused, and Outdated if it is archived."""
    await require_staff(desk)
    await bump_settings_version(desk)
    article = await lock_article(desk, article_id)
    if article.state is not ArticleState.DRAFT:
        await require_publisher(desk)
    if article.state is ArticleState.OLD:
        raise Outdated
    gone = await list_published_words(desk, article)
    was, article.state = article.state, ArticleState.OLD
    count_change(desk, article)
    titles = [text.title for text in await find_currents(desk, article.id)] or [article.slug]
    history.record_action(desk, "article-retired", f"article:{article.slug}", was.value, titles[0])
    await vocabulary.update_article_words(desk.session, gone, [])
    return titles[0]


async def _to_publish(desk: Desk, article: Article, only: str | None = None) -> list[ArticleText]:
    """Return the newest version of each language that has a text, or of one, with those that others have read so far.
    Raises Refused if there is none."""
    found = [await find_newest(desk, article.id, one) for one in LANGUAGES if only in (None, one)]
    texts = [text for text in found if text is not None and text.body]
    if texts and only is not None:
        texts += [text for text in await find_currents(desk, article.id) if text.language != only]
    if not texts:
        raise Refused("article-nothing-yet")
    return texts


class NextStep(StrEnum):
    """The step after an article is written."""

    KEEP = "keep"
    PROPOSE = "propose"
    PUBLISH = "publish"


@dataclass(frozen=True, slots=True)
class TextField:
    """Title and text in a language as their fields have them, the text in Markdown. `seen` is the version the fields
    were filled with, 0 for none."""

    title: str = ""
    body: str = ""
    seen: int = 0

    @property
    def says_nothing(self) -> bool:
        """True if both fields are blank."""
        return not (self.title.strip() or self.body.strip())


@dataclass(frozen=True, slots=True)
class Description:
    """Topic, keywords (separated by commas) and readers, and what they were when the form was shown."""

    category_id: int | None = None
    keywords: str = ""
    was_category_id: int | None = None
    was_keywords: str = ""
    audience: ArticleAudience = ArticleAudience.EVERYBODY
    was_audience: ArticleAudience = ArticleAudience.EVERYBODY

    @property
    def has_other_readers(self) -> bool:
        """True if somebody else is to read the article."""
        return self.audience is not self.was_audience


@dataclass(frozen=True, slots=True)
class ArticleEdit:
    """A submitted form. `revision` is that of the article as it was shown, 0 for a new one; `description` is None if
    the form does not have these fields."""

    revision: int
    texts: Mapping[str, TextField] = field(hash=False)
    description: Description | None = None

    def get_text(self, language: str) -> TextField:
        """Return the fields of a language, empty if the form has none."""
        return self.texts.get(language, TextField())


async def create_article(desk: Desk, wanted: ArticleEdit, then: NextStep) -> int:
    """Create an article and return its id. Raises NotAllowed, Refused with what is wrong."""
    await _may(desk, wanted, then)
    said = [one for one in LANGUAGES if not wanted.get_text(one).says_nothing] or LANGUAGES[:1]
    drafts = {one: _draft(wanted.get_text(one), None) for one in said}
    article_id = (await articles.begin_article(desk, said[0], drafts.pop(said[0]))).article_id
    for language, draft in drafts.items():
        await articles.write_version(desk, article_id, language, draft)
    await _describe(desk, article_id, wanted.description)
    await _finish(desk, article_id, then)
    return article_id


async def edit_article(desk: Desk, article_id: int, wanted: ArticleEdit, then: NextStep) -> None:
    """Write the changed fields. Raises NotAllowed, ChangedMeanwhile, Refused with what is wrong."""
    await _may(desk, wanted, then)
    article = await articles.lock_article(desk, article_id)
    before = {
        language: await _load_seen(desk, article_id, language, wanted.get_text(language).seen) for language in LANGUAGES
    }
    touched = [one for one in LANGUAGES if not _is_same(wanted.get_text(one), before[one])]
    clashing = [one for one in touched if await _newest(desk, article_id, one) != wanted.get_text(one).seen]
    unseen = then is NextStep.PUBLISH and article.revision != wanted.revision
    if clashing or unseen or _is_described_anew(article, wanted.description):
        raise EditConflict(touched, clashing)
    for language in touched:
        await articles.write_version(desk, article_id, language, _draft(wanted.get_text(language), before[language]))
    await _describe(desk, article_id, wanted.description)
    await _finish(desk, article_id, then)


async def _may(desk: Desk, wanted: ArticleEdit, then: NextStep) -> None:
    """Check the permission. Before a publication or other readers, wait for other publications, so that no row is
    locked out of order."""
    await articles.require_staff(desk)
    if then is NextStep.PUBLISH:
        await require_publisher(desk)
    if then is NextStep.PUBLISH or (wanted.description is not None and wanted.description.has_other_readers):
        await bump_settings_version(desk)


async def _load_seen(desk: Desk, article_id: int, language: str, version: int) -> TextField | None:
    text = await desk.session.get(ArticleText, (article_id, language, version)) if version else None
    return make_field(text.title, RichText.load(text.body, text.entities), version) if text is not None else None


async def _newest(desk: Desk, article_id: int, language: str) -> int:
    last = await articles.find_newest(desk, article_id, language)
    return last.version if last is not None else 0


def make_field(title: str, body: RichText, version: int) -> TextField:
    """Return a stored text as its fields are filled."""
    return TextField(title, markdown_files.write_markdown(body), version)


def _is_same(typed: TextField, was: TextField | None) -> bool:
    if was is None:
        return typed.says_nothing
    return typed.title == was.title and _plain(typed.body) == _plain(was.body)


def _plain(body: str) -> str:
    return body.replace("\r\n", "\n").strip()


def _draft(typed: TextField, was: TextField | None) -> Draft:
    """Return what differs; for a new text the title, and the body if there is one."""
    if was is None:
        return Draft(typed.title, markdown_files.read_field(typed.body) if typed.body.strip() else None)
    body = None if _plain(typed.body) == _plain(was.body) else markdown_files.read_field(typed.body)
    return Draft(None if typed.title == was.title else typed.title, body)


def _is_described_anew(article: Article, wanted: Description | None) -> bool:
    """Return True if another user changed topic, keywords or readers that are to be changed."""
    if wanted is None:
        return False
    topic = wanted.was_category_id not in (wanted.category_id, article.category_id)
    readers = wanted.was_audience not in (wanted.audience, article.audience)
    words = wanted.keywords != wanted.was_keywords and join_keywords(article.keywords) != wanted.was_keywords
    return topic or readers or words


def join_keywords(keywords: Iterable[str]) -> str:
    """Return keywords as their field is filled."""
    return ", ".join(keywords)


async def _describe(desk: Desk, article_id: int, wanted: Description | None) -> None:
    if wanted is not None and wanted.category_id != wanted.was_category_id:
        await articles.set_topic(desk, article_id, wanted.category_id)
    if wanted is not None and wanted.keywords != wanted.was_keywords:
        await articles.set_keywords(desk, article_id, wanted.keywords)
    if wanted is not None and wanted.has_other_readers:
        await articles.set_audience(desk, article_id, wanted.audience)


async def _finish(desk: Desk, article_id: int, then: NextStep) -> None:
    if then is NextStep.PUBLISH:
        await publish_article(desk, article_id, (await articles.lock_article(desk, article_id)).revision)
    elif then is NextStep.PROPOSE:
        await propose_article(desk, article_id)
