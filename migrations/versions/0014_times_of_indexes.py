"""Add columns to tickets that get an index in place of times which every message changes, and keep them from now on."""

from alembic import op
from sqlalchemy import Column, Date, DateTime

revision = "0014_times_of_indexes"
down_revision = "0013_indexes_of_undo"

_KEEP = """
create or replace function tickets_times_of_indexes() returns trigger language plpgsql as $$
begin
  new.look_at := least(new.look_at, new.remind_at, new.escalate_at);
  new.updated_on := (new.updated_at at time zone 'UTC')::date;
  return new;
end
$$
"""
_WHEN = """
create or replace trigger tickets_times_of_indexes before insert or update of remind_at, escalate_at, updated_at on tickets
for each row when (
  new.updated_on is distinct from (new.updated_at at time zone 'UTC')::date
  or least(new.remind_at, new.escalate_at) < coalesce(new.look_at, 'infinity'))
execute function tickets_times_of_indexes()
"""


def upgrade() -> None:
    op.add_column("tickets", Column("look_at", DateTime(timezone=True)))
    op.add_column("tickets", Column("updated_on", Date))
    op.execute("alter table tickets set (fillfactor = 70)")
    for statement in (_KEEP, _WHEN):  # before the rows are filled: the former version may be at work
        op.get_bind().exec_driver_sql(statement)
