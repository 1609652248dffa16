"""topics of two levels, in several languages; guessed where nobody chose"""

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        alter table categories
          add column parent_id bigint constraint fk_categories_parent_id references categories (id),
          add column is_group boolean not null default false,
          add column position integer not null default 0,
          add column names jsonb not null default '{}',
          add column first_priority smallint,
          add column questions jsonb not null default '[]',
          add column keywords text[] not null default '{}'
    """)
    op.execute("""
        alter table tickets
          add column category_guessed boolean not null default false,
          add column category_words text[] not null default '{}'
    """)


def downgrade() -> None:
    op.execute("alter table tickets drop column category_guessed, drop column category_words")
    op.execute("""
        alter table categories drop column parent_id, drop column is_group, drop column position, drop column names,
          drop column first_priority, drop column questions, drop column keywords
    """)
