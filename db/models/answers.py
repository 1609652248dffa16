"""Tables of prepared texts: articles, canned replies, suggestions, the menu, announcements, problems, ideas."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Computed,
    Float,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Text,
    text,
)
from sqlalchemy import (
    text as sql,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from db.encryption import SealedText, SealedWords
from db.enums import ArticleAudience, ArticleState, PresetState
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


class CannedReply(Base):
    """A canned reply, inserted by its key; of the whole desk, or of one agent (`owner_id`). `folded`: the key as
    compared. `files`: as in `desk/conversation/new_entry.py`, each with its `album` if it came in one. `acts`: what is
    done with it, a line each, as it was typed."""

    __tablename__ = "canned_replies"
    id: Mapped[int] = _id()
    key: Mapped[str]
    folded: Mapped[str]
    owner_id: Mapped[int | None] = _ref("people.id", nullable=True)
    text: Mapped[str]
    entities: Mapped[list[Json]] = mapped_column(server_default=sql("'[]'"))
    files: Mapped[list[Json]] = mapped_column(server_default=sql("'[]'"))
    acts: Mapped[str | None]
    created_by: Mapped[int] = _ref("people.id")
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    __table_args__ = (
        Index(
            "uq_canned_replies_live",
            sql("coalesce(owner_id, 0)"),
            "folded",
            unique=True,
            postgresql_where=sql("removed_at is null"),
        ),
    )


class CannedUse(Base):
    """An answer made from a canned reply; one row each, so that two at once do not wait for each other. `changed`: the
    agent sent other words than shown."""

    __tablename__ = "canned_uses"
    entry_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("entries.id"), primary_key=True)
    canned_id: Mapped[int] = _ref("canned_replies.id", index=True)
    at: Mapped[datetime]
    changed: Mapped[bool] = mapped_column(server_default=sql("false"))
    __table_args__ = (Index("ix_canned_uses_at", "at"),)


class AnswerTaken(Base):
    """An answer made from another ticket's solution (`from_ticket_id`) or from an article; `changed` as in
    `canned_uses`."""

    __tablename__ = "answers_taken"
    entry_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("entries.id"), primary_key=True)
    from_ticket_id: Mapped[int | None] = _ref("tickets.id", nullable=True)
    article_id: Mapped[int | None] = _ref("articles.id", nullable=True, index=True)
    at: Mapped[datetime]
    changed: Mapped[bool] = mapped_column(server_default=sql("false"))
    __table_args__ = (Index("ix_answers_taken_at", "at"),)


class PreparedAnswer(Base):
    """An answer shown to an agent before it is sent. `answers_id`: the entry it replies to; `canned_id`, `article_id`
    or `from_ticket_id` (a similar solved ticket): its source; `assignee_id` and `finished`: the ticket's state then.
    `changing`: the agent wants to send other words; `ended_at`: sent, or replaced; `acts`: of the canned reply, as
    they were shown."""

    __tablename__ = "prepared_answers"
    id: Mapped[int] = _id()
    person_id: Mapped[int] = _ref("people.id", index=True)
    ticket_id: Mapped[int] = _ref("tickets.id")
    answers_id: Mapped[int | None] = _ref("entries.id", nullable=True)
    canned_id: Mapped[int | None] = _ref("canned_replies.id", nullable=True)
    from_ticket_id: Mapped[int | None] = _ref("tickets.id", nullable=True)
    article_id: Mapped[int | None] = _ref("articles.id", nullable=True)
    text: Mapped[str] = mapped_column(SealedText)
    entities: Mapped[list[Json]] = mapped_column(SealedWords, server_default=sql("'[]'"))
    files: Mapped[list[Json]] = mapped_column(SealedWords, server_default=sql("'[]'"))
    missing: Mapped[str | None]
    acts: Mapped[str | None]
    assignee_id: Mapped[int | None] = _ref("people.id", nullable=True)
    finished: Mapped[bool] = mapped_column(server_default=sql("false"))
    changing: Mapped[bool] = mapped_column(server_default=sql("false"))
    entry_id: Mapped[int | None] = _ref("entries.id", nullable=True)
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class PresetAnswer(Base):
    """An automatic answer to a typical question. `examples`: what people write, `keywords`: words that distinguish it
    from others; `version`: increased by each change. `published`: the version that requesters get, as an admin
    published it: its texts by language, stems of examples and keywords. Its draft: `preset_texts`."""

    __tablename__ = "preset_answers"
    id: Mapped[int] = _id()
    title: Mapped[str]
    category_id: Mapped[int | None] = _ref("categories.id", nullable=True)
    examples: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    keywords: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    state: Mapped[PresetState]
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    published: Mapped[Json | None]
    created_by: Mapped[int] = _ref("people.id")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    __table_args__ = (Index("ix_preset_answers_state", "state"),)


class PresetText(Base):
    """The text of an automatic answer in a language, a row for each version that changed it; the newest counts."""

    __tablename__ = "preset_texts"
    preset_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("preset_answers.id"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    body: Mapped[str]
    entities: Mapped[list[Json]] = mapped_column(server_default=text("'[]'"))
    author_id: Mapped[int] = _ref("people.id")
    at: Mapped[datetime]


class Suggestion(Base):
    """An article shown under a receipt, `position` from 1 among those of its ticket, or an automatic answer; `score`:
    how well it fits, 0 to 1. `opened_at`: the requester looked; `entry_id`: the note that shows staff the answer.
    `outcome`: "helped", or the requester called a "person", wrote further "words", let the time pass in "silence", or
    the ticket was "taken" before; `ended_at`: it was withdrawn."""

    __tablename__ = "offers"
    id: Mapped[int] = _id()
    ticket_id: Mapped[int] = _ref("tickets.id", index=True)
    person_id: Mapped[int] = _ref("people.id")
    article_id: Mapped[int | None] = _ref("articles.id", nullable=True, index=True)
    preset_id: Mapped[int | None] = _ref("preset_answers.id", nullable=True)
    entry_id: Mapped[int | None] = _ref("entries.id", nullable=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    score: Mapped[float] = mapped_column(Float)
    shown_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    __table_args__ = (
        Index("uq_offers_once", "person_id", "article_id", unique=True),
        Index(
            "uq_offers_preset_once",
            "person_id",
            "preset_id",
            unique=True,
            postgresql_where=text("preset_id is not null"),
        ),
        Index("ix_offers_shown", "shown_at"),
    )


class TextOverride(Base):
    """A text in a language (`key`: the text's key and the words that choose its variant) as an admin left it; empty:
    the original; `previous`: text and entities before the last change. `version`: the desk's `settings_version` after
    this change."""

    __tablename__ = "wordings"
    language: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str | None]
    entities: Mapped[list[Json]] = mapped_column(server_default=sql("'[]'"))
    previous: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    version: Mapped[int] = mapped_column(BigInteger)
    changed_by: Mapped[int | None] = _ref("people.id", nullable=True)
    changed_at: Mapped[datetime]


class MenuItemRow(Base):
    """A button of the draft menu. `parent_id`: its submenu, empty for the first screen. `captions`: its label by
    language; `texts`: the screen behind it, `text` and `entities` by language. `target_id`: an article, a topic, or the
    submenu that it opens, depending on `kind`."""

    __tablename__ = "menu_items"
    id: Mapped[int] = _id()
    parent_id: Mapped[int | None] = _ref("menu_items.id", nullable=True, index=True)
    position: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str]
    captions: Mapped[Json] = mapped_column(server_default=sql("'{}'"))
    texts: Mapped[Json] = mapped_column(server_default=sql("'{}'"))
    target_id: Mapped[int | None] = mapped_column(BigInteger)
    url: Mapped[str | None]
    removed_at: Mapped[datetime | None]


class PublishedMenu(Base):
    """A published version of the whole menu; the newest is what requesters see. Empty: no menu."""

    __tablename__ = "menus"
    id: Mapped[int] = _id()
    items: Mapped[list[Json] | None] = mapped_column(JSONB(none_as_null=True))
    at: Mapped[datetime]
    by_id: Mapped[int | None] = _ref("people.id", nullable=True)


class Announcement(Base):
    """A text that an admin sends to many. `state`: "draft", "scheduled", "sending", "sent", "stopped", "dropped".
    `language`, `event_id`, `category_id`: its audience, all conditions together; without any: every requester.
    `next_at`: when it begins, or the next receivers are written to. `problem_id`: the known problem whose end it
    announces to the followers."""

    __tablename__ = "mailings"
    id: Mapped[int] = _id()
    author_id: Mapped[int] = _ref("people.id")
    text: Mapped[str]
    entities: Mapped[list[Json]] = mapped_column(server_default=sql("'[]'"))
    language: Mapped[str | None]
    event_id: Mapped[int | None] = _ref("events.id", nullable=True)
    category_id: Mapped[int | None] = _ref("categories.id", nullable=True)
    problem_id: Mapped[int | None] = _ref("known_problems.id", nullable=True)
    state: Mapped[str] = mapped_column(server_default="draft")
    receivers: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_mailings_next", "next_at", postgresql_where=sql("next_at is not null")),)


class AnnouncementReceiver(Base):
    """A person an announcement is for, chosen when it began. `posted_at`: when it was queued for them, or skipped;
    `outcome`: "sent", "refused" (they cannot be written to), "passed" (switched off, stopped, or left before),
    "unknown" (Telegram's answer was lost, it is not repeated), "failed"; empty: not known yet."""

    __tablename__ = "mailing_receivers"
    mailing_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("mailings.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"), primary_key=True, index=True)
    posted_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    __table_args__ = (
        Index("ix_mailing_receivers_left", "mailing_id", "person_id", postgresql_where=sql("posted_at is null")),
    )


class KnownProblem(Base):
    """A known problem. `title`: the team's name for it. `state`: "draft", "open", "ended", "dropped". `category_id`:
    made for that topic or group; `ticket_id`, `alike_id`: made for that ticket and similar ones. `words`, `end_words`:
    what requesters read, published and at its end; empty: a sentence of the desk's. `texts`: the texts that requests
    are compared with, each with its stems. `made_by` proposed it, `opened_by` published it. `corrected_at`: the
    published words were last changed. `look_again_at`: requests of the moment of publishing are checked again.
    `doubted_at`: admins were told that it does not fit many."""

    __tablename__ = "known_problems"
    id: Mapped[int] = _id()
    title: Mapped[str] = mapped_column(SealedText)
    state: Mapped[str] = mapped_column(server_default="draft")
    category_id: Mapped[int | None] = _ref("categories.id", nullable=True)
    ticket_id: Mapped[int | None] = mapped_column(BigInteger)
    alike_id: Mapped[int | None] = mapped_column(BigInteger)
    words: Mapped[str] = mapped_column(SealedText, server_default="")
    entities: Mapped[list[Json]] = mapped_column(server_default=sql("'[]'"))
    end_words: Mapped[str] = mapped_column(SealedText, server_default="")
    end_entities: Mapped[list[Json]] = mapped_column(server_default=sql("'[]'"))
    texts: Mapped[list[Json]] = mapped_column(SealedWords, server_default=sql("'[]'"))
    made_by: Mapped[int] = _ref("people.id")
    opened_by: Mapped[int | None] = _ref("people.id", nullable=True)
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    corrected_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    look_again_at: Mapped[datetime | None]
    doubted_at: Mapped[datetime | None]
    __table_args__ = (
        Index("uq_known_problems_alike", "alike_id", unique=True, postgresql_where=sql("state in ('draft', 'open')")),
        Index(
            "uq_known_problems_category", "category_id", unique=True, postgresql_where=sql("state in ('draft', 'open')")
        ),
    )


class ProblemFollower(Base):
    """A person who was told of a known problem, with their first request about it. `followed_at`: they want to know
    when it ends; empty: not, or no longer. `wrong_ids`: their tickets that it does not fit."""

    __tablename__ = "known_problem_followers"
    problem_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("known_problems.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"), primary_key=True, index=True)
    ticket_id: Mapped[int] = _ref("tickets.id")
    told_at: Mapped[datetime]
    followed_at: Mapped[datetime | None]
    wrong_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default=sql("'{}'"))


class Idea(Base):
    """A suggestion. `words`: as its author sent it; `title`: the team's name for it, empty until somebody names it.
    `by_team`: its author was on the team. `status`: "new", "planned", "done" or "declined", set by `status_by`;
    `answer`: the team's word with it. `shown_at`: since then requesters see its title and can vote."""

    __tablename__ = "ideas"
    id: Mapped[int] = _id()
    author_id: Mapped[int] = _ref("people.id")
    by_team: Mapped[bool]
    words: Mapped[str] = mapped_column(SealedText)
    title: Mapped[str] = mapped_column(server_default="")
    status: Mapped[str] = mapped_column(server_default="new")
    status_at: Mapped[datetime]
    status_by: Mapped[int | None] = _ref("people.id", nullable=True)
    answer: Mapped[str] = mapped_column(server_default="")
    shown_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    __table_args__ = (
        Index("ix_ideas_author", "author_id", "created_at"),
        Index("ix_ideas_status", "status"),
    )


class IdeaVote(Base):
    """One person's vote for an idea. `by_team`: they were on the team."""

    __tablename__ = "idea_votes"
    idea_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("ideas.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"), primary_key=True, index=True)
    by_team: Mapped[bool]
    at: Mapped[datetime]
