"""Find jobs that wait, and those that are left, by one index instead of two."""

from sqlalchemy import text

from migrations.indexes import add_index, drop_index

revision = "0019_live_jobs"
down_revision = "0017_guest_calls"


def upgrade() -> None:
    add_index("ix_jobs_live", "jobs", ["box", "state", "key", "id"], postgresql_where=text("state <> 'done'"))
    for name in ("head", "open"):
        drop_index(f"ix_jobs_{name}", "jobs")
