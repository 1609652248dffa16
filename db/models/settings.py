"""The table of settings: a row for each that an admin has ever changed."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Json, _ref


class StoredSetting(Base):
    """A setting as an admin left it: `value` in the unit of its key, empty for the default; `previous`: the value
    before the last change, for undo. `version`: the desk's `settings_version` after this change."""

    __tablename__ = "settings"
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    previous: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    version: Mapped[int] = mapped_column(BigInteger)
    changed_by: Mapped[int | None] = _ref("people.id", nullable=True)
    changed_at: Mapped[datetime]
