"""subjects are found by index, as entries are"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The same two languages that a search asks for."""
    for name, language in (("ix_tickets_words", "russian"), ("ix_tickets_words_en", "english")):
        words: sa.ColumnElement[str] = sa.literal_column(f"to_tsvector('{language}', subject)")
        op.create_index(name, "tickets", [words], postgresql_using="gin")


def downgrade() -> None:
    """Searching goes on without them, slower."""
    op.drop_index("ix_tickets_words_en", table_name="tickets", postgresql_using="gin")
    op.drop_index("ix_tickets_words", table_name="tickets", postgresql_using="gin")
