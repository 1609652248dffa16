"""mailings: one text to many, and to whom it goes"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

_AT = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.create_table(
        "mailings",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("entities", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("category_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), server_default="draft", nullable=False),
        sa.Column("receivers", sa.Integer(), nullable=True),
        sa.Column("created_at", _AT, nullable=False),
        sa.Column("started_at", _AT, nullable=True),
        sa.Column("ended_at", _AT, nullable=True),
        sa.Column("next_at", _AT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailings")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_mailings_author_id")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_mailings_event_id")),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_mailings_category_id")),
    )
    op.create_index("ix_mailings_next", "mailings", ["next_at"], postgresql_where=sa.text("next_at is not null"))
    op.create_table(
        "mailing_receivers",
        sa.Column("mailing_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("posted_at", _AT, nullable=True),
        sa.PrimaryKeyConstraint("mailing_id", "person_id", name=op.f("pk_mailing_receivers")),
        sa.ForeignKeyConstraint(["mailing_id"], ["mailings.id"], name=op.f("fk_mailing_receivers_mailing_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_mailing_receivers_person_id")),
    )
    op.create_index(
        "ix_mailing_receivers_left",
        "mailing_receivers",
        ["mailing_id", "person_id"],
        postgresql_where=sa.text("posted_at is null"),
    )


def downgrade() -> None:
    op.drop_table("mailing_receivers")
    op.drop_table("mailings")
