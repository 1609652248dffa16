"""Tables of known problems: what many people have at once, who was told of it, who wants to know when it ends."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from db.encryption import SealedText, SealedWords
from db.models.base import Base, Json, _id, _ref


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
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"), primary_key=True)
    ticket_id: Mapped[int] = _ref("tickets.id")
    told_at: Mapped[datetime]
    followed_at: Mapped[datetime | None]
    wrong_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default=sql("'{}'"))
