"""Keep the word in the link that `/panel` showed a person last."""

import sqlalchemy as sa
from alembic import op

revision = "0035_panel_words"
down_revision = "0034_joined_settings"


def upgrade() -> None:
    op.add_column("people", sa.Column("panel_word", sa.Text()))
