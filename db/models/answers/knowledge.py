"""Tables of the knowledge base: articles in their languages and versions, known words for correcting typing errors,
searches."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Computed, ForeignKey, Index, Integer, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from db.encryption import SealedText
from db.enums import ArticleAudience, ArticleState
from db.models.base import Base, Json, _id, _ref

_AT_ONCE = {"fastupdate": "off"}
"""Without fast update: a search must not scan a list of rows that are not in the index yet."""


class Article(Base):
    """An article. `slug`: the name of its files. `source_ticket_id`: the solved ticket it was drafted from. `revision`:
    increased by each change. `audience`: a runbook is for the team alone. Its text: `article_texts`."""

    __tablename__ = "articles"
    id: Mapped[int] = _id()
    slug: Mapped[str] = mapped_column(unique=True)
    category_id: Mapped[int | None] = _ref("categories.id", nullable=True)
    keywords: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    state: Mapped[ArticleState]
    author_id: Mapped[int | None] = _ref("people.id", nullable=True)
    source_ticket_id: Mapped[int | None] = _ref("tickets.id", nullable=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    audience: Mapped[ArticleAudience] = mapped_column(server_default=text("'everybody'"))
    __table_args__ = (Index("ix_articles_state", "state"),)


class ArticleText(Base):
    """The text of an article in a language, a row for each version. `current`: the published one, at most one a
    language; a newer version waits for an admin. `search`: stems of title and keywords (weight A) and body (D);
    `named`: those of weight A. `said_*`: the author's Telegram messages with body and title."""

    __tablename__ = "article_texts"
    article_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("articles.id"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    title: Mapped[str]
    body: Mapped[str] = mapped_column(server_default="")
    entities: Mapped[list[Json]] = mapped_column(server_default=text("'[]'"))
    files: Mapped[list[Json]] = mapped_column(server_default=text("'[]'"))
    author_id: Mapped[int | None] = _ref("people.id", nullable=True)
    at: Mapped[datetime]
    current: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    search: Mapped[Any] = mapped_column(TSVECTOR, server_default=text("''"))
    named: Mapped[Any] = mapped_column(
        TSVECTOR, Computed("strip(ts_filter(search, '{a}'))", persisted=True), nullable=True
    )
    said_chat_id: Mapped[int | None] = mapped_column(BigInteger)
    said_message_id: Mapped[int | None] = mapped_column(BigInteger)
    said_title_id: Mapped[int | None] = mapped_column(BigInteger)
    __table_args__ = (
        Index("uq_article_texts_current", "article_id", "language", unique=True, postgresql_where=text("current")),
        Index(
            "ix_article_texts_search",
            "search",
            postgresql_using="gin",
            postgresql_where=text("current"),
            postgresql_with=_AT_ONCE,
        ),
        Index("ix_article_texts_said", "said_chat_id", postgresql_where=text("said_chat_id is not null")),
    )


class KnownWord(Base):
    """A word of the knowledge base or the tickets, with its stem and trigrams: misspelt words are corrected to it.
    `articles`: the number of published texts with it, `tickets`: the least number of entries with it at the last
    count."""

    __tablename__ = "known_words"
    word: Mapped[str] = mapped_column(primary_key=True)
    stem: Mapped[str]
    trigrams: Mapped[list[str]] = mapped_column(ARRAY(Text))
    articles: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    tickets: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    __table_args__ = (
        Index("ix_known_words_stem", "stem"),
        Index("ix_known_words_trigrams", "trigrams", postgresql_using="gin", postgresql_with=_AT_ONCE),
    )


class Search(Base):
    """Words searched for among the articles, folded and without numbers; without the person. `by_staff`: searched by
    the team; `found`: how many articles matched. Kept for half a year (`db/queue/consumer.py`)."""

    __tablename__ = "searches"
    id: Mapped[int] = _id()
    at: Mapped[datetime]
    language: Mapped[str]
    words: Mapped[str] = mapped_column(SealedText(steady=True))
    by_staff: Mapped[bool]
    found: Mapped[int] = mapped_column(SmallInteger)
    __table_args__ = (Index("ix_searches_at", "at"),)
