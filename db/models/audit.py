"""The table of the audit log."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from db.enums import Origin
from db.models.base import Base, _id, _ref


class AuditRecord(Base):
    """A change of the desk itself: settings, people, topics, exports. Rows are added and never changed, except the
    actor when two accounts turn out to be one person, and the address, which is deleted by age. `object`: kind and key
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
