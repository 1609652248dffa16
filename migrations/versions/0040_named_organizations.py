"""Keep apart what a requester is not confirmed for: such requests name the organization and are personal."""

import sqlalchemy as sa
from alembic import op

revision = "0040_named_organizations"
down_revision = "0039_retried_keys"


def upgrade() -> None:
    op.add_column("tickets", sa.Column("named_organization_id", sa.BigInteger()))
    op.create_foreign_key(
        "fk_tickets_named_organization_id", "tickets", "organizations", ["named_organization_id"], ["id"]
    )
