"""The table of summaries: the days they covered, and their numbers."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from db.models.base import Base, Json, _id


class Summary(Base):
    """A sent summary: `kind` "day" (of one day or several) or "week". `due_at`: when it was due; `content`: its numbers
    (`desk/summaries.py`), empty until they are counted and if there was nothing to say."""

    __tablename__ = "briefings"
    id: Mapped[int] = _id()
    kind: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date]
    due_at: Mapped[datetime]
    content: Mapped[Json | None]
    __table_args__ = (Index("uq_briefings_kind_last_day", "kind", "last_day", unique=True),)
