"""Tables of announcements: one text to many requesters, and its receivers, each once."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Json, _id, _ref


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
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"), primary_key=True)
    posted_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    __table_args__ = (
        Index("ix_mailing_receivers_left", "mailing_id", "person_id", postgresql_where=sql("posted_at is null")),
    )
