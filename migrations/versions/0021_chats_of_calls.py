"""Keep a digest of the chat that a call came from, so that the next call from there goes on with it after a restart."""

import sqlalchemy as sa
from alembic import op

revision = "0021_chats_of_calls"
down_revision = "0020_no_view_of_days"


def upgrade() -> None:
    op.add_column("guest_calls", sa.Column("chat_digest", sa.Text))
