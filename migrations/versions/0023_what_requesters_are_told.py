"""news gathered into one message a day"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("digest_at", postgresql.TIMESTAMP(timezone=True), nullable=True))
    op.create_index("ix_people_digest", "people", ["digest_at"], postgresql_where=sa.text("digest_at is not null"))
    op.create_table(
        "digest_lines",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("args", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("told_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_digest_lines_person_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_digest_lines_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_lines")),
    )
    op.create_index(op.f("ix_digest_lines_person_id"), "digest_lines", ["person_id"])


def downgrade() -> None:
    op.drop_table("digest_lines")
    op.drop_index("ix_people_digest", table_name="people")
    op.drop_column("people", "digest_at")
