"""articles: what the desk knows, and the words that misspelt ones are corrected to"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "articles",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("category_id", sa.BigInteger(), nullable=True),
        sa.Column("keywords", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("source_ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("published_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_articles_category_id")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_articles_author_id")),
        sa.ForeignKeyConstraint(["source_ticket_id"], ["tickets.id"], name=op.f("fk_articles_source_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        sa.UniqueConstraint("slug", name=op.f("uq_articles_slug")),
    )
    op.create_index("ix_articles_state", "articles", ["state"])
    op.create_table(
        "article_texts",
        sa.Column("article_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("version", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("entities", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("files", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("current", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("search", postgresql.TSVECTOR(), server_default=sa.text("''"), nullable=False),
        sa.Column("said_chat_id", sa.BigInteger(), nullable=True),
        sa.Column("said_message_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_article_texts_article_id")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_article_texts_author_id")),
        sa.PrimaryKeyConstraint("article_id", "language", "version", name=op.f("pk_article_texts")),
    )
    current, said = sa.text("current"), sa.text("said_message_id is not null")
    op.create_index(
        "uq_article_texts_current", "article_texts", ["article_id", "language"], unique=True, postgresql_where=current
    )
    op.create_index(
        "ix_article_texts_search", "article_texts", ["search"], postgresql_using="gin", postgresql_where=current
    )
    op.create_index(
        "ix_article_texts_said", "article_texts", ["said_chat_id", "said_message_id"], postgresql_where=said
    )
    op.create_table(
        "known_words",
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("stem", sa.Text(), nullable=False),
        sa.Column("trigrams", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("articles", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("tickets", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_known_words")),
    )
    op.create_index("ix_known_words_stem", "known_words", ["stem"])
    op.create_index("ix_known_words_trigrams", "known_words", ["trigrams"], postgresql_using="gin")
    op.add_column("desk", sa.Column("words_asked_at", sa.TIMESTAMP(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("desk", "words_asked_at")
    op.drop_table("known_words")
    op.drop_table("article_texts")
    op.drop_table("articles")
