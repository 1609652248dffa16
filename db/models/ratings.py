"""The tables of ratings and reviews: what requesters say of a solution and of the agent who solved it, and how
reviewers mark the team's work."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from db.encryption import SealedText
from db.enums import RatingAbout
from db.models.base import Base, _id, _ref


class Rating(Base):
    """One to five stars for a ticket's solution, or for the agent who solved it (`person_id`, in both; empty: unknown).
    `asked_at`: since when the stars are in the requester's chat; `marked_at` without stars: they declined; `words` are
    in the solution's row. The ticket's `rating*` columns repeat the solution's."""

    __tablename__ = "marks"
    id: Mapped[int] = _id()
    ticket_id: Mapped[int] = _ref("tickets.id")
    about: Mapped[RatingAbout]
    person_id: Mapped[int | None] = _ref("people.id", nullable=True, index=True)
    stars: Mapped[int | None] = mapped_column(SmallInteger)
    words: Mapped[str | None] = mapped_column(SealedText)
    asked_at: Mapped[datetime | None] = mapped_column(index=True)
    marked_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    __table_args__ = (
        Index("uq_marks_ticket_id_about", "ticket_id", "about", unique=True),
        Index(
            "ix_marks_of_solutions",
            "asked_at",
            postgresql_include=["stars"],
            postgresql_where=text("about = 'solution'"),
        ),
        Index("ix_marks_marked", "marked_at", postgresql_where=text("marked_at is not null")),
    )


class ReviewCriterion(Base):
    """A criterion by which the team's work is reviewed. `weight`: how much it counts, from 1 to 5. A removed one stays
    in the reviews that have it."""

    __tablename__ = "review_criteria"
    id: Mapped[int] = _id()
    name: Mapped[str]
    weight: Mapped[int] = mapped_column(SmallInteger, server_default=text("1"))
    made_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class Review(Base):
    """A solved ticket that is reviewed: the work of `agent_id`, by `reviewer_id`. `reason`: why it was drawn. `score`:
    percent of what could be met; empty if no criterion applied. `answer`: what the agent said to it."""

    __tablename__ = "reviews"
    id: Mapped[int] = _id()
    ticket_id: Mapped[int] = _ref("tickets.id")
    agent_id: Mapped[int] = _ref("people.id")
    reviewer_id: Mapped[int | None] = _ref("people.id", nullable=True)
    reason: Mapped[str]
    drawn_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    score: Mapped[int | None] = mapped_column(SmallInteger)
    comment: Mapped[str | None] = mapped_column(SealedText)
    answer: Mapped[str | None] = mapped_column(SealedText)
    answered_at: Mapped[datetime | None]
    __table_args__ = (
        Index("uq_reviews_ticket", "ticket_id", unique=True),
        Index("ix_reviews_agent", "agent_id", "done_at"),
        Index("ix_reviews_waiting", "drawn_at", postgresql_where=text("done_at is null")),
    )


class ReviewMark(Base):
    """The reviewer's mark for one criterion: "met", "partly", "not" or "none" (does not apply), with a comment, which
    may be about one message (`entry_id`)."""

    __tablename__ = "review_marks"
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), primary_key=True, autoincrement=False)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("review_criteria.id"), primary_key=True, autoincrement=False)
    mark: Mapped[str]
    comment: Mapped[str | None] = mapped_column(SealedText)
    entry_id: Mapped[int | None] = _ref("entries.id", nullable=True)
