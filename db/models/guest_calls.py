"""Calls of the bot from chats in which it is no member (Bot API, guest mode)."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from db.models.base import Base, _id, _ref


class GuestCall(Base):
    """A message by which a person called the bot in a chat where it is no member. `place_id`: the row among the people
    to which messages for that person's calls go. `query_id`: as Telegram names the call, to answer it once; `tried_at`:
    since when that may have happened; `inline_message_id`: the answer, which is edited from then on; empty once it only
    points at a newer one. `ticket_id`: the request that the call began or went on with. `chat_digest`: a keyed
    hash of person and chat, equal for all calls of the person in one chat. It does not reveal the chat."""

    __tablename__ = "guest_calls"
    id: Mapped[int] = _id()
    person_id: Mapped[int] = _ref("people.id", index=True)
    place_id: Mapped[int] = _ref("people.id", index=True)
    ticket_id: Mapped[int | None] = _ref("tickets.id", nullable=True, index=True)
    query_id: Mapped[str]
    inline_message_id: Mapped[str | None]
    tried_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    chat_digest: Mapped[str | None]
    __table_args__ = (Index("uq_guest_calls_query", "query_id", unique=True),)
