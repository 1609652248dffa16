"""What systems are told is kept from when it was written on, however old what it is about was by then."""

import sqlalchemy as sa
from alembic import op

revision = "0084"
down_revision = "0083"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("events_feed", sa.Column("kept_from", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("events_feed", "kept_from")
