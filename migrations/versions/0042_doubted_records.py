"""Note records that the CRM answered as if there were nothing at their address."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0042_doubted_records"
down_revision = "0041_unconfirmed_requests"


def upgrade() -> None:
    op.add_column("crm_state", sa.Column("doubted", ARRAY(sa.Text()), nullable=False, server_default=sa.text("'{}'")))
