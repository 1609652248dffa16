"""Remember the last change of each row that is administered, for undo."""

from alembic import op
from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Text
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010_admin_changes"
down_revision = "0009_audit_of_integrations"


def upgrade() -> None:
    op.create_table(
        "admin_changes",
        Column("noun", Text, primary_key=True),
        Column("key", Text, primary_key=True),
        Column("version", BigInteger, nullable=False),
        Column("fields", JSONB, nullable=False),
        Column("by_id", BigInteger, ForeignKey("people.id")),
        Column("at", DateTime(timezone=True), nullable=False),
    )
