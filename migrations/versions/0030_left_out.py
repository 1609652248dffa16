"""Know whom the requester's newest mail has left out."""

from alembic import op
from sqlalchemy import Column, DateTime

revision = "0030_left_out"
down_revision = "0029_whole_mails"


def upgrade() -> None:
    op.add_column("ticket_participants", Column("left_at", DateTime(timezone=True)))
