"""Callback data of articles: found, read, written, published. Decides nothing."""

from enum import StrEnum
from typing import Annotated, Literal

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.callbacks import Id, PageNumber
from desk.knowledge.article_dialog import ArticlePart

Language = Literal["en", "ru"]
Version = Annotated[int, Field(ge=1, le=2**15 - 1)]


class Shelf(StrEnum):
    """Which articles are listed."""

    ALL = "all"
    PUBLISHED = "published"
    DRAFT = "draft"
    WAITING = "waiting"
    OLD = "old"


class ArticleOpen(CallbackData, prefix="kb"):
    """Read an article; of those below, each is about one."""

    article: Id


class ArticleIn(CallbackData, prefix="kb_in"):
    """Read it in another language."""

    article: Id
    language: Language


class ArticleAsk(CallbackData, prefix="kb_ask"):
    """Write a part of it anew."""

    article: Id
    wanted: ArticlePart
    language: Language


class ArticleTopics(CallbackData, prefix="kb_topics"):
    """Choose its topic."""

    article: Id
    page: PageNumber


class ArticleTopic(CallbackData, prefix="kb_topic"):
    """That one; 0: none."""

    article: Id
    category: Annotated[int, Field(ge=0, le=2**63 - 1)]


class ArticlePropose(CallbackData, prefix="kb_propose"):
    """An agent thinks that it can be published."""

    article: Id


class ArticlePublish(CallbackData, prefix="kb_publish"):
    """An admin publishes it as it was shown."""

    article: Id
    revision: Annotated[int, Field(ge=0, le=2**31 - 1)]


class ArticleRetire(CallbackData, prefix="kb_retire"):
    """It is put away."""

    article: Id


class ArticleVersions(CallbackData, prefix="kb_versions"):
    """What it said before."""

    article: Id


class ArticleVersionShown(CallbackData, prefix="kb_version"):
    """One of these."""

    article: Id
    language: Language
    version: Version


class ArticleVersionTaken(CallbackData, prefix="kb_take"):
    """It says that again."""

    article: Id
    language: Language
    version: Version


class ArticlesFound(CallbackData, prefix="kb_found"):
    """A page of what was searched for."""

    page: PageNumber


class ArticlesListed(CallbackData, prefix="kb_list"):
    """A page of a shelf."""

    shelf: Shelf
    page: PageNumber


class ArticleNew(CallbackData, prefix="kb_new"):
    """Begin one."""


class ArticleFromTicket(CallbackData, prefix="kb_from"):
    """Draft one from a solved ticket."""

    number: Id


class ArticleGaps(CallbackData, prefix="kb_gaps"):
    """What no article says yet: a page of what could become one."""

    page: PageNumber
