"""Find tickets to look at, and those that changed, by columns that a message does not change; keep no lanes of jobs."""

from sqlalchemy import text

from migrations.indexes import add_index, drop_index

revision = "0016_indexes_kept_by_messages"
down_revision = "0015_times_of_indexes_filled"


def upgrade() -> None:
    add_index("ix_tickets_look", "tickets", ["look_at"], postgresql_where=text("look_at is not null"))
    add_index("ix_tickets_updated_on", "tickets", ["updated_on"], postgresql_where=text("filed_at is not null"))
    for name in ("remind_at", "escalate_at", "changed"):
        drop_index(f"ix_tickets_{name}", "tickets")
    drop_index("ix_jobs_lane", "jobs")
