"""Tables of ideas: suggestions of requesters and of the team, and votes for them."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.encryption import SealedText
from db.models.base import Base, _id, _ref


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
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"), primary_key=True)
    by_team: Mapped[bool]
    at: Mapped[datetime]
