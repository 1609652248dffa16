"""Tables of availability and notifications of staff: shifts, topics, cards sent a few at a time, questions to
colleagues."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, ForeignKey, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, _id, _ref


class Shift(Base):
    """One working interval: each week on `weekday` (0: Monday), or on one `day` only, whose rows replace its weekday's.
    In minutes after local midnight; `ends` above 1440 is on the next day; empty: off that day."""

    __tablename__ = "shifts"
    id: Mapped[int] = _id()
    person_id: Mapped[int] = _ref("people.id", index=True)
    weekday: Mapped[int | None] = mapped_column(SmallInteger)
    day: Mapped[date | None] = mapped_column(Date)
    starts: Mapped[int | None] = mapped_column(SmallInteger)
    ends: Mapped[int | None] = mapped_column(SmallInteger)


class AgentTopic(Base):
    """A topic that an agent answers best."""

    __tablename__ = "agent_topics"
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"), primary_key=True, autoincrement=False)
    category_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("categories.id"), primary_key=True, autoincrement=False
    )


class SentCard(Base):
    """A ticket's card sent to an agent when tickets go to a few agents at a time; `rang`: with sound."""

    __tablename__ = "sent_cards"
    id: Mapped[int] = _id()
    ticket_id: Mapped[int] = _ref("tickets.id", index=True)
    person_id: Mapped[int] = _ref("people.id")
    at: Mapped[datetime] = mapped_column(index=True)
    rang: Mapped[bool] = mapped_column(server_default=text("false"))
    __table_args__ = (Index("ix_sent_cards_person_id", "person_id", "at"),)


class SoundRecord(Base):
    """Another notification with sound to an agent; recorded only when tickets go to a few agents at a time."""

    __tablename__ = "rings"
    id: Mapped[int] = _id()
    person_id: Mapped[int] = _ref("people.id")
    at: Mapped[datetime] = mapped_column(index=True)
    __table_args__ = (Index("ix_rings_person_id", "person_id", "at"),)


class Ask(Base):
    """A question to a colleague about a ticket, as a note (`entry_id`); the colleague's answers go back to the
    asker."""

    __tablename__ = "asks"
    id: Mapped[int] = _id()
    entry_id: Mapped[int] = _ref("entries.id", index=True)
    asker_id: Mapped[int] = _ref("people.id")
    asked_id: Mapped[int] = _ref("people.id")
    at: Mapped[datetime]
