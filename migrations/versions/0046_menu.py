"""the requester's menu: its draft and what was published"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "menu_items",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("captions", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("texts", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("target_id", sa.BigInteger(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("removed_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["menu_items.id"], name=op.f("fk_menu_items_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_menu_items")),
    )
    op.create_index(op.f("ix_menu_items_parent_id"), "menu_items", ["parent_id"])
    op.create_table(
        "menus",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("items", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_menus_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_menus")),
    )


def downgrade() -> None:
    op.drop_table("menus")
    op.drop_table("menu_items")
