"""whole names, kept only where the board shows them"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("full_name", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("people", "full_name")
