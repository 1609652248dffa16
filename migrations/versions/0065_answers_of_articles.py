"""answers that were made of an article count as taken over, of that article"""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None

_TABLES = ("answers_taken", "prepared_answers")


def upgrade() -> None:
    for table in _TABLES:
        op.add_column(table, sa.Column("article_id", sa.BigInteger(), nullable=True))
        op.create_foreign_key(op.f(f"fk_{table}_article_id_articles"), table, "articles", ["article_id"], ["id"])
    op.alter_column("answers_taken", "from_ticket_id", nullable=True)


def downgrade() -> None:
    op.execute("delete from answers_taken where from_ticket_id is null")
    op.alter_column("answers_taken", "from_ticket_id", nullable=False)
    for table in _TABLES:
        op.drop_column(table, "article_id")
