"""Say of a database that it was restored, what is still to be done after that, and if it is a quiet copy."""

import sqlalchemy as sa
from alembic import op

revision = "0030_restored_databases"
down_revision = "0029_masked_words"


def upgrade() -> None:
    op.add_column("desk", sa.Column("backup_at", sa.DateTime(timezone=True)))
    op.add_column("desk", sa.Column("recovery", sa.Text()))
    op.add_column("desk", sa.Column("is_quiet", sa.Boolean(), nullable=False, server_default=sa.text("false")))
