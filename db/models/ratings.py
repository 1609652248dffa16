"""The table of ratings: what requesters were asked about a solution and about the agent who solved it, and their
answers."""

from datetime import datetime

from sqlalchemy import Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

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
    words: Mapped[str | None]
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
