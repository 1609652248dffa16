"""The table of briefings: which days were told of, and in what numbers."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from db.models.base import Base, Json, _id


class Briefing(Base):
    """What one told: `kind` "day" (its days, one or several) or "week". `due_at`: when it was to be told; `content`:
    its numbers (`desk/summaries/content.py`), empty until they are counted and where there was nothing to tell."""

    __tablename__ = "briefings"
    id: Mapped[int] = _id()
    kind: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date]
    due_at: Mapped[datetime]
    content: Mapped[Json | None]
    __table_args__ = (Index("uq_briefings_kind_last_day", "kind", "last_day", unique=True),)
