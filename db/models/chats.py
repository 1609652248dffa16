"""Tables of the groups that the bot is in: which there are, and whom of the team somebody named there."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from db.encryption import SealedBytes
from db.enums import GroupMentions
from db.models.base import Base, Json, _id, _ref


class GroupChat(Base):
    """A group whose messages may become requests. `person_id`: the row among the people to which messages for the group
    go, whose Telegram id is the group's. Without `allowed_at` nothing is taken from it. `answers_privately`: answers go
    to the requester's own chat if they have started the bot. `event_id`: the event that requests from there belong to.
    `mentions`: what becomes of messages that name a member of the team. `left_at`: the bot is no longer there. `told`:
    problems that admins were told of, with the time."""

    __tablename__ = "chats"
    id: Mapped[int] = _id()
    person_id: Mapped[int] = _ref("people.id")
    kind: Mapped[str]
    title: Mapped[str]
    allowed_at: Mapped[datetime | None]
    allowed_by: Mapped[int | None] = _ref("people.id", nullable=True)
    answers_privately: Mapped[bool] = mapped_column(server_default=text("false"))
    mentions: Mapped[GroupMentions] = mapped_column(server_default=GroupMentions.OFFER)
    is_admin: Mapped[bool] = mapped_column(server_default=text("false"))
    event_id: Mapped[int | None] = _ref("events.id", nullable=True)
    left_at: Mapped[datetime | None]
    told: Mapped[Json] = mapped_column(server_default=text("'{}'"))
    created_at: Mapped[datetime]
    __table_args__ = (Index("uq_chats_person", "person_id", unique=True),)


class GroupMention(Base):
    """Messages of a person in a group that name a member of the team, which the team was offered as a request. `said`:
    these, as Telegram's JSON, until somebody decides; `told`: ids of the people who were told. At `due_at` all agents
    are told; at `until` the row is deleted. `ticket_id`: the request that was made of it; `ended_by`: who made it, or
    said that it is not for the team."""

    __tablename__ = "group_mentions"
    id: Mapped[int] = _id()
    group_id: Mapped[int] = _ref("people.id")
    author_id: Mapped[int] = mapped_column(BigInteger)
    said: Mapped[bytes | None] = mapped_column(SealedBytes)
    told: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default=text("'{}'"))
    due_at: Mapped[datetime] = mapped_column(index=True)
    until: Mapped[datetime]
    ticket_id: Mapped[int | None] = _ref("tickets.id", nullable=True)
    ended_by: Mapped[int | None] = _ref("people.id", nullable=True)
    __table_args__ = (
        Index(
            "uq_group_mentions_author",
            "group_id",
            "author_id",
            unique=True,
            postgresql_where=text("ticket_id is null"),
        ),
    )
