"""tickets that say the same, those that agents answer together, and an answer that stands on several"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ticket_groups",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("made_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_ticket_groups_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_groups")),
    )
    op.add_column("tickets", sa.Column("alike_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_tickets_alike_id"), "tickets", "tickets", ["alike_id"], ["id"])
    op.add_column("tickets", sa.Column("group_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_tickets_group_id"), "tickets", "ticket_groups", ["group_id"], ["id"])
    for name in ("alike", "group"):
        present = sa.text(f"{name}_id is not null")
        op.create_index(f"ix_tickets_{name}", "tickets", [f"{name}_id"], postgresql_where=present)
    op.add_column("entries", sa.Column("also_of_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_entries_also_of_id"), "entries", "entries", ["also_of_id"], ["id"])
    op.create_index(
        "uq_entries_also",
        "entries",
        ["also_of_id", "ticket_id"],
        unique=True,
        postgresql_where=sa.text("also_of_id is not null"),
    )


def downgrade() -> None:
    op.drop_index("uq_entries_also", table_name="entries")
    op.drop_constraint(op.f("fk_entries_also_of_id"), "entries", type_="foreignkey")
    op.drop_column("entries", "also_of_id")
    for name in ("group", "alike"):
        op.drop_index(f"ix_tickets_{name}", table_name="tickets")
        op.drop_constraint(op.f(f"fk_tickets_{name}_id"), "tickets", type_="foreignkey")
        op.drop_column("tickets", f"{name}_id")
    op.drop_table("ticket_groups")
