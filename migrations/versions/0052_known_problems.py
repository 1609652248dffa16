"""known problems: published, told of, followed, over"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

_AT = postgresql.TIMESTAMP(timezone=True)
_ID = sa.BigInteger()


def upgrade() -> None:
    op.create_table(
        "known_problems",
        sa.Column("id", _ID, sa.Identity(always=False), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="draft", nullable=False),
        sa.Column("category_id", _ID, nullable=True),
        sa.Column("ticket_id", _ID, nullable=True),
        sa.Column("alike_id", _ID, nullable=True),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("entities", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("end_words", sa.Text(), server_default="", nullable=False),
        sa.Column("end_entities", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("texts", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("made_by", _ID, nullable=False),
        sa.Column("opened_by", _ID, nullable=True),
        sa.Column("created_at", _AT, nullable=False),
        sa.Column("opened_at", _AT, nullable=True),
        sa.Column("corrected_at", _AT, nullable=True),
        sa.Column("ended_at", _AT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_problems")),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_known_problems_category_id")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_known_problems_made_by")),
        sa.ForeignKeyConstraint(["opened_by"], ["people.id"], name=op.f("fk_known_problems_opened_by")),
    )
    for name, column in (("uq_known_problems_alike", "alike_id"), ("uq_known_problems_category", "category_id")):
        live = sa.text("state in ('draft', 'open')")
        op.create_index(name, "known_problems", [column], unique=True, postgresql_where=live)
    op.create_table(
        "known_problem_followers",
        sa.Column("problem_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("ticket_id", _ID, nullable=False),
        sa.Column("told_at", _AT, nullable=False),
        sa.Column("followed_at", _AT, nullable=True),
        sa.PrimaryKeyConstraint("problem_id", "person_id", name=op.f("pk_known_problem_followers")),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["known_problems.id"], name=op.f("fk_known_problem_followers_problem_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_known_problem_followers_person_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_known_problem_followers_ticket_id")),
    )
    op.add_column("tickets", sa.Column("known_problem_id", _ID, nullable=True))
    op.create_foreign_key(
        op.f("fk_tickets_known_problem_id"), "tickets", "known_problems", ["known_problem_id"], ["id"]
    )
    about_one = sa.text("known_problem_id is not null")
    op.create_index("ix_tickets_known_problem", "tickets", ["known_problem_id"], postgresql_where=about_one)
    op.add_column("mailings", sa.Column("problem_id", _ID, nullable=True))
    op.create_foreign_key(op.f("fk_mailings_problem_id"), "mailings", "known_problems", ["problem_id"], ["id"])


def downgrade() -> None:
    op.drop_column("mailings", "problem_id")
    op.drop_column("tickets", "known_problem_id")
    op.drop_table("known_problem_followers")
    op.drop_table("known_problems")
