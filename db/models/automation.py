"""Tables of rules.

Tables of rules: what a manager wants done automatically, the events that wait for rules, what rules have done.
"""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Json, _id, _ref


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
