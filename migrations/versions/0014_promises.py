"""targets by version, what they come to on a ticket, pauses, timers"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_TIMES = (
    "first_due_at", "solve_due_at", "first_warn_at", "solve_warn_at", "promised_at", "promise_warn_at", "hold_until",
)  # fmt: skip
_TIME = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    """Nothing is promised for what was filed before."""
    for name in ("policy_version", "first_target", "solve_target"):
        op.add_column("tickets", sa.Column(name, sa.Integer(), nullable=True))
    for name in _TIMES:
        op.add_column("tickets", sa.Column(name, _TIME, nullable=True))
    for name in ("late_told", "breach_told", "reopen_count"):
        op.add_column("tickets", sa.Column(name, sa.SmallInteger(), server_default=sa.text("0"), nullable=False))
    under_one = sa.text("policy_version is not null")
    for name, met in (("ix_tickets_promised", "resolved_at"), ("ix_tickets_promised_first", "first_response_at")):
        op.create_index(name, "tickets", ["priority", met], postgresql_where=under_one)
    op.create_table(
        "policies",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_policies")),
    )
    op.create_table(
        "targets",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("priority", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("first_response", sa.Integer(), nullable=False),
        sa.Column("solution", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["policies.version"], name=op.f("fk_targets_version")),
        sa.PrimaryKeyConstraint("version", "priority", name=op.f("pk_targets")),
    )
    op.create_table(
        "pauses",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("started_at", _TIME, nullable=False),
        sa.Column("ended_at", _TIME, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_pauses_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pauses")),
    )
    op.create_index(op.f("ix_pauses_ticket_id"), "pauses", ["ticket_id"])
    still = sa.text("ended_at is null")
    op.create_index("uq_pauses_one_at_a_time", "pauses", ["ticket_id"], unique=True, postgresql_where=still)
    op.create_table(
        "timers",
        sa.Column("ticket_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("due_at", _TIME, nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_timers_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", "kind", name=op.f("pk_timers")),
    )
    op.create_index(op.f("ix_timers_due_at"), "timers", ["due_at"])


def downgrade() -> None:
    """What was promised is forgotten; the version before promises nothing."""
    op.drop_index("ix_tickets_promised_first", table_name="tickets")
    op.drop_index("ix_tickets_promised", table_name="tickets")
    for table in ("timers", "pauses", "targets", "policies"):
        op.drop_table(table)
    for name in (
        "reopen_count",
        "breach_told",
        "late_told",
        *reversed(_TIMES),
        "solve_target",
        "first_target",
        "policy_version",
    ):
        op.drop_column("tickets", name)
