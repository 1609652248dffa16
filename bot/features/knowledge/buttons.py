"""Callback data of articles: search, reading, writing and publishing."""

from typing import Annotated, Literal

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.handlers.pressed_message import Id, PageNumber
from db.models import ArticleAudience
from desk.knowledge.article_lists import Shelf
from desk.knowledge.article_replies import ArticlePart

Language = Literal["en", "ru"]


class ArticleOpen(CallbackData, prefix="kb"):
    """Show an article in a new message."""

    article: Id


class ArticleIn(CallbackData, prefix="kb_in"):
    """Show an article in another language."""

    article: Id
    language: Language


class ArticleAsk(CallbackData, prefix="kb_ask"):
    """Ask for a new text of a part of the article."""

    article: Id
    wanted: ArticlePart
    language: Language


class ArticleTopics(CallbackData, prefix="kb_topics"):
    """Show a page of topics for the article."""

    article: Id
    page: PageNumber


class ArticleTopic(CallbackData, prefix="kb_topic"):
    """Set the topic of the article; 0 is none."""

    article: Id
    category: Annotated[int, Field(ge=0, le=2**63 - 1)]


class ArticleReaders(CallbackData, prefix="kb_for"):
    """Say who reads the article; `sure`: it was confirmed that everybody is to read a runbook."""

    article: Id
    audience: ArticleAudience
    sure: Annotated[int, Field(ge=0, le=1)]


class ArticlePropose(CallbackData, prefix="kb_propose"):
    """Propose the article to the admins for publishing."""

    article: Id


class ArticlePublish(CallbackData, prefix="kb_publish"):
    """Publish the article as it was shown to the admin."""

    article: Id
    revision: Annotated[int, Field(ge=0, le=2**31 - 1)]


class ArticleRetire(CallbackData, prefix="kb_retire"):
    """Archive the article."""

    article: Id


class ArticlesFound(CallbackData, prefix="kb_found"):
    """Show a page of search results."""

    page: PageNumber


class ArticlesListed(CallbackData, prefix="kb_list"):
    """Show a page of a list."""

    shelf: Shelf
    page: PageNumber


class ArticleNew(CallbackData, prefix="kb_new"):
    """Start a new article."""


class ArticleFromTicket(CallbackData, prefix="kb_from"):
    """Draft an article from a resolved ticket."""

    number: Id
