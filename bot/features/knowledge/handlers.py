"""`/kb` and its buttons: everybody can search and read articles, staff write them. The desk checks again who acts."""

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Document, Message

from bot.content import FileWantedError
from bot.feature import AGENT, Command, Feature, Turning, ViewSpec
from bot.features.knowledge import buttons as data
from bot.features.knowledge import runbooks, screens, screens_gaps
from bot.handlers import (
    CommandFilter,
    FileAnswers,
    PressedMessage,
    StaffRouter,
    TypedCommand,
    respond,
)
from bot.handlers.pressed_message import Press
from db.models import ArticleAudience, ReportResult
from desk import Desk, Refused
from desk.inbound.prompt_replies import Prompt
from desk.knowledge import (
    article_form,
    article_from_ticket,
    article_replies,
    article_search,
    articles,
    import_export,
    zip_files,
)
from desk.knowledge.article_replies import ArticlePart
from desk.knowledge.zip_files import MOST_BYTES
from desk.outbox import ReportReady, Say, Show
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.search.prefix_query import MOST_TYPED

_IMPORT, _EXPORT = frozenset({"import", "импорт"}), frozenset({"export", "экспорт"})
_ASKED = "articlesimport"
_MOST_NAMED = 5


class OfFiles(Filter):
    """Match `/kb import` and `/kb export`."""

    async def __call__(self, _message: Message, command: TypedCommand) -> bool:
        return command.words.text.strip().casefold() in _IMPORT | _EXPORT


def _make_files_router() -> Router:
    """Return a new router, which must come before the one of the other words after `/kb`."""
    made = Router(name="files of articles")
    commands, replies = StaffRouter(name="kb files"), StaffRouter(name="kb replies")
    commands.message.register(_send_articles, CommandFilter("kb"), OfFiles())
    replies.message.register(_import_articles, FileAnswers(_ASKED))
    made.include_routers(commands, replies)
    return made


async def _send_articles(message: Message, command: TypedCommand, desk: Desk, content: bytes | None) -> None:
    """Send all articles as a zip, import the file that comes with the command, or ask for a file."""
    await desk.require_grant(Grant.PUBLISH)
    if command.words.text.strip().casefold() in _EXPORT:
        await _export(desk)
    elif message.document is not None:
        await _import(desk, message.document, content)
    else:
        respond.post_letter(desk, Say("kb-import-how", slot="articlesimport"))


async def _import_articles(message: Message, desk: Desk, content: bytes | None) -> None:
    assert message.document is not None
    await _import(desk, message.document, content)


async def _export(desk: Desk) -> None:
    made = await import_export.export_files(desk)
    row = ReportResult(
        kind="articles",
        arguments={},
        content=zip_files.pack_zip(made),
        filename=f"articles-{desk.now:%Y-%m-%d}.zip",
        mime="application/zip",
        caption="",
        entities=[],
        created_at=desk.now,
    )
    desk.session.add(row)
    await desk.session.flush()
    respond.post_letter(desk, ReportReady(row.id, admins_only=True))


async def _import(desk: Desk, document: Document, content: bytes | None) -> None:
    """Import the whole file, or nothing of it. Raises FileWantedError while its content is not downloaded, Refused
    with the error and its place."""
    await desk.require_grant(Grant.PUBLISH)
    if (document.file_size or 0) > MOST_BYTES:
        raise Refused("kb-zip-large", mb=MOST_BYTES // 1024**2)
    if content is None:
        raise FileWantedError(document.file_id, MOST_BYTES)
    name = document.file_name or ""
    files = {name: content} if name.endswith(".md") else zip_files.unpack_zip(content)
    done = await import_export.import_files(desk, files)
    args = {"new": done.new, "changed": done.changed, "same": done.same}
    respond.post_line(desk, "kb-imported", **args)
    if done.unknown_topics:
        names = ", ".join(done.unknown_topics[:_MOST_NAMED])
        respond.post_line(desk, "kb-import-topics", names=names, n=len(done.unknown_topics))


_NEW = frozenset({"new", "новая"})
_FROM = frozenset({"from", "из"})


def make_router() -> Router:
    made = Router(name="articles")
    made.message.register(search_articles, CommandFilter("kb"))
    for press, handler in (
        (data.ArticleOpen, show_article),
        (data.ArticleIn, _show_in_language),
        (data.ArticleAsk, ask_part),
        (data.ArticleTopic, switch_topic),
        (data.ArticleReaders, set_readers),
        (data.ArticlePropose, propose_article),
        (data.ArticlePublish, publish_article),
        (data.ArticleRetire, archive_article),
        (data.ArticleVersions, _show_versions),
        (data.ArticleVersionShown, _show_version),
        (data.ArticleVersionTaken, take_version),
        (data.ArticleNew, _start_article),
        (data.ArticleFromTicket, draft_from_ticket),
    ):
        made.callback_query.register(handler, press.filter())
    return made


async def search_articles(message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/kb words`; for staff also `/kb`, `/kb new` and `/kb from N`. Requesters are told if the desk has no
    published articles."""
    words = " ".join(command.words.text.split())[:MOST_TYPED]
    first, _, rest = words.partition(" ")
    staff = permissions.is_staff(desk.require_actor())
    if not (staff or desk.rules.knowledge.articles):
        respond.post_line(desk, "kb-none-here")
        return
    if staff and words.casefold() in _NEW:
        await article_replies.ask_for_part(desk, ArticlePart.TITLE, message_id=message.message_id)
    elif staff and first.casefold() in _FROM and rest.removeprefix("#").isdigit() and len(rest) < 19:
        await _show_draft(desk, int(rest.removeprefix("#")))
    else:
        if words:
            await article_search.record_search(desk, words)
        respond.post_letter(desk, Show("articles", slot=f"articles:?{words}" if words else "articles", fresh=True))


async def _show_draft(desk: Desk, number: int) -> None:
    done = await article_from_ticket.draft_from_ticket(desk, number)
    article_replies.show_article(desk, done.article_id, done.language, "article-drafted", {"number": number})


async def show_article(_query: CallbackQuery, callback_data: data.ArticleOpen, desk: Desk) -> None:
    """Show an article in a new message, so that the message which offered it stays."""
    respond.post_letter(desk, Show("article", slot=f"article:{callback_data.article}", fresh=True))


async def _show_in_language(_query: CallbackQuery, callback_data: data.ArticleIn, desk: Desk) -> None:
    letter = Show("article", slot=f"article:{callback_data.article}", find=callback_data.language, fresh=True)
    respond.post_letter(desk, letter)


async def ask_part(_query: CallbackQuery, callback_data: data.ArticleAsk, desk: Desk, pressed: PressedMessage) -> None:
    permissions.require_staff(desk.require_actor())
    pressed.require_view("article")
    await article_replies.ask_for_part(desk, callback_data.wanted, callback_data.article, callback_data.language)


async def switch_topic(
    _query: CallbackQuery, callback_data: data.ArticleTopic, desk: Desk, pressed: PressedMessage
) -> None:
    permissions.require_staff(desk.require_actor())
    pressed.require_view("articletopics")
    await articles.set_topic(desk, callback_data.article, callback_data.category or None)
    _show_screen(desk, callback_data.article)


async def set_readers(
    _query: CallbackQuery, callback_data: data.ArticleReaders, desk: Desk, pressed: PressedMessage
) -> None:
    """Set who reads the article; before everybody reads a runbook, ask once more."""
    permissions.require_staff(desk.require_actor())
    pressed.require_view("articletopics")
    key, audience = callback_data.article, callback_data.audience
    if audience is ArticleAudience.EVERYBODY and not callback_data.sure:
        sure = data.ArticleReaders(article=key, audience=audience, sure=1)
        row = (respond.press_button("btn-article-audience", sure, audience=audience.value),)
        respond.post_letter(desk, Say("article-audience-sure", {}, (row,), slot=f"articletopics:{key}"))
        return
    await articles.set_audience(desk, key, audience)
    _show_screen(desk, key)


async def propose_article(
    _query: CallbackQuery, callback_data: data.ArticlePropose, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    permissions.require_staff(desk.require_actor())
    pressed.require_view("article")
    await article_form.propose_article(desk, callback_data.article)
    press.say("article-proposed-done")


async def publish_article(
    _query: CallbackQuery, callback_data: data.ArticlePublish, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Publish the revision that the admin saw, with a button to archive it again."""
    permissions.require_staff(desk.require_actor())
    pressed.require_view("article")
    title = await article_form.publish_article(desk, callback_data.article, callback_data.revision)
    press.say("article-published-short")
    undo = (respond.press_button("btn-article-retire", data.ArticleRetire(article=callback_data.article)),)
    respond.post_letter(desk, Say("article-published", {"title": title}, (undo,), slot="article:done"))


async def archive_article(
    _query: CallbackQuery, callback_data: data.ArticleRetire, desk: Desk, pressed: PressedMessage
) -> None:
    permissions.require_staff(desk.require_actor())
    pressed.require_view("article")
    title = await article_form.archive_article(desk, callback_data.article)
    back = (respond.press_button("btn-article-open", data.ArticleOpen(article=callback_data.article)),)
    respond.post_letter(desk, Say("article-retired", {"title": title}, (back,), slot="article:done"))


async def _show_versions(
    _query: CallbackQuery, callback_data: data.ArticleVersions, desk: Desk, pressed: PressedMessage
) -> None:
    permissions.require_staff(desk.require_actor())
    pressed.require_view("article", "articleversions")
    fresh = pressed.kind != "articleversions"
    respond.post_letter(desk, Show("article_versions", slot=f"articleversions:{callback_data.article}", fresh=fresh))


async def _show_version(
    _query: CallbackQuery, callback_data: data.ArticleVersionShown, desk: Desk, pressed: PressedMessage
) -> None:
    permissions.require_staff(desk.require_actor())
    pressed.require_view("articleversions")
    which = f"{callback_data.language}.{callback_data.version}"
    respond.post_letter(desk, Show("article_versions", slot=f"articleversions:{callback_data.article}", find=which))


async def take_version(
    _query: CallbackQuery, callback_data: data.ArticleVersionTaken, desk: Desk, pressed: PressedMessage
) -> None:
    permissions.require_staff(desk.require_actor())
    pressed.require_view("articleversions")
    chosen = callback_data
    article_replies.show_result(
        desk, await articles.take_version(desk, chosen.article, chosen.language, chosen.version)
    )


async def _start_article(_query: CallbackQuery, desk: Desk, pressed: PressedMessage) -> None:
    """Ask for the title of a new article."""
    permissions.require_staff(desk.require_actor())
    pressed.require_view("articles")
    await article_replies.ask_for_part(desk, ArticlePart.TITLE)


async def draft_from_ticket(_query: CallbackQuery, callback_data: data.ArticleFromTicket, desk: Desk) -> None:
    """Draft an article from the question and answer of a resolved ticket."""
    await _show_draft(desk, callback_data.number)


def _show_screen(desk: Desk, article_id: int) -> None:
    respond.post_letter(desk, Show("article", slot=f"article:{article_id}", fresh=True, note="article-saved"))


FEATURE = Feature(
    name="knowledge",
    routers=(
        _make_files_router,
        make_router,
        runbooks.make_router,
    ),
    views={
        "article": ViewSpec(screens.render_article),
        "articles": ViewSpec(screens.render_articles),
        "article_ask": ViewSpec(screens.render_question, AGENT, asks=True),
        "article_topics": ViewSpec(screens.render_topics, AGENT),
        "article_versions": ViewSpec(screens.render_versions, AGENT),
        "article_gaps": ViewSpec(screens_gaps.render_gaps, AGENT),
        "steps": ViewSpec(runbooks.render_steps, AGENT),
    },
    turns=(
        Turning(data.ArticleTopics, "article_topics", "articletopics:{one.article}", under=("article",)),
        Turning(data.ArticlesFound, "articles", find="{at.words}"),
        Turning(
            data.ArticlesListed,
            "articles",
            find="{one.shelf}",
            under=("articlegaps",),
            check=lambda desk, *_: permissions.require_staff(desk.require_actor()),
        ),
        Turning(data.ArticleGaps, "article_gaps", "articlegaps", under=("articles", "stats")),
    ),
    commands=(Command("kb"),),
    prompts={"articleask": Prompt(article_replies.take_reply)},
)
