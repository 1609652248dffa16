"""Tables of the web: sign-in, sessions, what the panel keeps, integrations, webhooks, files."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    Index,
    Integer,
    LargeBinary,
    Sequence,
    SmallInteger,
    Text,
    UniqueConstraint,
    and_,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.hybrid import hybrid_method
from sqlalchemy.orm import Mapped, mapped_column

from db.encryption import SealedBytes, SealedWords
from db.enums import Origin
from db.models.base import Base, Json, _id, _ref


class WebSignIn(Base):
    """A browser that asks to sign in as a person. `browser_hash`: of the secret that only that browser has; `code`:
    what it shows, and the bot among others; `person_id`: who is asked, empty if no one may sign in; `browser`,
    `address`: what it says of itself, and where it came from. Used once, until `ends_at`; `refused_at`: the person
    denied it, `wrong_at`: they pressed another code."""

    __tablename__ = "web_sign_ins"
    id: Mapped[int] = _id()
    browser_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    code: Mapped[str]
    person_id: Mapped[int | None] = _ref("people.id", index=True, nullable=True)
    browser: Mapped[str]
    address: Mapped[str]
    asked_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    let_in_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    wrong_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class WebSession(Base):
    """A signed-in browser. `token_hash`: of the secret in its cookie; `seen_at`: last use, to the minute;
    `wall_seen_at`: when it last showed the wall, which is all it then may. `proved_at`: when the second factor was last
    shown, `challenge`: what a passkey has to sign next, `wrong_codes`: how often it was wrong since then. `wall_only`:
    made by a link for a screen, which shows the wall and nothing else; `opened_at`: when the link was opened."""

    __tablename__ = "web_sessions"
    id: Mapped[int] = _id()
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    person_id: Mapped[int] = _ref("people.id", index=True)
    browser: Mapped[str]
    address: Mapped[str]
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    wall_seen_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    proved_at: Mapped[datetime | None]
    challenge: Mapped[bytes | None] = mapped_column(LargeBinary)
    wrong_codes: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    wall_only: Mapped[bool] = mapped_column(server_default=text("false"))
    opened_at: Mapped[datetime | None]


class Confirmation(Base):
    """An action asked for in the panel that needs a press in Telegram: `what` it is and what it is `about`. The row is
    deleted when it is done, refused or expired."""

    __tablename__ = "confirmations"
    id: Mapped[int] = _id()
    person_id: Mapped[int] = _ref("people.id", index=True)
    what: Mapped[str]
    about: Mapped[str]
    asked_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    pressed_at: Mapped[datetime | None]


class SecondFactor(Base):
    """A passkey or an authenticator app of a person. `secret`: the public data of a passkey, or the secret of an app,
    encrypted; `credential`: the id of a passkey; `counter`: of a passkey, or the last time step whose code was used;
    `confirmed_at`: empty until the first right code of an app."""

    __tablename__ = "second_factors"
    id: Mapped[int] = _id()
    person_id: Mapped[int] = _ref("people.id", index=True)
    kind: Mapped[str]
    name: Mapped[str]
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    credential: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    counter: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """The hash of a code that replaces the second factor once; the row is deleted when the code is used."""

    __tablename__ = "recovery_codes"
    id: Mapped[int] = _id()
    person_id: Mapped[int] = _ref("people.id", index=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)


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


class LoggedUse(Base):
    """A pressed button or a sent command: `name` is the button's or the command's, `?promis` for one that is unknown,
    never what people wrote; `ticket_number`: of its ticket, if any. Rows are added, and deleted by age."""

    __tablename__ = "use_log"
    id: Mapped[int] = _id()
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str]
    name: Mapped[str]
    person_id: Mapped[int] = mapped_column(BigInteger, index=True)
    ticket_number: Mapped[int | None] = mapped_column(BigInteger)
    __table_args__ = (Index("ix_use_log_ticket", "ticket_number", postgresql_where=text("ticket_number is not null")),)


class SentForm(Base):
    """A sent form: its session, the key it was shown with, and the page it led to. `told`: what that page tells once,
    encrypted with the secret of the session (`web/outcomes.py`); empty bytes: a secret, which was shown."""

    __tablename__ = "sent_forms"
    id: Mapped[int] = _id()
    session_id: Mapped[int] = _ref("web_sessions.id")
    key: Mapped[str]
    led_to: Mapped[str]
    told: Mapped[bytes | None] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(index=True)
    __table_args__ = (UniqueConstraint("session_id", "key"),)


class Integration(Base):
    """An integration: a site or product of the operator's that uses the API. `token_hash`: of its token, `token_hint`:
    the token's last letters; `scopes`: its rights, unknown words are ignored; `per_minute`: its rate limit; `cors`:
    origins of the pages where a user's own token may be used; `last_used_at`: to the minute. `door`: it is the desk's
    own web form or mailbox, whatever it is called."""

    __tablename__ = "systems"
    id: Mapped[int] = _id()
    name: Mapped[str]
    door: Mapped[str | None] = mapped_column(unique=True)
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
    __table_args__ = (
        CheckConstraint("door is null or (door in ('form', 'mail') and made_by is null)", name="systems_door"),
    )

    @hybrid_method
    def can_serve_page(self, origin: str) -> bool:
        """Return True if its users' own tokens may be used in pages of that origin."""
        return self.revoked_at is None and origin in self.cors

    @can_serve_page.expression
    @classmethod
    def _can_serve_page(cls, origin: str) -> ColumnElement[bool]:
        return and_(cls.revoked_at.is_(None), cls.cors.contains([origin]))


CLAIMED = "claimed "
"""Begins the id of a person of the mailbox whose address nobody has proved; no address has a blank."""


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

    @property
    def is_claimed(self) -> bool:
        """Return True for a sender of mails whose address nobody has proved."""
        return self.external_id.startswith(CLAIMED)


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


class Blob(Base):
    """One upload. `content`: the number of its pieces, shared by uploads of the same bytes; `size` in bytes. Its name
    is stored with each file that uses it."""

    __tablename__ = "blobs"
    id: Mapped[int] = _id()
    content: Mapped[int] = mapped_column(BigInteger, index=True)
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    size: Mapped[int] = mapped_column(BigInteger)
    made_at: Mapped[datetime] = mapped_column(index=True)
    __table_args__ = (Index("ix_blobs_same", "sha256", "size"),)


class BlobPiece(Base):
    """A piece of a content, in order from 0, encrypted if there is a key. Deleted with the last upload of that
    content."""

    __tablename__ = "blob_pieces"
    content: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    ordinal: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    bytes: Mapped[bytes] = mapped_column(SealedBytes)


class DataKey(Base):
    """A key of `DATA_KEY` that encrypts something: its `id`, which says nothing about the key."""

    __tablename__ = "data_keys"
    id: Mapped[str] = mapped_column(primary_key=True)
