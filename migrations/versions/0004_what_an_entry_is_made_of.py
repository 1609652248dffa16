"""what an entry is made of, and which file a message shows"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("entries", sa.Column("parts", postgresql.JSONB(), nullable=True))
    op.add_column("entries", sa.Column("preview", postgresql.JSONB(), nullable=True))
    op.add_column("messages", sa.Column("file_id", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("messages", "file_id")
    op.drop_column("entries", "preview")
    op.drop_column("entries", "parts")
