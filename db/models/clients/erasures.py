"""The table of erasures: people whose data is to be erased, or was."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from db.enums import Origin
from db.models.base import Base, Json, _id, _ref


class Erasure(Base):
    """An erasure of everything about a person. `asked_by`: who asked for it, the person or an admin; empty: an
    integration. `due_at`: when its next step is due: the goodbye, the erasing (`told_at` is set then), and, from
    `erased_at` on, looking whether the copies outside are gone. `withdrawn_at`: it was called off before; `done_at`: it
    is over; `unreached`: how much could not be reached, by where it is."""

    __tablename__ = "erasures"
    id: Mapped[int] = _id()
    person_id: Mapped[int] = _ref("people.id")
    asked_by: Mapped[int | None] = _ref("people.id", nullable=True)
    origin: Mapped[Origin]
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    unreached: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    __table_args__ = (
        Index("ix_erasures_due", "due_at", postgresql_where=text("due_at is not null")),
        Index(
            "uq_erasures_open",
            "person_id",
            unique=True,
            postgresql_where=text("withdrawn_at is null and done_at is null"),
        ),
    )
