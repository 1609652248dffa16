"""Create the tables of rules."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0020_rules"
down_revision = "0019_external_changes"
_TIME = sa.TIMESTAMP(timezone=True)


def _json(name: str, empty: str) -> sa.Column[object]:
    return sa.Column(name, JSONB(), nullable=False, server_default=sa.text(f"'{empty}'"))


def upgrade() -> None:
    op.create_table(
        "rules",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("enabled", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.Column("event", sa.Text(), nullable=False),
        _json("options", "{}"),
        _json("conditions", "[]"),
        _json("actions", "[]"),
        sa.Column("ready", sa.Text()),
        sa.Column("made_by", sa.BigInteger(), sa.ForeignKey("people.id", name="fk_rules_made_by")),
        sa.Column("made_at", _TIME, nullable=False),
        sa.Column("changed_at", _TIME, nullable=False),
        sa.Column("next_at", _TIME),
        sa.Column("looked_at", _TIME),
        sa.Column("stopped_at", _TIME),
        sa.Column("failed_at", _TIME),
        sa.Column("failed_why", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_rules"),
    )
    op.create_index("ix_rules_next", "rules", ["next_at"], postgresql_where=sa.text("next_at is not null"))
    op.create_table(
        "rule_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column(
            "ticket_id", sa.BigInteger(), sa.ForeignKey("tickets.id", name="fk_rule_events_ticket_id"), nullable=False
        ),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("rule_id", sa.BigInteger()),
        sa.Column("history_id", sa.BigInteger()),
        sa.Column("entry_id", sa.BigInteger()),
        sa.Column("due_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rule_events"),
    )
    op.create_index("ix_rule_events_due_at", "rule_events", ["due_at"])
    op.create_table(
        "rule_runs",
        sa.Column("rule_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "ticket_id", sa.BigInteger(), sa.ForeignKey("tickets.id", name="fk_rule_runs_ticket_id"), nullable=False
        ),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["rule_id"], ["rules.id"], name="fk_rule_runs_rule_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rule_id", "ticket_id", "event", name="pk_rule_runs"),
    )
    op.create_index("ix_rule_runs_lately", "rule_runs", ["rule_id", "at"])
