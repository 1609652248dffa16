"""The table of the groups that the bot is in."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Json, _id, _ref


class GroupChat(Base):
    """A group whose messages may become requests. `person_id`: the row among the people to which messages for the group
    go, whose Telegram id is the group's. Without `allowed_at` nothing is taken from it. `answers_privately`: answers go
    to the requester's own chat if they have started the bot. `event_id`: the event that requests from there belong to.
    `left_at`: the bot is no longer there. `told`: problems
    that admins were told of, with the time."""

    __tablename__ = "chats"
    id: Mapped[int] = _id()
    person_id: Mapped[int] = _ref("people.id")
    kind: Mapped[str]
    title: Mapped[str]
    allowed_at: Mapped[datetime | None]
    allowed_by: Mapped[int | None] = _ref("people.id", nullable=True)
    answers_privately: Mapped[bool] = mapped_column(server_default=text("false"))
    is_admin: Mapped[bool] = mapped_column(server_default=text("false"))
    event_id: Mapped[int | None] = _ref("events.id", nullable=True)
    left_at: Mapped[datetime | None]
    told: Mapped[Json] = mapped_column(server_default=text("'{}'"))
    created_at: Mapped[datetime]
    __table_args__ = (Index("uq_chats_person", "person_id", unique=True),)
