"""requests that are not about a known problem after all, and whether admins heard that there are many"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    at = postgresql.TIMESTAMP(timezone=True)
    none = sa.text("'{}'")
    ids = postgresql.ARRAY(sa.BigInteger())
    op.add_column("known_problem_followers", sa.Column("wrong_ids", ids, server_default=none, nullable=False))
    op.add_column("known_problems", sa.Column("doubted_at", at, nullable=True))


def downgrade() -> None:
    op.drop_column("known_problems", "doubted_at")
    op.drop_column("known_problem_followers", "wrong_ids")
