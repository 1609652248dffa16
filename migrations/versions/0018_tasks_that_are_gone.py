"""tasks that are gone are asked about"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("board_cards", sa.Column("put_back_at", postgresql.TIMESTAMP(timezone=True), nullable=True))
    op.create_index(
        "ix_board_cards_put_back",
        "board_cards",
        ["put_back_at"],
        unique=False,
        postgresql_where=sa.text("put_back_at is not null"),
    )


def downgrade() -> None:
    op.drop_index("ix_board_cards_put_back", table_name="board_cards")
    op.drop_column("board_cards", "put_back_at")
