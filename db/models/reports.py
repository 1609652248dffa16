"""The table of made reports: pictures and files on their way to who asked for them."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from db.encryption import SealedBytes
from db.models.base import Base, Json, _id


class ReportResult(Base):
    """A picture or file of a report, kept a week. `kind`: of the job that made it; `caption`: text and entities in its
    reader's language; `arguments`: what was asked for."""

    __tablename__ = "report_results"
    id: Mapped[int] = _id()
    kind: Mapped[str]
    content: Mapped[bytes] = mapped_column(SealedBytes)
    filename: Mapped[str]
    mime: Mapped[str]
    caption: Mapped[str]
    entities: Mapped[list[Json]] = mapped_column(server_default=text("'[]'"))
    arguments: Mapped[Json] = mapped_column(server_default=text("'{}'"))
    created_at: Mapped[datetime]
