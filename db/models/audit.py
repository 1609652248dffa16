"""The table of what was done to the desk itself."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from db.enums import Origin
from db.models.base import Base, _id, _ref


class AuditRecord(Base):
    """What somebody did to the desk: settings, people, categories, exports. Rows are added and never changed; only who
    did it moves when two accounts turn out to be one person, and the address goes by age. `object`: kind and key
    ("person:12")."""

    __tablename__ = "audit"
    id: Mapped[int] = _id()
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = _ref("people.id", nullable=True)
    origin: Mapped[Origin]
    action: Mapped[str]
    object: Mapped[str]
    old: Mapped[str | None]
    new: Mapped[str | None]
    address: Mapped[str | None]
    __table_args__ = (
        Index("ix_audit_object", "object", "id"),
        Index("ix_audit_addresses", "at", postgresql_where=text("address is not null")),
    )
