"""Let admins declare fields of requests."""

from alembic import op
from sqlalchemy import TIMESTAMP, BigInteger, Column, Identity, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0039_own_fields"
down_revision = "0038_recurring_requests"


def upgrade() -> None:
    op.create_table(
        "own_fields",
        Column("id", BigInteger, Identity(always=False), primary_key=True),
        Column("name", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("options", ARRAY(Text), server_default=text("'{}'"), nullable=False),
        Column("question", JSONB, server_default=text("'{}'"), nullable=False),
        Column("removed_at", TIMESTAMP(timezone=True)),
    )
    op.add_column("tickets", Column("own_fields", JSONB))
