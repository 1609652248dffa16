"""which page a message shows"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("page", sa.SmallInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("messages", "page")
