"""Say of a ticket that it is a test request, which no figure counts."""

import sqlalchemy as sa
from alembic import op

revision = "0024_test_requests"
down_revision = "0023_board_changes"


def upgrade() -> None:
    op.add_column("tickets", sa.Column("is_test", sa.Boolean(), nullable=False, server_default=sa.text("false")))
