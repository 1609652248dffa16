"""Tie a group to the organization that its requests are of."""

import sqlalchemy as sa
from alembic import op

revision = "0007_groups_of_organizations"
down_revision = "0006_participants"


def upgrade() -> None:
    op.add_column("chats", sa.Column("organization_id", sa.BigInteger))
    op.create_foreign_key("fk_chats_organization_id", "chats", "organizations", ["organization_id"], ["id"])
    op.create_index("ix_chats_organization_id", "chats", ["organization_id"])
