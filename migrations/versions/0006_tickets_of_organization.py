"""Index tickets by their organization."""

import sqlalchemy as sa

from migrations.indexes import add_index

revision = "0006_tickets_of_organization"
down_revision = "0005_organizations"


def upgrade() -> None:
    add_index(
        "ix_tickets_organization",
        "tickets",
        ["organization_id", "filed_at"],
        postgresql_where=sa.text("organization_id is not null"),
    )
