"""Verbs of articles that decide what is read: proposed by agents, published and retired by admins. Knows no door.

Of a published article the version that an admin published is read, until an admin publishes a newer one; which
exactly, the admin has seen: `revision` counts every change.
"""

from dataclasses import replace

from db.models import Article, ArticleState, ArticleText, Role
from desk import Desk, Refused, audit
from desk.admin_settings.changes import bump_settings_version
from desk.i18n import LANGUAGES
from desk.knowledge.articles import changed, currents, locked, newest, published_texts, require_staff
from desk.notifications import to_staff
from desk.notifications.untaken_alerts import Rings
from desk.outbox import Button, Say, letters
from desk.search import learning


async def propose(desk: Desk, article_id: int) -> str:
    """The admins are told that it can be published, once for each change of it. Returns its title."""
    await require_staff(desk)
    article = await locked(desk, article_id)
    texts = await _to_publish(desk, article)
    row = (Button("btn-article-open", f"kb:{article.id}"),)
    told = Say("article-proposed", {"name": desk.me().name, "title": texts[0].title}, (row,), staff_only=True)
    staff = await to_staff.team(desk.session)
    rings = await Rings.of(desk.session, staff, desk.now)
    for admin in staff:
        if admin.role is Role.ADMIN and admin.started_at is not None and admin.id != desk.actor_id:
            key = f"article:{article.id}:{article.revision}:{admin.id}"
            line = replace(told, silent=rings.hush(admin, silent=False))
            letters.post(desk.session, admin.id, line, now=desk.now, dedup=key)
    return texts[0].title


async def publish(desk: Desk, article_id: int, revision: int) -> str:
    """The newest version of each language is read from now on; `revision`: as the admin saw it. Returns the title.
    Raises NotAllowed for all but admins, Refused where it has been changed since, or says nothing yet."""
    await desk.require_admin("article-admins-publish")
    await bump_settings_version(desk)
    article = await locked(desk, article_id)
    if article.revision != revision:
        raise Refused("article-changed-since")
    return await made_public(desk, article)


async def made_public(desk: Desk, article: Article, *, learn: bool = True) -> str:
    """The same of one that is locked, by whoever may; without `learn` its words are left to the caller."""
    wanted = await _to_publish(desk, article)
    gone = await published_texts(desk, article)
    for text in await currents(desk, article.id):
        text.current = False
    await desk.session.flush()
    for text in wanted:
        text.current = True
    was, article.state = article.state, ArticleState.PUBLISHED
    article.published_at = desk.now
    changed(desk, article)
    await desk.session.flush()
    audit.record(desk, "article-published", f"article:{article.slug}", was.value, wanted[0].title)
    if learn:
        await learning.articles_changed(desk.session, gone, await published_texts(desk, article))
        await learning.learn_soon(desk)
    return wanted[0].title


async def retire(desk: Desk, article_id: int) -> str:
    """It is no longer read or found; publishing it brings it back. An agent may put away a draft. Returns the title.
    Raises NotAllowed, Refused."""
    await require_staff(desk)
    await bump_settings_version(desk)
    article = await locked(desk, article_id)
    if article.state is not ArticleState.DRAFT:
        await desk.require_admin("article-admins-publish")
    gone = await published_texts(desk, article)
    was, article.state = article.state, ArticleState.OLD
    changed(desk, article)
    titles = [text.title for text in await currents(desk, article.id)] or [article.slug]
    audit.record(desk, "article-retired", f"article:{article.slug}", was.value, titles[0])
    await learning.articles_changed(desk.session, gone, [])
    return titles[0]


async def _to_publish(desk: Desk, article: Article) -> list[ArticleText]:
    """The newest version of each language that says something. Raises Refused where none does."""
    found = [await newest(desk, article.id, language) for language in LANGUAGES]
    texts = [text for text in found if text is not None and text.body]
    if not texts:
        raise Refused("article-nothing-yet")
    return texts
