"""root causes: what solved tickets were put down to"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "root_causes",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_root_causes")),
        sa.UniqueConstraint("folded", name=op.f("uq_root_causes_folded")),
    )
    op.add_column("tickets", sa.Column("root_cause_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_tickets_root_cause_id"), "tickets", "root_causes", ["root_cause_id"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_tickets_root_cause_id"), "tickets", type_="foreignkey")
    op.drop_column("tickets", "root_cause_id")
    op.drop_table("root_causes")
