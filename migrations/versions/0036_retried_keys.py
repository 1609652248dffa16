"""Know which keys of the queue are tried again after a failure: any process may try those next."""

import sqlalchemy as sa
from alembic import op

revision = "0036_retried_keys"
down_revision = "0035_panel_words"


def upgrade() -> None:
    op.add_column("job_keys", sa.Column("retried", sa.Boolean(), server_default=sa.text("false"), nullable=False))
