"""Tables of the queue: jobs, and the keys whose order is kept."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from db.enums import JobState, Lane
from db.models.base import Base, _id


class Job(Base):
    """A row of an inbox or outbox. `payload` is JSON as bytes, as PostgreSQL's own JSON refuses NUL; `told_at`: when
    admins were told that it failed."""

    __tablename__ = "jobs"
    id: Mapped[int] = _id()
    box: Mapped[str]
    key: Mapped[str]
    lane: Mapped[int] = mapped_column(SmallInteger, server_default=text(str(int(Lane.PEOPLE))))
    dedup: Mapped[str | None]
    slot: Mapped[str | None]
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[JobState] = mapped_column(server_default=JobState.WAITING)
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    unknown: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    started_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    error: Mapped[str | None]
    ticket_id: Mapped[int | None] = mapped_column(BigInteger)
    entry_id: Mapped[int | None] = mapped_column(BigInteger)
    person_id: Mapped[int | None] = mapped_column(BigInteger)
    told_at: Mapped[datetime | None]
    __table_args__ = (
        Index("ix_jobs_live", "box", "state", "key", "id", postgresql_where=text("state <> 'done'")),
        Index(
            "ix_jobs_slot",
            "box",
            "key",
            "slot",
            "id",
            postgresql_where=text("state = 'waiting' and slot is not null"),
        ),
        Index("uq_jobs_dedup", "box", "dedup", unique=True, postgresql_where=text("dedup is not null")),
        Index("ix_jobs_ticket", "ticket_id", postgresql_where=text("state = 'waiting' and ticket_id is not null")),
        Index("ix_jobs_parked", "person_id", postgresql_where=text("state = 'parked'")),
        Index("ix_jobs_buried", "box", "id", postgresql_where=text("state = 'buried'")),
        Index("ix_jobs_webhook", text("split_part(key, ':', 1)"), "id", postgresql_where=text("box = 'to_webhooks'")),
        Index("ix_jobs_report", "key", "created_at", postgresql_where=text("box = 'reports'")),
        Index("ix_jobs_unknown", "box", postgresql_where=text("unknown > 0")),
        Index("ix_jobs_settled", "settled_at", postgresql_where=text("settled_at is not null")),
    )


class JobKey(Base):
    """One row per key with waiting jobs: its most urgent lane, when its head is due, its worker; `retried`: its head
    failed before, so that any process may try it next."""

    __tablename__ = "job_keys"
    box: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    lane: Mapped[int] = mapped_column(SmallInteger)
    due_at: Mapped[datetime]
    worker: Mapped[int | None]
    retried: Mapped[bool] = mapped_column(server_default=text("false"))
    __table_args__ = (
        Index("ix_job_keys_free", "box", "lane", "due_at", postgresql_where=text("worker is null")),
        Index("ix_job_keys_worker", "worker", postgresql_where=text("worker is not null")),
    )
