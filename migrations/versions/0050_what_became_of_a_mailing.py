"""mailings: what became of each receiver's"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mailing_receivers", sa.Column("outcome", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("mailing_receivers", "outcome")
