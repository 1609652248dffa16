"""Verbs that decide which version is read: agents propose, admins publish and archive. Knows no channel.

Readers get the version that an admin published, until an admin publishes a newer one. `revision` counts every change,
so that an admin publishes only what they have seen.
"""

from dataclasses import replace

from db.models import Article, ArticleState, ArticleText
from desk import Desk, Refused, audit
from desk.admin_settings.changes import bump_settings_version
from desk.i18n import LANGUAGES
from desk.knowledge.articles import (
    count_change,
    find_currents,
    find_newest,
    list_published_words,
    lock_article,
    require_staff,
)
from desk.notifications import to_staff
from desk.notifications.recent_sounds import RecentSounds
from desk.outbox import Say, letters, make_press
from desk.policy.grants import Grant, has_grant
from desk.search import vocabulary


async def propose_article(desk: Desk, article_id: int) -> str:
    """Notify the admins that the article can be published, once for each revision. Return its title."""
    await require_staff(desk)
    article = await lock_article(desk, article_id)
    texts = await _to_publish(desk, article)
    row = (make_press("btn-article-open", "kb", article.id),)
    told = Say(
        "article-proposed", {"name": desk.require_actor().name, "title": texts[0].title}, (row,), staff_only=True
    )
    staff = await to_staff.list_team(desk.session)
    sounds = await RecentSounds.load(desk.session, staff, desk.now)
    for admin in staff:
        if has_grant(admin, Grant.PUBLISH) and admin.started_at is not None and admin.id != desk.actor_id:
            key = f"article:{article.id}:{article.revision}:{admin.id}"
            line = replace(told, silent=sounds.hush(admin, silent=False))
            letters.queue_letter(desk.session, admin.id, line, now=desk.now, dedup=key)
    return texts[0].title


async def publish_article(desk: Desk, article_id: int, revision: int) -> str:
    """Publish the newest version of each language, and return the title; `revision` is the one the admin saw. Raises
    NotAllowed for all but admins, Refused if the article was changed since, or has no text yet."""
    await desk.require_grant(Grant.PUBLISH, "article-admins-publish")
    await bump_settings_version(desk)
    article = await lock_article(desk, article_id)
    if article.revision != revision:
        raise Refused("article-changed-since")
    return await publish_locked(desk, article)


async def publish_locked(desk: Desk, article: Article, *, learn: bool = True) -> str:
    """Publish an article that is locked already, without a check of permissions; without `learn`, its words are left to
    the caller."""
    wanted = await _to_publish(desk, article)
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
    audit.record_action(desk, "article-published", f"article:{article.slug}", was.value, wanted[0].title)
    if learn:
        await vocabulary.update_article_words(desk.session, gone, await list_published_words(desk, article))
        await vocabulary.queue_word_count(desk)
    return wanted[0].title


async def archive_article(desk: Desk, article_id: int) -> str:
    """Archive the article, so that it is no longer read or found, and return its title. Publishing restores it. An
    agent may archive a draft. Raises NotAllowed, Refused."""
    await require_staff(desk)
    await bump_settings_version(desk)
    article = await lock_article(desk, article_id)
    if article.state is not ArticleState.DRAFT:
        await desk.require_grant(Grant.PUBLISH, "article-admins-publish")
    gone = await list_published_words(desk, article)
    was, article.state = article.state, ArticleState.OLD
    count_change(desk, article)
    titles = [text.title for text in await find_currents(desk, article.id)] or [article.slug]
    audit.record_action(desk, "article-retired", f"article:{article.slug}", was.value, titles[0])
    await vocabulary.update_article_words(desk.session, gone, [])
    return titles[0]


async def _to_publish(desk: Desk, article: Article) -> list[ArticleText]:
    """Return the newest version of each language that has a text. Raises Refused if none has."""
    found = [await find_newest(desk, article.id, language) for language in LANGUAGES]
    texts = [text for text in found if text is not None and text.body]
    if not texts:
        raise Refused("article-nothing-yet")
    return texts
