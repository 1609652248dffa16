"""`/kb` and its buttons: articles found and read by everybody, written by staff. Every verb checks again who it is."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks import Press
from bot.features.knowledge import buttons as data
from bot.features.knowledge.buttons import Shelf
from bot.handlers import CommandFilter, IsCommand, IsPrivate, PressedMessage, TypedCommand, respond
from desk import Desk
from desk.knowledge import article_questions, articles, from_ticket, publishing
from desk.knowledge import search as finding
from desk.knowledge.article_questions import ArticlePart
from desk.outbox import Say, Show
from desk.policy import permissions
from desk.search.prefix_query import MOST_TYPED

_NEW = frozenset({"new", "новая"})
_FROM = frozenset({"from", "из"})


def router() -> Router:
    """A fresh router of this command and its buttons."""
    made = Router(name="articles")
    made.message.filter(IsPrivate(), IsCommand())
    made.message.register(kb, CommandFilter("kb"))
    for press, handler in (
        (data.ArticleOpen, read),
        (data.ArticleIn, read_in),
        (data.ArticleAsk, ask),
        (data.ArticleTopics, topics),
        (data.ArticleTopic, topic),
        (data.ArticlePropose, propose),
        (data.ArticlePublish, publish),
        (data.ArticleRetire, retire),
        (data.ArticleVersions, versions),
        (data.ArticleVersionShown, version),
        (data.ArticleVersionTaken, take_version),
        (data.ArticlesFound, found),
        (data.ArticlesListed, listed),
        (data.ArticleNew, new),
        (data.ArticleFromTicket, draft_of),
        (data.ArticleGaps, gaps),
    ):
        made.callback_query.register(handler, press.filter())
    return made


async def kb(message: Message, command: TypedCommand, desk: Desk) -> None:
    """`/kb`; `/kb words` finds; for staff `/kb new`, `/kb from N`. Requesters hear it where nothing is published."""
    words = " ".join(command.words.text.split())[:MOST_TYPED]
    first, _, rest = words.partition(" ")
    staff = permissions.is_staff(desk.me())
    if not (staff or desk.rules.knowledge.articles):
        respond.line(desk, "kb-none-here")
        return
    if staff and words.casefold() in _NEW:
        await article_questions.ask_for_part(desk, ArticlePart.TITLE, message_id=message.message_id)
    elif staff and first.casefold() in _FROM and rest.removeprefix("#").isdigit() and len(rest) < 19:
        await _drafted(desk, int(rest.removeprefix("#")))
    else:
        if words:
            await finding.record_search(desk, words)
        respond.post(desk, Show("articles", slot=f"articles:?{words}" if words else "articles", fresh=True))


async def _drafted(desk: Desk, number: int) -> None:
    done = await from_ticket.draft_from_ticket(desk, number)
    article_questions.show_article(desk, done.article_id, done.language, "article-drafted", {"number": number})


async def read(_query: CallbackQuery, callback_data: data.ArticleOpen, desk: Desk) -> None:
    """An article, as a new message: what offered it stays."""
    respond.post(desk, Show("article", slot=f"article:{callback_data.article}", fresh=True))


async def read_in(_query: CallbackQuery, callback_data: data.ArticleIn, desk: Desk) -> None:
    """The same in another language."""
    letter = Show("article", slot=f"article:{callback_data.article}", find=callback_data.language, fresh=True)
    respond.post(desk, letter)


async def ask(_query: CallbackQuery, callback_data: data.ArticleAsk, desk: Desk, spot: PressedMessage) -> None:
    """The question whose reply is that part of it."""
    permissions.require_staff(desk.me())
    spot.of("article")
    await article_questions.ask_for_part(desk, callback_data.wanted, callback_data.article, callback_data.language)


async def topics(_query: CallbackQuery, callback_data: data.ArticleTopics, desk: Desk, spot: PressedMessage) -> None:
    """Topics to choose from: asked beside the article, turned in place."""
    permissions.require_staff(desk.me())
    spot.of("article", "articletopics")
    fresh = spot.face != "articletopics"
    letter = Show("article_topics", slot=f"articletopics:{callback_data.article}", page=callback_data.page, fresh=fresh)
    respond.post(desk, letter)


async def topic(_query: CallbackQuery, callback_data: data.ArticleTopic, desk: Desk, spot: PressedMessage) -> None:
    """Its topic from now on."""
    permissions.require_staff(desk.me())
    spot.of("articletopics")
    await articles.set_topic(desk, callback_data.article, callback_data.category or None)
    _shown(desk, callback_data.article, "article-saved")


async def propose(
    _query: CallbackQuery, callback_data: data.ArticlePropose, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """The admins are told."""
    permissions.require_staff(desk.me())
    spot.of("article")
    await publishing.propose_article(desk, callback_data.article)
    press.say("article-proposed-done")


async def publish(
    _query: CallbackQuery, callback_data: data.ArticlePublish, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """It is read from now on, as the admin saw it."""
    permissions.require_staff(desk.me())
    spot.of("article")
    title = await publishing.publish_article(desk, callback_data.article, callback_data.revision)
    press.say("article-published-short")
    undo = (respond.button("btn-article-retire", data.ArticleRetire(article=callback_data.article)),)
    respond.post(desk, Say("article-published", {"title": title}, (undo,), slot="article:done"))


async def retire(_query: CallbackQuery, callback_data: data.ArticleRetire, desk: Desk, spot: PressedMessage) -> None:
    """It is no longer read."""
    permissions.require_staff(desk.me())
    spot.of("article")
    title = await publishing.archive_article(desk, callback_data.article)
    back = (respond.button("btn-article-open", data.ArticleOpen(article=callback_data.article)),)
    respond.post(desk, Say("article-retired", {"title": title}, (back,), slot="article:done"))


async def versions(
    _query: CallbackQuery, callback_data: data.ArticleVersions, desk: Desk, spot: PressedMessage
) -> None:
    """What it said before."""
    permissions.require_staff(desk.me())
    spot.of("article", "articleversions")
    fresh = spot.face != "articleversions"
    respond.post(desk, Show("article_versions", slot=f"articleversions:{callback_data.article}", fresh=fresh))


async def version(
    _query: CallbackQuery, callback_data: data.ArticleVersionShown, desk: Desk, spot: PressedMessage
) -> None:
    """One of these, in the same message."""
    permissions.require_staff(desk.me())
    spot.of("articleversions")
    which = f"{callback_data.language}.{callback_data.version}"
    respond.post(desk, Show("article_versions", slot=f"articleversions:{callback_data.article}", find=which))


async def take_version(
    _query: CallbackQuery, callback_data: data.ArticleVersionTaken, desk: Desk, spot: PressedMessage
) -> None:
    """It says that again."""
    permissions.require_staff(desk.me())
    spot.of("articleversions")
    chosen = callback_data
    article_questions.show_result(
        desk, await articles.take_version(desk, chosen.article, chosen.language, chosen.version)
    )


async def found(_query: CallbackQuery, callback_data: data.ArticlesFound, desk: Desk, spot: PressedMessage) -> None:
    """A page of what was searched for, turned in place."""
    spot.of("articles")
    respond.post(desk, Show("articles", str(spot.slot), page=callback_data.page))


async def listed(_query: CallbackQuery, callback_data: data.ArticlesListed, desk: Desk, spot: PressedMessage) -> None:
    """A page of a shelf, turned in place."""
    permissions.require_staff(desk.me())
    spot.of("articles", "articlegaps")
    shelf, fresh = callback_data.shelf, spot.face != "articles"
    letter = Show("articles", slot="articles", page=callback_data.page, find=Shelf(shelf).value, fresh=fresh)
    respond.post(desk, letter)


async def new(_query: CallbackQuery, desk: Desk, spot: PressedMessage) -> None:
    """The first question of a new article."""
    permissions.require_staff(desk.me())
    spot.of("articles")
    await article_questions.ask_for_part(desk, ArticlePart.TITLE)


async def draft_of(_query: CallbackQuery, callback_data: data.ArticleFromTicket, desk: Desk) -> None:
    """Question and answer of a solved ticket as a draft."""
    await _drafted(desk, callback_data.number)


async def gaps(_query: CallbackQuery, callback_data: data.ArticleGaps, desk: Desk, spot: PressedMessage) -> None:
    """What no article says yet: beside the list or picture it is asked from, turned in place."""
    permissions.require_staff(desk.me())
    spot.of("articles", "stats", "articlegaps")
    fresh = spot.face != "articlegaps"
    respond.post(desk, Show("article_gaps", slot="articlegaps", page=callback_data.page, fresh=fresh))


def _shown(desk: Desk, article_id: int, note: str) -> None:
    respond.post(desk, Show("article", slot=f"article:{article_id}", fresh=True, note=note))
