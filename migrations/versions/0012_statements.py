"""Say when organizations get their next statements."""

import sqlalchemy as sa
from alembic import op

revision = "0012_statements"
down_revision = "0011_role_of_author"


def upgrade() -> None:
    op.add_column("desk", sa.Column("statements_at", sa.TIMESTAMP(timezone=True), nullable=True))
