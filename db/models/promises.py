"""Tables of targets: policies and their targets, the pauses of a ticket's clock, its timers."""

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
    """The targets of a version for a priority, in seconds of working time from filing."""

    __tablename__ = "targets"
    version: Mapped[int] = mapped_column(Integer, ForeignKey("policies.version"), primary_key=True, autoincrement=False)
    priority: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    first_response: Mapped[int] = mapped_column(Integer)
    solution: Mapped[int] = mapped_column(Integer)


class Pause(Base):
    """A pause of a ticket's clock; `reason`: the status during it. `ended_at` empty: still paused."""

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
    """Work for a ticket at `due_at`, one row of a kind; `attempts`: how often it was done."""

    __tablename__ = "timers"
    ticket_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("tickets.id"), primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
