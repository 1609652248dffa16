"""The table of forms of the web door that have made something."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, _id, _ref


class SentForm(Base):
    """A form that was sent: by which session, the key that it was shown with, and where it led."""

    __tablename__ = "sent_forms"
    id: Mapped[int] = _id()
    session_id: Mapped[int] = _ref("web_sessions.id")
    key: Mapped[str]
    led_to: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    __table_args__ = (UniqueConstraint("session_id", "key"),)
