"""ids of the people and categories that history names; what entries said before they were edited; what was taken back
goes"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_TIME = postgresql.TIMESTAMP(timezone=True)
_BY_NAME = """
with named as (select name, min(id) as id from {table} group by name having count(*) = 1)
update history h set
  old_id = (select n.id from named n where n.name = h.old),
  new_id = (select n.id from named n where n.name = h.new)
where h.field = '{field}'
"""


def upgrade() -> None:
    """A name that two people or categories have had leaves no id."""
    for name in ("old_id", "new_id"):
        op.add_column("history", sa.Column(name, sa.BigInteger(), nullable=True))
    op.execute(_BY_NAME.format(table="people", field="assignee"))
    op.execute(_BY_NAME.format(table="categories", field="category"))
    op.create_index("ix_history_field_at", "history", ["field", "at"])
    op.create_table(
        "entry_versions",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("entities", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_entry_versions_entry_id")),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_entry_versions_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_versions")),
    )
    op.create_index(op.f("ix_entry_versions_entry_id"), "entry_versions", ["entry_id"])
    op.add_column("entries", sa.Column("emptied_at", _TIME, nullable=True))
    still = sa.text("withdrawn_at is not null and emptied_at is null")
    op.create_index("ix_entries_withdrawn", "entries", ["withdrawn_at"], postgresql_where=still)


def downgrade() -> None:
    """What was emptied stays empty."""
    op.drop_index("ix_entries_withdrawn", "entries")
    op.drop_column("entries", "emptied_at")
    op.drop_table("entry_versions")
    op.drop_index("ix_history_field_at", "history")
    for name in ("new_id", "old_id"):
        op.drop_column("history", name)
