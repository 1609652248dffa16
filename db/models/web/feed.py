"""Tables of webhooks: the feed of API events, and the addresses they are sent to."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, Sequence, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from db.encryption import SealedWords
from db.enums import Origin
from db.models.base import Base, Json, _id, _ref

_REFS = ("history", "entry", "entries", "amended", "moved", "of", "rule")
FEED_POSITIONS = Sequence("feed_positions", metadata=Base.metadata)


class FeedEvent(Base):
    """An API event about a ticket, written while an integration may read it. `position`: its place in the feed, given
    once it is committed (`desk/webhooks/feed.py`); `at`: when it happened, which may be long ago; `kept_from`: since
    when it waits to be read (`db/queue/consumer.py`); `system_id`: the integration that caused it, which does not get
    it back; `refs`: the rows whose words are read when it is sent."""

    __tablename__ = "events_feed"
    id: Mapped[int] = _id()
    position: Mapped[int | None] = mapped_column(BigInteger)
    ticket_id: Mapped[int] = _ref("tickets.id")
    kind: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    kept_from: Mapped[datetime | None] = mapped_column(index=True)
    origin: Mapped[Origin]
    system_id: Mapped[int | None] = mapped_column(BigInteger)
    refs: Mapped[Json] = mapped_column(SealedWords(*_REFS), server_default=text("'{}'"))
    __table_args__ = (
        Index("uq_events_feed_position", "position", unique=True),
        Index("ix_events_feed_new", "id", postgresql_where=text("position is null")),
        Index("ix_events_feed_notices", "ticket_id", postgresql_where=text("kind = 'ticket.notice'")),
    )


class Subscription(Base):
    """An address of an integration to which events are sent. `kinds`: of the feed, empty: all; `secret`: the signing
    key, encrypted; `sent_to`: the position up to which jobs were made; `failing_since`, `failures`: since when and how
    often in a row it has not answered, `failing_from`: the position before the first event it did not get;
    `rest_until`: when it is tried again; `off_at`, `off_why`: it is switched off."""

    __tablename__ = "subscriptions"
    id: Mapped[int] = _id()
    system_id: Mapped[int] = _ref("systems.id", index=True)
    url: Mapped[str]
    kinds: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    sent_to: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    made_by: Mapped[int | None] = _ref("people.id", nullable=True)
    made_at: Mapped[datetime]
    failing_since: Mapped[datetime | None]
    failing_from: Mapped[int | None] = mapped_column(BigInteger)
    failures: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    rest_until: Mapped[datetime | None]
    off_at: Mapped[datetime | None]
    off_why: Mapped[str | None]
    removed_at: Mapped[datetime | None]
