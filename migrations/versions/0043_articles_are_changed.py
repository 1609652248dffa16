"""articles: how often each was changed, and the message that a title came in; what is written is found at once"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

_SAID = "ix_article_texts_said"


def upgrade() -> None:
    op.add_column("articles", sa.Column("revision", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("article_texts", sa.Column("said_title_id", sa.BigInteger(), nullable=True))
    op.drop_index(_SAID, "article_texts")
    op.create_index(_SAID, "article_texts", ["said_chat_id"], postgresql_where=sa.text("said_chat_id is not null"))
    for index in ("ix_article_texts_search", "ix_known_words_trigrams"):
        op.execute(f"alter index {index} set (fastupdate = off)")


def downgrade() -> None:
    for index in ("ix_article_texts_search", "ix_known_words_trigrams"):
        op.execute(f"alter index {index} reset (fastupdate)")
    op.drop_index(_SAID, "article_texts")
    said = sa.text("said_message_id is not null")
    op.create_index(_SAID, "article_texts", ["said_chat_id", "said_message_id"], postgresql_where=said)
    op.drop_column("article_texts", "said_title_id")
    op.drop_column("articles", "revision")
