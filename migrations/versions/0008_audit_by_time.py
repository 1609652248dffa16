"""Read the audit log by time, and find which actions it has."""

from migrations.indexes import add_index

revision = "0008_audit_by_time"
down_revision = "0007_groups_of_organizations"


def upgrade() -> None:
    add_index("ix_audit_at", "audit", ["at", "id"])
    add_index("ix_audit_action", "audit", ["action"])
