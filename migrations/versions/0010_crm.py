"""Create the tables of the CRM."""

import sqlalchemy as sa
from alembic import op

revision = "0010_crm"
down_revision = "0009_organization_open"
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "crm_changes",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("own_id", sa.BigInteger(), nullable=False),
        sa.Column("request_id", sa.BigInteger()),
        sa.Column("system_id", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_crm_changes"),
    )
    op.create_table(
        "crm_records",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("own_id", sa.BigInteger(), nullable=False),
        sa.Column("external_ref", sa.Text()),
        sa.Column("content_hash", sa.LargeBinary()),
        sa.Column("at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("kind", "own_id", name="pk_crm_records"),
    )
    op.create_table(
        "crm_state",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("failures", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("away_since", _TIME),
        sa.Column("rest_until", _TIME),
        sa.Column("told_at", _TIME),
        sa.PrimaryKeyConstraint("id", name="pk_crm_state"),
    )
