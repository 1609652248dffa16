"""Tables of suggestions to requesters before an agent answers: articles, automatic answers, and their outcome."""

from datetime import datetime

from sqlalchemy import BigInteger, Float, ForeignKey, Index, Integer, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from db.enums import PresetState
from db.models.base import Base, Json, _id, _ref


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
    article_id: Mapped[int | None] = _ref("articles.id", nullable=True)
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
