"""The table of lines for requesters who get one message a day."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from db.encryption import SealedWords
from db.models.base import Base, Json, _id, _ref


class DigestLine(Base):
    """A line for a person's digest: key and arguments of a text; `told_at`: when it was sent."""

    __tablename__ = "digest_lines"
    id: Mapped[int] = _id()
    person_id: Mapped[int] = _ref("people.id", index=True)
    ticket_id: Mapped[int] = _ref("tickets.id")
    key: Mapped[str]
    args: Mapped[Json] = mapped_column(SealedWords("at"), server_default=text("'{}'"))
    at: Mapped[datetime]
    told_at: Mapped[datetime | None]
