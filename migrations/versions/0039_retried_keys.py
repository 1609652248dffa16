"""Know which keys of the queue are tried again after a failure: any process may try those next."""

import sqlalchemy as sa
from alembic import op

revision = "0039_retried_keys"
down_revision = "0038_history_of_actors"


def upgrade() -> None:
    op.add_column("job_keys", sa.Column("retried", sa.Boolean(), server_default=sa.text("false"), nullable=False))
