"""offers: articles shown under a receipt, and what became of them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

_AT = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.add_column("tickets", sa.Column("offered", postgresql.ARRAY(sa.BigInteger()), nullable=True))
    op.create_table(
        "offers",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("article_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("shown_at", _AT, nullable=False),
        sa.Column("opened_at", _AT, nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("ended_at", _AT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_offers_ticket_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_offers_person_id")),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_offers_article_id")),
    )
    op.create_index("ix_offers_ticket_id", "offers", ["ticket_id"])
    op.create_index("uq_offers_once", "offers", ["person_id", "article_id"], unique=True)


def downgrade() -> None:
    op.drop_table("offers")
    op.drop_column("tickets", "offered")
