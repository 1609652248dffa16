"""Tables of events: what a desk works for on some days, and who takes part by the platform's own ids."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, _id


class Event(Base):
    """Days, both inclusive, of the desk's time zone. `slug` stands in its deep link, `external_id` is what the platform
    calls it; `attendance`: how many take part, where a number was given or counted from a file; none: nobody said."""

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
    """Somebody who takes part in an event, by the id the platform gave them; no name."""

    __tablename__ = "event_attendance"
    event_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("events.id"), primary_key=True)
    participant: Mapped[str] = mapped_column(primary_key=True)
