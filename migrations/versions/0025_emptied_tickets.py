"""Say of a ticket when its words and files were deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0025_emptied_tickets"
down_revision = "0024_test_requests"


def upgrade() -> None:
    op.add_column("tickets", sa.Column("emptied_at", sa.TIMESTAMP(timezone=True)))
