"""knowledge: the words of an article's title and keywords stand beside all of its words, short enough to be read at once"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    named = sa.Column(
        "named", TSVECTOR(), sa.Computed("strip(ts_filter(search, '{a}'))", persisted=True), nullable=True
    )
    op.add_column("article_texts", named)


def downgrade() -> None:
    op.drop_column("article_texts", "named")
