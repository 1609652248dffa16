"""The table of the use log: presses and commands, each with its time; filled only while a setting asks for it."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, _id


class LoggedUse(Base):
    """A pressed button or a sent command: `name` is the button's, never what people wrote; `ticket_number`: of its
    ticket, if any. Rows are added, and deleted by age."""

    __tablename__ = "use_log"
    id: Mapped[int] = _id()
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str]
    name: Mapped[str]
    person_id: Mapped[int] = mapped_column(BigInteger, index=True)
    ticket_number: Mapped[int | None] = mapped_column(BigInteger)
    __table_args__ = (Index("ix_use_log_ticket", "ticket_number", postgresql_where=text("ticket_number is not null")),)
