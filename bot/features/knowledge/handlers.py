"""`/kb` and its buttons: everybody can search and read articles, staff write them. The desk checks again who acts."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.feature import AGENT, AskedPrompt, Command, Feature, Turning, ViewSpec
from bot.features.knowledge import buttons as data
from bot.features.knowledge import runbooks, screens
from bot.handlers import (
    CommandFilter,
    PressedMessage,
    TypedCommand,
    respond,
)
from bot.handlers.pressed_message import Press
from db.models import ArticleAudience
from desk import Desk
from desk.knowledge import (
    article_form,
    article_from_ticket,
    article_replies,
    article_search,
    articles,
)
from desk.knowledge.article_replies import ArticlePart
from desk.outbox import Say, Show
from desk.policy import permissions
from desk.search.prefix_query import MOST_TYPED

_FILES = frozenset({"import", "импорт", "export", "экспорт"})
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
    if staff and words.casefold() in _FILES:
        respond.post_line(desk, "kb-by-file")
    elif staff and words.casefold() in _NEW:
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
        make_router,
        runbooks.make_router,
    ),
    views={
        "article": ViewSpec(screens.render_article),
        "articles": ViewSpec(screens.render_articles),
        "article_topics": ViewSpec(screens.render_topics, AGENT),
        "steps": ViewSpec(runbooks.render_steps, AGENT),
    },
    turns=(
        Turning(data.ArticleTopics, "article_topics", "articletopics:{one.article}", under=("article",)),
        Turning(data.ArticlesFound, "articles", find="{at.words}"),
        Turning(
            data.ArticlesListed,
            "articles",
            find="{one.shelf}",
            check=lambda desk, *_: permissions.require_staff(desk.require_actor()),
        ),
    ),
    commands=(Command("kb"),),
    prompts={"articleask": AskedPrompt(article_replies.take_reply, asks=ViewSpec(screens.render_question, AGENT))},
)
