"""What was done to somebody or something is found by index: forms ask by it whether anybody changed it meanwhile."""

from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_audit_object", "audit", ["object", "id"])


def downgrade() -> None:
    op.drop_index("ix_audit_object", "audit")
