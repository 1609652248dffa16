"""Know the board's requests of this quarter of an hour."""

from alembic import op
from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import JSONB

revision = "0033_spent_requests"
down_revision = "0032_keys_of_erased"


def upgrade() -> None:
    op.add_column("boards", Column("spent", JSONB()))
