"""Add who changed which field of a task, as webhooks say."""

import sqlalchemy as sa
from alembic import op

revision = "0023_board_changes"
down_revision = "0022_reviews"


def upgrade() -> None:
    op.create_table(
        "board_changes",
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("task_id", "field", name="pk_board_changes"),
    )
