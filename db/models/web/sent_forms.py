"""The table of sent forms of the web, so that a form sent twice acts once."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, _id, _ref


class SentForm(Base):
    """A sent form: its session, the key it was shown with, and the page it led to."""

    __tablename__ = "sent_forms"
    id: Mapped[int] = _id()
    session_id: Mapped[int] = _ref("web_sessions.id")
    key: Mapped[str]
    led_to: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    __table_args__ = (UniqueConstraint("session_id", "key"),)
