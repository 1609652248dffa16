"""Name who takes part in a ticket besides its requester, and find a contact by an address."""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, DateTime, ForeignKey, Identity, Text, text

revision = "0006_participants"
down_revision = "0005_indexes_of_large_tables"


def upgrade() -> None:
    op.create_table(
        "ticket_participants",
        Column("id", BigInteger, Identity(always=False), primary_key=True),
        Column("ticket_id", BigInteger, ForeignKey("tickets.id"), nullable=False),
        Column("person_id", BigInteger, ForeignKey("people.id")),
        Column("address", Text),
        Column("part", Text, nullable=False),
        Column("hears", Text, nullable=False),
        Column("at", DateTime(timezone=True), nullable=False),
        Column("stopped_at", DateTime(timezone=True)),
        Column("bounced_at", DateTime(timezone=True)),
    )
    op.create_check_constraint("ticket_participants_who", "ticket_participants", "num_nonnulls(person_id, address) = 1")
    for column in ("address", "person_id"):
        op.create_index(f"ix_ticket_participants_{column}", "ticket_participants", [column])
        name = f"uq_ticket_participants_{column.removesuffix('_id')}"
        op.create_index(name, "ticket_participants", ["ticket_id", column], unique=True)
    live = text("removed_at is null")
    op.create_index("ix_contacts_email_live", "contacts", [text("lower(email)")], postgresql_where=live)
    op.add_column("tickets", Column("has_participants", Boolean, nullable=False, server_default=text("false")))
