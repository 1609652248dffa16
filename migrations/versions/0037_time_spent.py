"""Know how long the team worked on tickets."""

import sqlalchemy as sa
from alembic import op

revision = "0037_time_spent"
down_revision = "0036_later"


def upgrade() -> None:
    op.create_table(
        "time_spent",
        sa.Column("id", sa.BigInteger, sa.Identity(always=False), primary_key=True),
        sa.Column("ticket_id", sa.BigInteger, sa.ForeignKey("tickets.id"), nullable=False),
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id")),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.SmallInteger, nullable=False),
        sa.Column("billed", sa.SmallInteger, nullable=False),
    )
    for column in ("ticket_id", "person_id", "at"):
        op.create_index(f"ix_time_spent_{column}", "time_spent", [column])
