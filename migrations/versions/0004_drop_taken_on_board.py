"""No ticket says that somebody on the board took it: the board names who did."""

from alembic import op

revision = "0004_drop_taken_on_board"
down_revision = "0003_events_of_history"


def upgrade() -> None:
    op.drop_column("tickets", "taken_on_board")
