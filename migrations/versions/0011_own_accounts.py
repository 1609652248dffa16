"""Keep which members of the team have connected their own Telegram account, and what is taken from it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011_own_accounts"
down_revision = "0010_admin_changes"


def upgrade() -> None:
    when = sa.DateTime(timezone=True)
    op.create_table(
        "own_accounts",
        sa.Column("id", sa.BigInteger, sa.Identity(always=False), primary_key=True),
        sa.Column("owner_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("connection_id", sa.Text, nullable=False),
        sa.Column("is_enabled", sa.Boolean, nullable=False),
        sa.Column("can_reply", sa.Boolean, nullable=False),
        sa.Column("can_delete", sa.Boolean, nullable=False),
        sa.Column("chosen_at", when),
        sa.Column("word", sa.Text),
        sa.Column("salt", sa.Text, nullable=False),
        sa.Column("excluded", postgresql.ARRAY(sa.Text), nullable=False, server_default=sa.text("'{}'")),
        sa.Column("connected_at", when, nullable=False),
        sa.Column("ended_at", when),
    )
    op.create_index("uq_own_accounts_owner", "own_accounts", ["owner_id"], unique=True)
    op.create_index("uq_own_accounts_connection", "own_accounts", ["connection_id"], unique=True)
