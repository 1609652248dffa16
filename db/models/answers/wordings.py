"""What the bot says in words of admins: a row for each sentence that was ever changed."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Json, _ref


class Wording(Base):
    """A sentence of a language (`key`: the text's, and the words that choose) as an admin left it, none: as it is
    written; `previous`: text and entities before the last change. `version`: the desk's `settings_version` that this
    change made."""

    __tablename__ = "wordings"
    language: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str | None]
    entities: Mapped[list[Json]] = mapped_column(server_default=sql("'[]'"))
    previous: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    version: Mapped[int] = mapped_column(BigInteger)
    changed_by: Mapped[int | None] = _ref("people.id", nullable=True)
    changed_at: Mapped[datetime]
