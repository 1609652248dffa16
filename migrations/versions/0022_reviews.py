"""Create the tables of quality reviews."""

import sqlalchemy as sa
from alembic import op

revision = "0022_reviews"
down_revision = "0021_ideas"


def upgrade() -> None:
    at = sa.DateTime(timezone=True)
    op.create_table(
        "review_criteria",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("weight", sa.SmallInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("made_at", at, nullable=False),
        sa.Column("removed_at", at, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_review_criteria"),
    )
    op.create_table(
        "reviews",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("agent_id", sa.BigInteger(), nullable=False),
        sa.Column("reviewer_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("drawn_at", at, nullable=False),
        sa.Column("done_at", at, nullable=True),
        sa.Column("score", sa.SmallInteger(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", at, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_reviews_ticket_id"),
        sa.ForeignKeyConstraint(["agent_id"], ["people.id"], name="fk_reviews_agent_id"),
        sa.ForeignKeyConstraint(["reviewer_id"], ["people.id"], name="fk_reviews_reviewer_id"),
    )
    op.create_index("uq_reviews_ticket", "reviews", ["ticket_id"], unique=True)
    op.create_index("ix_reviews_agent", "reviews", ["agent_id", "done_at"])
    op.create_index("ix_reviews_waiting", "reviews", ["drawn_at"], postgresql_where=sa.text("done_at is null"))
    op.create_table(
        "review_marks",
        sa.Column("review_id", sa.BigInteger(), nullable=False),
        sa.Column("criterion_id", sa.BigInteger(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("entry_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("review_id", "criterion_id", name="pk_review_marks"),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name="fk_review_marks_review_id"),
        sa.ForeignKeyConstraint(["criterion_id"], ["review_criteria.id"], name="fk_review_marks_criterion_id"),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name="fk_review_marks_entry_id"),
    )
