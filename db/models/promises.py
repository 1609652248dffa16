"""Tables of promises: policies and their targets, the intervals in which a ticket's clock stood still, its timers."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, _id, _ref


class Policy(Base):
    """One version of the desk's targets, made when the first ticket is filed under it."""

    __tablename__ = "policies"
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    made_at: Mapped[datetime]


class Target(Base):
    """What a version promises for a priority, in seconds of working time from filing."""

    __tablename__ = "targets"
    version: Mapped[int] = mapped_column(Integer, ForeignKey("policies.version"), primary_key=True, autoincrement=False)
    priority: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    first_response: Mapped[int] = mapped_column(Integer)
    solution: Mapped[int] = mapped_column(Integer)


class Pause(Base):
    """A ticket's clock stood still: the status it was in meanwhile is the reason. `ended_at` empty: it still does."""

    __tablename__ = "pauses"
    id: Mapped[int] = _id()
    ticket_id: Mapped[int] = _ref("tickets.id", index=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str]
    __table_args__ = (
        Index("uq_pauses_one_at_a_time", "ticket_id", unique=True, postgresql_where=text("ended_at is null")),
    )


class Timer(Base):
    """Something of a ticket that the clock does at `due_at`, one of a kind; `attempts`: how often it was done."""

    __tablename__ = "timers"
    ticket_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("tickets.id"), primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
