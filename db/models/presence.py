"""Tables of when staff are there and what they are called to: shifts, topics, cards sent a few at a time, asks."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, ForeignKey, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, _id, _ref


class Shift(Base):
    """One stretch of somebody's work: each week on `weekday` (0: Monday), or on one `day` only, whose rows stand in for
    its weekday's. In minutes after local midnight; `ends` past 1440 goes over midnight; none: they are off that day."""

    __tablename__ = "shifts"
    id: Mapped[int] = _id()
    person_id: Mapped[int] = _ref("people.id", index=True)
    weekday: Mapped[int | None] = mapped_column(SmallInteger)
    day: Mapped[date | None] = mapped_column(Date)
    starts: Mapped[int | None] = mapped_column(SmallInteger)
    ends: Mapped[int | None] = mapped_column(SmallInteger)


class AgentTopic(Base):
    """A category somebody answers best."""

    __tablename__ = "agent_topics"
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"), primary_key=True, autoincrement=False)
    category_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("categories.id"), primary_key=True, autoincrement=False
    )


class SentCard(Base):
    """Somebody was sent a ticket's card where not all are at once; `rang`: with a sound."""

    __tablename__ = "sent_cards"
    id: Mapped[int] = _id()
    ticket_id: Mapped[int] = _ref("tickets.id", index=True)
    person_id: Mapped[int] = _ref("people.id")
    at: Mapped[datetime] = mapped_column(index=True)
    rang: Mapped[bool] = mapped_column(server_default=text("false"))
    __table_args__ = (Index("ix_sent_cards_person_id", "person_id", "at"),)


class Ring(Base):
    """Something other than such a card made a sound for somebody; only of a staff where not all are called at once."""

    __tablename__ = "rings"
    id: Mapped[int] = _id()
    person_id: Mapped[int] = _ref("people.id")
    at: Mapped[datetime] = mapped_column(index=True)
    __table_args__ = (Index("ix_rings_person_id", "person_id", "at"),)


class Ask(Base):
    """Somebody on the team asks a colleague about a ticket with a note (`entry_id`); the colleague's answers go back to
    who asked."""

    __tablename__ = "asks"
    id: Mapped[int] = _id()
    entry_id: Mapped[int] = _ref("entries.id", index=True)
    asker_id: Mapped[int] = _ref("people.id")
    asked_id: Mapped[int] = _ref("people.id")
    at: Mapped[datetime]
