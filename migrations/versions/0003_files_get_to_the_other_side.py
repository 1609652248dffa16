"""files get to the other side"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("files", sa.Column("lack", sa.Text()))
    op.add_column("board_comments", sa.Column("file_url", sa.Text()))
    op.execute("update files set todoist_attachment = null where todoist_attachment = 'null'")


def downgrade() -> None:
    op.drop_column("board_comments", "file_url")
    op.drop_column("files", "lack")
