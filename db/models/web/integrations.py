"""Tables of integrations: their tokens, their users, links into Telegram, stored answers for repeated requests."""

from datetime import datetime

from sqlalchemy import Index, Integer, LargeBinary, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from db.encryption import SealedWords
from db.models.base import Base, Json, _id, _ref


class Integration(Base):
    """An integration: a site or product of the operator's that uses the API. `token_hash`: of its token, `token_hint`:
    the token's last letters; `scopes`: its rights, unknown words are ignored; `per_minute`: its rate limit; `cors`:
    origins of the pages where a user's own token may be used; `last_used_at`: to the minute."""

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
    """A user of an integration, by its own id. `joined_at`: when they agreed in Telegram to be one person with who
    opened the link; the integration sees what they filed since, besides what came through itself."""

    __tablename__ = "external_people"
    id: Mapped[int] = _id()
    system_id: Mapped[int] = _ref("systems.id")
    external_id: Mapped[str]
    person_id: Mapped[int] = _ref("people.id", index=True)
    made_at: Mapped[datetime]
    joined_at: Mapped[datetime | None]
    __table_args__ = (UniqueConstraint("system_id", "external_id"),)


class PersonToken(Base):
    """A token of one user, for a chat in a page of their integration."""

    __tablename__ = "person_tokens"
    id: Mapped[int] = _id()
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    external_person_id: Mapped[int] = _ref("external_people.id", index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class IntegrationLink(Base):
    """A link into Telegram that an integration made for a user. `context`: what they were doing, shown on the card of
    the request they file through it; `opened_by`: who opened it and agreed; the link is valid for them alone."""

    __tablename__ = "system_links"
    id: Mapped[int] = _id()
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    external_person_id: Mapped[int] = _ref("external_people.id", index=True)
    context: Mapped[Json] = mapped_column(SealedWords, server_default=text("'{}'"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    opened_by: Mapped[int | None] = _ref("people.id", nullable=True, index=True)
    opened_at: Mapped[datetime | None]


class StoredAnswer(Base):
    """The answer to a write request, repeated if the request comes again with the same key. `request_hash`: of its
    content."""

    __tablename__ = "idempotency_keys"
    id: Mapped[int] = _id()
    system_id: Mapped[int] = _ref("systems.id")
    key: Mapped[str]
    request_hash: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int] = mapped_column(SmallInteger)
    answer: Mapped[Json] = mapped_column(SealedWords)
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("system_id", "key"), Index("ix_idempotency_keys_at", "at"))


class ExternalChange(Base):
    """When another system last changed a record of its own, as it says: an older change is left out. `kind`: such as
    "contact"; `external_id`: the record's id there."""

    __tablename__ = "external_changes"
    kind: Mapped[str] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(primary_key=True)
    changed_at: Mapped[datetime]
