"""how somebody left /open"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("open_list", postgresql.JSONB(), nullable=True))


def downgrade() -> None:
    op.drop_column("people", "open_list")
