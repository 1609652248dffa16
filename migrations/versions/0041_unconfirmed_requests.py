"""Make the requests of people whom nobody has confirmed personal: they only name the organization."""

from alembic import op

revision = "0041_unconfirmed_requests"
down_revision = "0040_named_organizations"


def upgrade() -> None:
    op.execute("""
        update tickets t set named_organization_id = t.organization_id, organization_id = null
        from memberships m
        where m.person_id = t.requester_id and m.organization_id = t.organization_id
          and m.ended_at is null and m.confirmed_at is null
    """)
