"""Know which keys encrypt something."""

import sqlalchemy as sa
from alembic import op

revision = "0032_data_keys"
down_revision = "0031_erasures"


def upgrade() -> None:
    op.create_table(
        "data_keys",
        sa.Column("id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_data_keys"),
    )
