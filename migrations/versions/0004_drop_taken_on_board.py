"""Drop a column of tickets, "taken on the board": the board names the agent."""

from alembic import op

revision = "0004_drop_taken_on_board"
down_revision = "0003_events_of_history"


def upgrade() -> None:
    op.drop_column("tickets", "taken_on_board")
