"""when requests of the moment in which a known problem was published are looked at again"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    at = postgresql.TIMESTAMP(timezone=True)
    op.add_column("known_problems", sa.Column("look_again_at", at, nullable=True))


def downgrade() -> None:
    op.drop_column("known_problems", "look_again_at")
