"""The values of days that are over are kept, so that a median of a year need not look at every request again.

A process of the version before writes facts without knowing of them: the database itself then takes what is kept.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None

_FORGET = """
create function daily_values_forgotten() returns trigger language plpgsql as $$
begin
  if coalesce(current_setting('pulldesk.looks_after_days', true), '') <> 'on' then
    delete from daily_values;
  end if;
  return null;
end
$$
"""
_TABLES = ("ticket_facts", "ticket_spans")


def upgrade() -> None:
    op.create_table(
        "daily_values",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("values", postgresql.ARRAY(sa.Float()), nullable=False),
        sa.PrimaryKeyConstraint("name", "day", name=op.f("pk_daily_values")),
    )
    op.execute(_FORGET)
    for table in _TABLES:
        op.execute(
            f"create trigger daily_values_forgotten after insert or update or delete on {table} "
            "for each statement execute function daily_values_forgotten()"
        )


def downgrade() -> None:
    for table in _TABLES:
        op.execute(f"drop trigger daily_values_forgotten on {table}")
    op.execute("drop function daily_values_forgotten()")
    op.drop_table("daily_values")
