"""Record through which integration something was done."""

import sqlalchemy as sa
from alembic import op

revision = "0009_audit_of_integrations"
down_revision = "0008_audit_by_time"


def upgrade() -> None:
    op.add_column("audit", sa.Column("system_id", sa.BigInteger))
    op.create_foreign_key("fk_audit_system_id", "audit", "systems", ["system_id"], ["id"])
