"""words of entries are kept as full text reads them, so that a word that half of them hold is found too

The table is written anew once: a minute or two with two million entries. A process of the version before finds without
an index until it ends, which is slower and says the same.
"""

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_entries_words", table_name="entries")
    op.drop_index("ix_entries_words_en", table_name="entries")
    op.execute("""
        alter table entries add column words tsvector
          generated always as (to_tsvector('russian', body) || to_tsvector('english', body)) stored
    """)
    op.execute("create index ix_entries_found on entries using gin (words)")


def downgrade() -> None:
    op.drop_index("ix_entries_found", table_name="entries")
    op.drop_column("entries", "words")
    op.execute("create index ix_entries_words on entries using gin (to_tsvector('russian', body))")
    op.execute("create index ix_entries_words_en on entries using gin (to_tsvector('english', body))")
