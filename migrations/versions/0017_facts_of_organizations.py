"""Let facts of tickets say for which organization and outlet they are."""

from alembic import op

revision = "0017_facts_of_organizations"
down_revision = "0016_chats"


def upgrade() -> None:
    op.execute("alter table ticket_facts add column organization_id bigint, add column outlet_id bigint")
    op.execute(
        "update ticket_facts f set organization_id = t.organization_id, outlet_id = t.outlet_id from tickets t"
        " where t.id = f.ticket_id and t.organization_id is not null"
    )
