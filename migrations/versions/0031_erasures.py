"""Create the table of erasures; note consent and erasure of people."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0031_erasures"
down_revision = "0030_restored_databases"
_TIME = sa.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger(), sa.ForeignKey("people.id", name="fk_erasures_person_id"), nullable=False
        ),
        sa.Column("asked_by", sa.BigInteger(), sa.ForeignKey("people.id", name="fk_erasures_asked_by")),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("asked_at", _TIME, nullable=False),
        sa.Column("due_at", _TIME),
        sa.Column("told_at", _TIME),
        sa.Column("erased_at", _TIME),
        sa.Column("withdrawn_at", _TIME),
        sa.Column("done_at", _TIME),
        sa.Column("unreached", JSONB()),
        sa.PrimaryKeyConstraint("id", name="pk_erasures"),
    )
    op.create_index("ix_erasures_due", "erasures", ["due_at"], postgresql_where=sa.text("due_at is not null"))
    op.create_index(
        "uq_erasures_open",
        "erasures",
        ["person_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at is null and done_at is null"),
    )
    op.add_column("people", sa.Column("consent_version", sa.Integer()))
    op.add_column("people", sa.Column("consent_at", _TIME))
    op.add_column("people", sa.Column("erased_at", _TIME))
