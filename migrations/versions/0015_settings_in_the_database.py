"""settings in the database, and a version that every unit of work reads with a statement it makes anyway"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("desk", sa.Column("settings_version", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.create_table(
        "settings",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("previous", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["people.id"], name="fk_settings_changed_by"),
        sa.PrimaryKeyConstraint("key", name="pk_settings"),
    )


def downgrade() -> None:
    """What was set is lost; the version before takes everything from its environment."""
    op.drop_table("settings")
    op.drop_column("desk", "settings_version")
