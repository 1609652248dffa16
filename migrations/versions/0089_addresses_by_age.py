"""From where somebody changed the desk is found by its age."""

import sqlalchemy as sa

from migrations.indexes import add_index, drop_index

revision = "0089"
down_revision = "0088"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_index("ix_audit_addresses", "audit", ["at"], postgresql_where=sa.text("address is not null"))


def downgrade() -> None:
    drop_index("ix_audit_addresses", "audit")
