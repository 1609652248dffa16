"""The table of saved views of tickets in the panel."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Json, _id, _ref


class SavedView(Base):
    """A named filter of tickets. `chosen`: the parts of its address; `shared`: every user of the panel sees it, else
    only its owner."""

    __tablename__ = "saved_views"
    id: Mapped[int] = _id()
    owner_id: Mapped[int] = _ref("people.id", index=True)
    name: Mapped[str]
    shared: Mapped[bool] = mapped_column(server_default=text("false"), index=True)
    chosen: Mapped[Json]
    made_at: Mapped[datetime]
    __table_args__ = (
        Index("ix_saved_views_own", "owner_id", text("lower(name)"), unique=True, postgresql_where=text("not shared")),
        Index("ix_saved_views_shared_name", text("lower(name)"), unique=True, postgresql_where=text("shared")),
    )
