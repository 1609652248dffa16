"""Know at which address of the desk a mail arrived, and have side conversations with an address in copy."""

import sqlalchemy as sa
from alembic import op

revision = "0031_addresses_of_the_desk"
down_revision = "0030_left_out"


def upgrade() -> None:
    op.add_column("tickets", sa.Column("answers_from", sa.Text))
    op.drop_index("uq_ticket_participants_address", "ticket_participants")
    columns = ["ticket_id", "address", "part"]
    op.create_index("uq_ticket_participants_address", "ticket_participants", columns, unique=True)
