"""events: their days, who takes part, which tickets belong to them"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("attendance", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("removed_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("slug", name=op.f("uq_events_slug")),
    )
    op.create_index(
        "uq_events_external_id_live",
        "events",
        ["external_id"],
        unique=True,
        postgresql_where=sa.text("external_id is not null and removed_at is null"),
    )
    op.create_table(
        "event_attendance",
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("participant", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_attendance_event_id")),
        sa.PrimaryKeyConstraint("event_id", "participant", name=op.f("pk_event_attendance")),
    )
    op.add_column("tickets", sa.Column("event_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_tickets_event_id"), "tickets", "events", ["event_id"], ["id"])
    op.create_index("ix_tickets_event", "tickets", ["event_id"], postgresql_where=sa.text("event_id is not null"))
    op.add_column("people", sa.Column("event_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_people_event_id"), "people", "events", ["event_id"], ["id"])
    op.add_column("people", sa.Column("event_until", sa.TIMESTAMP(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("people", "event_until")
    op.drop_constraint(op.f("fk_people_event_id"), "people", type_="foreignkey")
    op.drop_column("people", "event_id")
    op.drop_index("ix_tickets_event", table_name="tickets")
    op.drop_constraint(op.f("fk_tickets_event_id"), "tickets", type_="foreignkey")
    op.drop_column("tickets", "event_id")
    op.drop_table("event_attendance")
    op.drop_index("uq_events_external_id_live", table_name="events")
    op.drop_table("events")
