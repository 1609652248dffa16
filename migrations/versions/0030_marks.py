"""marks: what was asked about a solution and its agent, and what was said"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_FILL = """
insert into marks (ticket_id, about, person_id, stars, words, asked_at, marked_at)
select id, 'solution', resolved_by, rating, rating_words, coalesce(rating_asked_at, rated_at), rated_at
from tickets where rating_asked_at is not null or rated_at is not null or rating_words is not null
"""


def upgrade() -> None:
    op.add_column("tickets", sa.Column("word_until", postgresql.TIMESTAMP(timezone=True), nullable=True))
    op.create_table(
        "marks",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("stars", sa.SmallInteger(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("asked_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("marked_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("reminded_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_marks_person_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_marks_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marks")),
    )
    op.create_index(op.f("ix_marks_asked_at"), "marks", ["asked_at"])
    op.create_index(op.f("ix_marks_person_id"), "marks", ["person_id"])
    op.create_index("uq_marks_ticket_id_about", "marks", ["ticket_id", "about"], unique=True)
    op.execute(_FILL)


def downgrade() -> None:
    op.drop_table("marks")
    op.drop_column("tickets", "word_until")
