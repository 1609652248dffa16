"""what nobody takes comes again

The version before forgot a ticket that nobody had taken after one reminder: these are due once more.
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
update tickets set remind_at = broadcast_at + interval '24 hours'
where assignee_id is null and not taken_on_board and status in ('new', 'reopened')
  and broadcast_at is not null and remind_at is null
""")


def downgrade() -> None:
    """The version before reads these times as its own: one more reminder, and then none."""
