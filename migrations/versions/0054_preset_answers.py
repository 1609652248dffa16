"""preset answers; an offer may be one of them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    at = postgresql.TIMESTAMP(timezone=True)
    nothing = sa.text("'{}'")
    op.create_table(
        "preset_answers",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("category_id", sa.BigInteger(), nullable=True),
        sa.Column("examples", postgresql.ARRAY(sa.Text()), server_default=nothing, nullable=False),
        sa.Column("keywords", postgresql.ARRAY(sa.Text()), server_default=nothing, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("published", postgresql.JSONB(), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", at, nullable=False),
        sa.Column("updated_at", at, nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["categories.id"], name=op.f("fk_preset_answers_category_id_categories")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_preset_answers_created_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preset_answers")),
    )
    op.create_index("ix_preset_answers_state", "preset_answers", ["state"])
    op.create_table(
        "preset_texts",
        sa.Column("preset_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("entities", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("at", at, nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_preset_texts_author_id_people")),
        sa.ForeignKeyConstraint(
            ["preset_id"], ["preset_answers.id"], name=op.f("fk_preset_texts_preset_id_preset_answers")
        ),
        sa.PrimaryKeyConstraint("preset_id", "language", "version", name=op.f("pk_preset_texts")),
    )
    op.alter_column("offers", "article_id", nullable=True)
    op.add_column("offers", sa.Column("preset_id", sa.BigInteger(), nullable=True))
    op.add_column("offers", sa.Column("entry_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_offers_preset_id_preset_answers"), "offers", "preset_answers", ["preset_id"], ["id"])
    op.create_foreign_key(op.f("fk_offers_entry_id_entries"), "offers", "entries", ["entry_id"], ["id"])
    op.create_index(
        "uq_offers_preset_once",
        "offers",
        ["person_id", "preset_id"],
        unique=True,
        postgresql_where=sa.text("preset_id is not null"),
    )


def downgrade() -> None:
    op.execute("update tickets set offered = null where id in (select ticket_id from offers where article_id is null)")
    op.execute("delete from questions where kind = 'preset'")
    op.execute("delete from offers where article_id is null")
    op.drop_index("uq_offers_preset_once", "offers")
    op.drop_column("offers", "entry_id")
    op.drop_column("offers", "preset_id")
    op.alter_column("offers", "article_id", nullable=False)
    op.drop_table("preset_texts")
    op.drop_table("preset_answers")
