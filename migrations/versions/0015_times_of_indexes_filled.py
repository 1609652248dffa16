"""Fill the columns of tickets that get an index, in batches."""

from alembic import op
from sqlalchemy import text

revision = "0015_times_of_indexes_filled"
down_revision = "0014_times_of_indexes"

_AT_ONCE = 5000
_FILL = text("""
update tickets set updated_on = (updated_at at time zone 'UTC')::date, look_at = least(look_at, remind_at, escalate_at)
where id >= :first and id < :first + :most and updated_on is null
""")


def upgrade() -> None:
    with op.get_context().autocommit_block():
        last = op.get_bind().scalar(text("select coalesce(max(id), 0) from tickets"))
        for first in range(1, last + 1, _AT_ONCE):
            op.get_bind().execute(_FILL, {"first": first, "most": _AT_ONCE})
