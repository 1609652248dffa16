"""Tables of events: their days, and their participants by the platform's own ids."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, _id


class Event(Base):
    """An event: its days, both inclusive, in the desk's time zone. `slug`: its name in the deep link; `external_id`:
    its id on the platform; `attendance`: the number of participants, given or counted from a file; empty: unknown."""

    __tablename__ = "events"
    id: Mapped[int] = _id()
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    external_id: Mapped[str | None]
    attendance: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    __table_args__ = (
        Index(
            "uq_events_external_id_live",
            "external_id",
            unique=True,
            postgresql_where=text("external_id is not null and removed_at is null"),
        ),
    )


class Participant(Base):
    """A participant of an event, by the platform's id; without a name."""

    __tablename__ = "event_attendance"
    event_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("events.id"), primary_key=True)
    participant: Mapped[str] = mapped_column(primary_key=True)
