"""Tables of figures: facts and time spans, events with their participants, summaries, made reports.

Facts and spans are computed from tickets and their history, and computed again when these change. They have no foreign
keys: writing them must not wait for locks on tickets or people, nor hold any."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, Float, ForeignKey, Index, Integer, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from db.encryption import SealedBytes
from db.enums import Status
from db.models.base import Base, Json, _id


class TicketFacts(Base):
    """The numbers of a filed ticket, one row each, computed again when its `tickets.counted_at` is empty. `*_clock`:
    calendar time in seconds; `*_work`: the part within business hours while the ticket's clock ran. Solved means solved
    now: a reopened ticket is not. `*_late`: seconds after its target, negative before it. `hours`: the hours and time
    zone used for counting. `begun`: the team wrote first. A trigger fills in what tickets are filtered by
    (`requester_id` to `origin`)."""

    __tablename__ = "ticket_facts"
    ticket_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    filed_at: Mapped[datetime]
    filed_open: Mapped[bool]
    taken_at: Mapped[datetime | None]
    taken_by: Mapped[int | None] = mapped_column(BigInteger)
    taken_clock: Mapped[float | None] = mapped_column(Float)
    taken_work: Mapped[float | None] = mapped_column(Float)
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(BigInteger)
    answered_clock: Mapped[float | None] = mapped_column(Float)
    answered_work: Mapped[float | None] = mapped_column(Float)
    answered_late: Mapped[float | None] = mapped_column(Float)
    solved_at: Mapped[datetime | None]
    solved_by: Mapped[int | None] = mapped_column(BigInteger)
    solved_clock: Mapped[float | None] = mapped_column(Float)
    solved_work: Mapped[float | None] = mapped_column(Float)
    solved_late: Mapped[float | None] = mapped_column(Float)
    ended_at: Mapped[datetime | None]
    ended_clock: Mapped[float | None] = mapped_column(Float)
    begun: Mapped[bool] = mapped_column(server_default=text("false"))
    by_silence: Mapped[bool] = mapped_column(server_default=text("false"))
    reopened: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    escalated: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    promises: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    agents: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    comments: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    replies: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    notes: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    last_history_id: Mapped[int | None] = mapped_column(BigInteger)
    last_entry_id: Mapped[int | None] = mapped_column(BigInteger)
    hours: Mapped[str]
    requester_id: Mapped[int | None] = mapped_column(BigInteger)
    category_id: Mapped[int | None] = mapped_column(BigInteger)
    priority: Mapped[int | None] = mapped_column(SmallInteger)
    event_id: Mapped[int | None] = mapped_column(BigInteger)
    root_cause_id: Mapped[int | None] = mapped_column(BigInteger)
    origin: Mapped[str | None]
    organization_id: Mapped[int | None] = mapped_column(BigInteger)
    outlet_id: Mapped[int | None] = mapped_column(BigInteger)
    __table_args__ = (
        Index("ix_ticket_facts_filed", "filed_at"),
        Index("ix_ticket_facts_taken", "taken_at", postgresql_where=text("taken_at is not null")),
        Index("ix_ticket_facts_answered", "answered_at", postgresql_where=text("answered_at is not null")),
        Index("ix_ticket_facts_solved", "solved_at", postgresql_where=text("solved_at is not null")),
        Index("ix_ticket_facts_ended", "ended_at", postgresql_where=text("ended_at is not null")),
        Index("ix_ticket_facts_hours", "hours"),
        Index("ix_ticket_facts_event", "event_id", postgresql_where=text("event_id is not null")),
        Index(
            "ix_ticket_facts_category",
            "category_id",
            postgresql_include=["ticket_id"],
            postgresql_where=text("category_id is not null"),
        ),
        Index(
            "ix_ticket_facts_organization",
            "organization_id",
            postgresql_include=["ticket_id"],
            postgresql_where=text("organization_id is not null"),
        ),
    )


class TicketSpan(Base):
    """A span of a filed ticket's life, in order of `n`: in one status (`person_id`: the assignee when it began, of
    `resolved` who solved it), or with one agent (`status` empty) while there was something to do. `came_from`,
    `went_to`: the status before and after; of an agent's span "queue", "agent" or such a status. `clock`, `work`: its
    length in seconds, once it has ended."""

    __tablename__ = "ticket_spans"
    ticket_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    status: Mapped[Status | None]
    person_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    came_from: Mapped[str | None]
    went_to: Mapped[str | None]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    clock: Mapped[float | None] = mapped_column(Float)
    work: Mapped[float | None] = mapped_column(Float)
    __table_args__ = (
        Index("ix_ticket_spans_started", "kind", "started_at"),
        Index(
            "ix_ticket_spans_resolved",
            "started_at",
            postgresql_include=["ticket_id", "person_id", "n", "went_to"],
            postgresql_where=text("kind = 'status' and status = 'resolved'"),
        ),
        Index(
            "ix_ticket_spans_closed",
            "status",
            "started_at",
            postgresql_include=["ticket_id", "person_id"],
            postgresql_where=text("kind = 'status' and status in ('closed', 'reopened', 'cancelled')"),
        ),
        Index(
            "ix_ticket_spans_left",
            "status",
            "ended_at",
            postgresql_include=["ticket_id", "person_id", "clock", "work"],
            postgresql_where=text("kind = 'status' and ended_at is not null"),
        ),
        Index(
            "ix_ticket_spans_left_agent",
            "ended_at",
            postgresql_include=["ticket_id", "person_id", "went_to", "clock", "work"],
            postgresql_where=text("kind = 'agent' and ended_at is not null"),
        ),
        Index(
            "ix_ticket_spans_came_back",
            "ticket_id",
            "n",
            postgresql_where=text("kind = 'status' and status = 'closed' and went_to = 'reopened'"),
        ),
    )


class DailyCount(Base):
    """In 1.0.0, how often something happened on a past day; nothing is stored any more. That version may be at work
    beside this one, so the table goes in the next."""

    __tablename__ = "daily_counts"
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    figure: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)
    zone: Mapped[str]


class DailyValues(Base):
    """In 1.0.0, the values behind a past day's metrics; goes together with `daily_counts`."""

    __tablename__ = "daily_runs"
    name: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    zone: Mapped[str]
    run: Mapped[bytes]


class Use(Base):
    """How often the bot was used on a day of the desk's time zone: `kind` is "command", "button" or "message", `name`
    that of the command or button. Written once a minute by each process, so rows of one day add up."""

    __tablename__ = "uses"
    id: Mapped[int] = _id()
    day: Mapped[date] = mapped_column(Date)
    kind: Mapped[str]
    name: Mapped[str] = mapped_column(server_default="")
    person_id: Mapped[int | None] = mapped_column(BigInteger)
    n: Mapped[int] = mapped_column(Integer)
    __table_args__ = (Index("ix_uses_day", "day", "kind"),)


class Event(Base):
    """An event: its days, both inclusive, in the desk's time zone. `slug`: its name in the deep link; `external_id`:
    its id on the platform; `attendance`: the number of participants, given or counted from a file; empty: unknown."""

    __tablename__ = "events"
    id: Mapped[int] = _id()
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    external_id: Mapped[str | None]
    attendance: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    __table_args__ = (
        Index(
            "uq_events_external_id_live",
            "external_id",
            unique=True,
            postgresql_where=text("external_id is not null and removed_at is null"),
        ),
    )


class Participant(Base):
    """A participant of an event, by the platform's id; without a name."""

    __tablename__ = "event_attendance"
    event_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("events.id"), primary_key=True)
    participant: Mapped[str] = mapped_column(primary_key=True)


class Summary(Base):
    """A sent summary: `kind` "day" (of one day or several) or "week". `due_at`: when it was due; `content`: its numbers
    (`desk/summaries/content.py`), empty until they are counted and if there was nothing to say."""

    __tablename__ = "briefings"
    id: Mapped[int] = _id()
    kind: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date]
    due_at: Mapped[datetime]
    content: Mapped[Json | None]
    __table_args__ = (Index("uq_briefings_kind_last_day", "kind", "last_day", unique=True),)


class ReportResult(Base):
    """A picture or file of a report, kept a week. `kind`: of the job that made it; `caption`: text and entities in its
    reader's language; `arguments`: what was asked for."""

    __tablename__ = "report_results"
    id: Mapped[int] = _id()
    kind: Mapped[str]
    content: Mapped[bytes] = mapped_column(SealedBytes)
    filename: Mapped[str]
    mime: Mapped[str]
    caption: Mapped[str]
    entities: Mapped[list[Json]] = mapped_column(server_default=text("'[]'"))
    arguments: Mapped[Json] = mapped_column(server_default=text("'{}'"))
    created_at: Mapped[datetime]
