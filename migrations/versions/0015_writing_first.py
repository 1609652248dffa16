"""Say of a ticket who of the team began it and why, and count such tickets apart."""

import sqlalchemy as sa
from alembic import op

revision = "0015_writing_first"
down_revision = "0014_approvals"


def upgrade() -> None:
    op.add_column("tickets", sa.Column("begun_by", sa.BigInteger(), sa.ForeignKey("people.id")))
    op.add_column("tickets", sa.Column("begun_why", sa.Text()))
    op.add_column("ticket_facts", sa.Column("begun", sa.Boolean(), nullable=False, server_default=sa.text("false")))
