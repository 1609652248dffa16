"""threads and faces found by index"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_entries_ticket_id", table_name="entries")
    op.create_index("ix_entries_thread", "entries", ["ticket_id", "id"])
    faces = sa.text("kind = 'slot' and slot is not null")
    op.create_index("ix_messages_faces", "messages", ["ticket_id", "slot"], postgresql_where=faces)


def downgrade() -> None:
    op.drop_index("ix_messages_faces", table_name="messages")
    op.drop_index("ix_entries_thread", table_name="entries")
    op.create_index("ix_entries_ticket_id", "entries", ["ticket_id"])
