"""when the desk opens"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_TIME = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.add_column("desk", sa.Column("opens_at", _TIME, nullable=True))
    op.add_column("desk", sa.Column("recalculate_at", _TIME, nullable=True))
    op.add_column("tickets", sa.Column("cannot_wait_at", _TIME, nullable=True))


def downgrade() -> None:
    op.drop_column("tickets", "cannot_wait_at")
    op.drop_column("desk", "recalculate_at")
    op.drop_column("desk", "opens_at")
