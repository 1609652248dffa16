"""who is called to a ticket"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("escalated_at", postgresql.TIMESTAMP(timezone=True), nullable=True))
    level = sa.Column("escalation_level", sa.SmallInteger(), server_default=sa.text("0"), nullable=False)
    op.add_column("tickets", level)


def downgrade() -> None:
    op.drop_column("tickets", "escalation_level")
    op.drop_column("tickets", "escalated_at")
