"""Signing in to the panel: a wrong code ends a question, `/panel` begins anew, a wall screen is no use of a session."""

import sqlalchemy as sa
from alembic import op

revision = "0083"
down_revision = "0082"
branch_labels = None
depends_on = None

_MOMENTS = (("people", "panel_opened_at"), ("web_sign_ins", "wrong_at"), ("web_sessions", "wall_seen_at"))


def upgrade() -> None:
    for table, column in _MOMENTS:
        op.add_column(table, sa.Column(column, sa.DateTime(timezone=True)))


def downgrade() -> None:
    for table, column in _MOMENTS:
        op.drop_column(table, column)
