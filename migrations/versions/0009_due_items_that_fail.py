"""due items that fail; which jobs given up the admins were told of"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "due_failures",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("object_id", sa.BigInteger(), nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("not_before", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "object_id", name=op.f("pk_due_failures")),
    )
    op.add_column("jobs", sa.Column("told_at", postgresql.TIMESTAMP(timezone=True), nullable=True))
    op.execute("update jobs set told_at = coalesce(settled_at, created_at) where state = 'buried'")


def downgrade() -> None:
    op.execute("delete from jobs where box = 'clock'")
    op.drop_column("jobs", "told_at")
    op.drop_table("due_failures")
