"""Know when the newest backup was made, and how often one is made by itself."""

import sqlalchemy as sa
from alembic import op

revision = "0033_backup_times"
down_revision = "0032_data_keys"


def upgrade() -> None:
    op.add_column("desk", sa.Column("backed_up_at", sa.DateTime(timezone=True)))
    op.add_column("desk", sa.Column("backup_hours", sa.Integer()))
