"""briefings: which days were told of, and when the next is due"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("desk", sa.Column("briefing_at", postgresql.TIMESTAMP(timezone=True), nullable=True))
    op.create_table(
        "briefings",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefings")),
    )
    op.create_index("uq_briefings_kind_last_day", "briefings", ["kind", "last_day"], unique=True)


def downgrade() -> None:
    op.drop_table("briefings")
    op.drop_column("desk", "briefing_at")
