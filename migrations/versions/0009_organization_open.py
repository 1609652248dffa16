"""Note on a ticket that its requester is still to say for which organization it is."""

import sqlalchemy as sa
from alembic import op

revision = "0009_organization_open"
down_revision = "0008_account_blocks"


def upgrade() -> None:
    op.add_column(
        "tickets", sa.Column("organization_open", sa.Boolean, nullable=False, server_default=sa.text("false"))
    )
