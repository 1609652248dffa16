"""Tables of what is offered to requesters before a person answers, and what became of it."""

from datetime import datetime

from sqlalchemy import Float, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, _id, _ref


class ArticleOffer(Base):
    """An article shown under a receipt, `position` from 1 among those of its ticket; `score`: how well it fitted, 0 to
    1. `opened_at`: its requester looked; `outcome`: "helped", where they said so."""

    __tablename__ = "offers"
    id: Mapped[int] = _id()
    ticket_id: Mapped[int] = _ref("tickets.id", index=True)
    person_id: Mapped[int] = _ref("people.id")
    article_id: Mapped[int] = _ref("articles.id")
    position: Mapped[int] = mapped_column(SmallInteger)
    score: Mapped[float] = mapped_column(Float)
    shown_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    __table_args__ = (
        Index("uq_offers_once", "person_id", "article_id", unique=True),
        Index("ix_offers_shown", "shown_at"),
    )
