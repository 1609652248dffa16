"""What admins set: a row for each setting that was ever changed."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Json, _ref


class StoredSetting(Base):
    """A setting as an admin left it: `value` in the unit of its key, none for the default; `previous`: what it was
    before the last change, which brings it back. `version`: the desk's `settings_version` that this change made."""

    __tablename__ = "settings"
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    previous: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    version: Mapped[int] = mapped_column(BigInteger)
    changed_by: Mapped[int | None] = _ref("people.id", nullable=True)
    changed_at: Mapped[datetime]
