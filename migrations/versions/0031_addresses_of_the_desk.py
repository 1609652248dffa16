"""Know at which address of the desk a mail arrived."""

import sqlalchemy as sa
from alembic import op

revision = "0031_addresses_of_the_desk"
down_revision = "0030_left_out"


def upgrade() -> None:
    op.add_column("tickets", sa.Column("answers_from", sa.Text))
