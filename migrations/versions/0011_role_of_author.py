"""Say of a comment that somebody else than its requester wrote it, and as what."""

import sqlalchemy as sa
from alembic import op

revision = "0011_role_of_author"
down_revision = "0010_crm"


def upgrade() -> None:
    op.add_column("entries", sa.Column("author_role", sa.Text()))
