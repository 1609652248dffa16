"""Know what was asked about a request that waits, and when admins were told of it."""

import sqlalchemy as sa
from alembic import op

revision = "0024_what_waits"
down_revision = "0023_doors"


def upgrade() -> None:
    op.add_column("tickets", sa.Column("consent_asked", sa.Integer))
    op.add_column("tickets", sa.Column("waiting_told_at", sa.DateTime(timezone=True)))
