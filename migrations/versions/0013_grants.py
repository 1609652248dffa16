"""Let single persons differ from what their role allows."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0013_grants"
down_revision = "0012_statements"


def upgrade() -> None:
    op.add_column("people", sa.Column("grants", JSONB(), nullable=False, server_default=sa.text("'{}'")))
