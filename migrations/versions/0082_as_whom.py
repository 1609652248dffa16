"""A request that came through a system says as whom of its people: one requester may be several of them."""

import sqlalchemy as sa
from alembic import op

revision = "0082"
down_revision = "0081"
branch_labels = None
depends_on = None

_FIRST_OF_THEM = """
update tickets t set external_person_id = (
    select min(e.id) from external_people e where e.system_id = t.system_id and e.person_id = t.requester_id
) where t.system_id is not null
"""


def upgrade() -> None:
    op.add_column("tickets", sa.Column("external_person_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_tickets_external_person_id"), "tickets", "external_people", ["external_person_id"], ["id"]
    )
    op.execute(_FIRST_OF_THEM)


def downgrade() -> None:
    op.drop_constraint(op.f("fk_tickets_external_person_id"), "tickets")
    op.drop_column("tickets", "external_person_id")
