"""Create the table of when other systems changed their records."""

import sqlalchemy as sa
from alembic import op

revision = "0019_external_changes"
down_revision = "0018_index_of_organizations"


def upgrade() -> None:
    op.create_table(
        "external_changes",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "external_id", name="pk_external_changes"),
    )
