"""when a ticket's label on the board says that it is late"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("board_cards", sa.Column("late_at", postgresql.TIMESTAMP(timezone=True), nullable=True))
    op.create_index(
        "ix_board_cards_late",
        "board_cards",
        ["late_at"],
        unique=False,
        postgresql_where=sa.text("late_at is not null"),
    )


def downgrade() -> None:
    op.drop_index("ix_board_cards_late", table_name="board_cards")
    op.drop_column("board_cards", "late_at")
