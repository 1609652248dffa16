"""Tables of the operator's own systems: their tokens, the people they brought, what leads these into Telegram, what was
answered to a request that may come twice."""

from datetime import datetime

from sqlalchemy import Index, Integer, LargeBinary, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Json, _id, _ref


class System(Base):
    """A site or product of the operator's that speaks with the desk. `token_hash`: of its token, `token_hint` the last
    letters of that; `scopes`: what it may do, words that are not known are left aside; `per_minute`: how often it may
    ask; `cors`: the pages, by their origin, in which a person's own token may be used; `last_used_at`: to the
    minute."""

    __tablename__ = "systems"
    id: Mapped[int] = _id()
    name: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    token_hint: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    cors: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    per_minute: Mapped[int] = mapped_column(Integer, server_default=text("60"))
    made_by: Mapped[int | None] = _ref("people.id", nullable=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class ExternalPerson(Base):
    """Who somebody is to a system, by its own id for them. `joined_at`: when they agreed in Telegram to be one
    person with whoever opened its link; it sees what they filed since, beside what came through itself."""

    __tablename__ = "external_people"
    id: Mapped[int] = _id()
    system_id: Mapped[int] = _ref("systems.id")
    external_id: Mapped[str]
    person_id: Mapped[int] = _ref("people.id", index=True)
    made_at: Mapped[datetime]
    joined_at: Mapped[datetime | None]
    __table_args__ = (UniqueConstraint("system_id", "external_id"),)


class PersonToken(Base):
    """A token of one person, for a chat in a page of their system's."""

    __tablename__ = "person_tokens"
    id: Mapped[int] = _id()
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    external_person_id: Mapped[int] = _ref("external_people.id", index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SystemLink(Base):
    """A link into Telegram that a system made for somebody. `context`: what they were at, which stands on the card of
    the request they file through it; `opened_by`: whoever opened it and agreed, for whom alone it is good."""

    __tablename__ = "system_links"
    id: Mapped[int] = _id()
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    external_person_id: Mapped[int] = _ref("external_people.id", index=True)
    context: Mapped[Json] = mapped_column(server_default=text("'{}'"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    opened_by: Mapped[int | None] = _ref("people.id", nullable=True, index=True)
    opened_at: Mapped[datetime | None]


class StoredAnswer(Base):
    """Which request a write was about and with what status it was answered, to be answered so when it comes again under
    the same key. `request_hash`: of what it asked for."""

    __tablename__ = "idempotency_keys"
    id: Mapped[int] = _id()
    system_id: Mapped[int] = _ref("systems.id")
    key: Mapped[str]
    request_hash: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int] = mapped_column(SmallInteger)
    answer: Mapped[Json]
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("system_id", "key"), Index("ix_idempotency_keys_at", "at"))
