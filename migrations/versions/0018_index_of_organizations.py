"""Find the facts of an organization's tickets."""

import sqlalchemy as sa

from migrations.indexes import add_index

revision = "0018_index_of_organizations"
down_revision = "0017_facts_of_organizations"


def upgrade() -> None:
    add_index(
        "ix_ticket_facts_organization",
        "ticket_facts",
        ["organization_id"],
        postgresql_include=["ticket_id"],
        postgresql_where=sa.text("organization_id is not null"),
    )
