"""tickets merged into another of the same requester"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("merged_into_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_tickets_merged_into_id"), "tickets", "tickets", ["merged_into_id"], ["id"])
    ids: sa.Column[list[int]] = sa.Column(
        "merged_ids", postgresql.ARRAY(sa.BigInteger()), server_default=sa.text("'{}'"), nullable=False
    )
    op.add_column("tickets", ids)
    op.add_column("tickets", sa.Column("merge_undo", postgresql.JSONB(), nullable=True))


def downgrade() -> None:
    op.drop_column("tickets", "merge_undo")
    op.drop_column("tickets", "merged_ids")
    op.drop_constraint(op.f("fk_tickets_merged_into_id"), "tickets", type_="foreignkey")
    op.drop_column("tickets", "merged_into_id")
