"""Tables of what admins decide: settings, rules, targets with their timers, and the log of changes."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from db.encryption import SealedJson
from db.enums import Origin
from db.models.base import Base, Json, _id, _ref


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


class AdminChange(Base):
    """The last change of a row that is administered, for undo. `noun`, `key`: as `desk/administration` names it;
    `fields`: by field the value before the change and after it; `version`: how often the row was changed."""

    __tablename__ = "admin_changes"
    noun: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
    fields: Mapped[Json] = mapped_column(SealedJson)
    by_id: Mapped[int | None] = _ref("people.id", nullable=True)
    at: Mapped[datetime]


class Rule(Base):
    """A rule: when `event` happens to a ticket and all `conditions` are met, its `actions` are done, in this order.
    Rules run by `position`.

    `options`: minutes of an event that is a wait, days and times of a schedule. `next_at`: when a rule that depends on
    the time looks again, `looked_at`: when it last looked. `stopped_at`: when it last acted so often that the rest
    had to wait. `failed_at`: when an action was refused, `failed_why` (the key of the text), which admins were told
    once.
    """

    __tablename__ = "rules"
    id: Mapped[int] = _id()
    name: Mapped[str]
    position: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    enabled: Mapped[bool] = mapped_column(server_default=text("false"))
    event: Mapped[str]
    options: Mapped[Json] = mapped_column(server_default=text("'{}'"))
    conditions: Mapped[list[Json]] = mapped_column(server_default=text("'[]'"))
    actions: Mapped[list[Json]] = mapped_column(server_default=text("'[]'"))
    ready: Mapped[str | None]
    made_by: Mapped[int | None] = _ref("people.id", nullable=True)
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    next_at: Mapped[datetime | None]
    looked_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    failed_why: Mapped[str | None]
    __table_args__ = (Index("ix_rules_next", "next_at", postgresql_where=text("next_at is not null")),)


class RecurringRequest(Base):
    """Work that comes again: a template of requests, and when they are filed.

    `rhythm`: as `desk/recurring/rhythms.py` keeps it. `done_at`: until when everything is done; `next_at`: when the
    next one is filed, empty while it is paused. `client_id` or `organization_id`: whose the requests are; else they are
    of `internal_id`, who is no person.
    """

    __tablename__ = "recurring_requests"
    id: Mapped[int] = _id()
    subject: Mapped[str]
    words: Mapped[str] = mapped_column(server_default="")
    steps: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    rhythm: Mapped[Json]
    priority: Mapped[int | None] = mapped_column(SmallInteger)
    category_id: Mapped[int | None] = _ref("categories.id", nullable=True)
    assignee_id: Mapped[int | None] = _ref("people.id", nullable=True)
    client_id: Mapped[int | None] = _ref("people.id", nullable=True)
    organization_id: Mapped[int | None] = _ref("organizations.id", nullable=True)
    internal_id: Mapped[int | None] = _ref("people.id", nullable=True)
    made_by: Mapped[int] = _ref("people.id")
    done_at: Mapped[datetime]
    next_at: Mapped[datetime | None]
    last_ticket_id: Mapped[int | None] = _ref("tickets.id", nullable=True)
    removed_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_recurring_requests_next", "next_at", postgresql_where=text("next_at is not null")),)


class RuleEvent(Base):
    """An event of a ticket that waits for the rules; the row is deleted when they have run. `key` names the event in
    `rule_runs`. `rule_id`: the only rule it is for, if that looked for the ticket itself. `history_id`, `entry_id`:
    the change or the message."""

    __tablename__ = "rule_events"
    id: Mapped[int] = _id()
    ticket_id: Mapped[int] = _ref("tickets.id")
    event: Mapped[str]
    key: Mapped[str]
    rule_id: Mapped[int | None] = mapped_column(BigInteger)
    history_id: Mapped[int | None] = mapped_column(BigInteger)
    entry_id: Mapped[int | None] = mapped_column(BigInteger)
    due_at: Mapped[datetime] = mapped_column(index=True)


class RuleRun(Base):
    """A rule that acted on a ticket because of an event; at most once for each."""

    __tablename__ = "rule_runs"
    rule_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("rules.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    ticket_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("tickets.id"), primary_key=True, autoincrement=False)
    event: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    __table_args__ = (Index("ix_rule_runs_lately", "rule_id", "at"),)


class Policy(Base):
    """One version of the desk's targets, made when the first ticket is filed under it."""

    __tablename__ = "policies"
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    made_at: Mapped[datetime]


class Target(Base):
    """The targets of a version for a priority, in seconds of working time from filing."""

    __tablename__ = "targets"
    version: Mapped[int] = mapped_column(Integer, ForeignKey("policies.version"), primary_key=True, autoincrement=False)
    priority: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    first_response: Mapped[int] = mapped_column(Integer)
    solution: Mapped[int] = mapped_column(Integer)


class Pause(Base):
    """A pause of a ticket's clock; `reason`: the status during it. `ended_at` empty: still paused."""

    __tablename__ = "pauses"
    id: Mapped[int] = _id()
    ticket_id: Mapped[int] = _ref("tickets.id", index=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str]
    __table_args__ = (
        Index("uq_pauses_one_at_a_time", "ticket_id", unique=True, postgresql_where=text("ended_at is null")),
    )


class Timer(Base):
    """Work for a ticket at `due_at`, one row of a kind; `attempts`: how often it was done."""

    __tablename__ = "timers"
    ticket_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("tickets.id"), primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))


class AuditRecord(Base):
    """A change of the desk itself: settings, people, topics, exports. Rows are added and never changed, except the
    actor when two accounts turn out to be one person, and the address, which is deleted by age. `object`: kind and key
    ("person:12"); `system_id`: the integration through which it was done."""

    __tablename__ = "audit"
    id: Mapped[int] = _id()
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = _ref("people.id", nullable=True, index=True)
    origin: Mapped[Origin]
    action: Mapped[str]
    object: Mapped[str]
    old: Mapped[str | None]
    new: Mapped[str | None]
    address: Mapped[str | None]
    system_id: Mapped[int | None] = _ref("systems.id", nullable=True)
    __table_args__ = (
        Index("ix_audit_object", "object", "id"),
        Index("ix_audit_at", "at", "id"),
        Index("ix_audit_action", "action"),
        Index("ix_audit_addresses", "at", postgresql_where=text("address is not null")),
    )
