"""Tables of canned replies: the texts, their use, and answers shown to an agent before they are sent."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from db.encryption import SealedText, SealedWords
from db.models.base import Base, Json, _id, _ref


class CannedReply(Base):
    """A canned reply, inserted by its key; of the whole desk, or of one agent (`owner_id`). `folded`: the key as
    compared. `files`: as in `desk/conversation/new_entry.py`, each with its `album` if it came in one."""

    __tablename__ = "canned_replies"
    id: Mapped[int] = _id()
    key: Mapped[str]
    folded: Mapped[str]
    owner_id: Mapped[int | None] = _ref("people.id", nullable=True)
    text: Mapped[str]
    entities: Mapped[list[Json]] = mapped_column(server_default=sql("'[]'"))
    files: Mapped[list[Json]] = mapped_column(server_default=sql("'[]'"))
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
    article_id: Mapped[int | None] = _ref("articles.id", nullable=True)
    at: Mapped[datetime]
    changed: Mapped[bool] = mapped_column(server_default=sql("false"))
    __table_args__ = (Index("ix_answers_taken_at", "at"),)


class PreparedAnswer(Base):
    """An answer shown to an agent before it is sent. `answers_id`: the entry it replies to; `canned_id`, `article_id`
    or `from_ticket_id` (a similar solved ticket): its source; `assignee_id` and `finished`: the ticket's state then.
    `changing`: the agent wants to send other words; `ended_at`: sent, or replaced."""

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
    assignee_id: Mapped[int | None] = _ref("people.id", nullable=True)
    finished: Mapped[bool] = mapped_column(server_default=sql("false"))
    changing: Mapped[bool] = mapped_column(server_default=sql("false"))
    entry_id: Mapped[int | None] = _ref("entries.id", nullable=True)
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
