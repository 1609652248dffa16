"""what is held without a ticket; counts that stay within their columns

`jobs_settle` counts failures in a smallint: what fails for weeks stays at the most it holds. The function is changed
where it counts, whatever else it says by now.
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_COUNTS = {
    "attempts = j.attempts + a_failed[i]": "attempts = least(j.attempts::int + a_failed[i], 32767)::smallint",
    "unknown = j.unknown + a_unknown[i]": "unknown = least(j.unknown::int + a_unknown[i], 32767)::smallint",
}
_CHANGE = """
do $do$ begin
  execute replace(pg_get_functiondef('jobs_settle'::regproc), $one${0}$one$, $other${1}$other$);
end $do$
"""


def upgrade() -> None:
    op.alter_column("held_acts", "ticket_id", nullable=True)
    for before, after in _COUNTS.items():
        op.execute(_CHANGE.format(before, after))


def downgrade() -> None:
    for before, after in _COUNTS.items():
        op.execute(_CHANGE.format(after, before))
    op.execute("delete from held_acts where ticket_id is null")
    op.alter_column("held_acts", "ticket_id", nullable=False)
