"""the operator's own systems: tokens, the people they bring, links, answers kept for requests that come twice"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None

_AT = sa.TIMESTAMP(timezone=True)
_TEXTS = postgresql.ARRAY(sa.Text())


def upgrade() -> None:
    op.create_table(
        "systems",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("token_hint", sa.Text(), nullable=False),
        sa.Column("scopes", _TEXTS, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("cors", _TEXTS, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("per_minute", sa.Integer(), server_default=sa.text("60"), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("made_at", _AT, nullable=False),
        sa.Column("expires_at", _AT, nullable=True),
        sa.Column("last_used_at", _AT, nullable=True),
        sa.Column("revoked_at", _AT, nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_systems_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_systems")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_systems_token_hash")),
    )
    op.create_table(
        "external_people",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("system_id", sa.BigInteger(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", _AT, nullable=False),
        sa.Column("joined_at", _AT, nullable=True),
        sa.ForeignKeyConstraint(["system_id"], ["systems.id"], name=op.f("fk_external_people_system_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_external_people_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_people")),
        sa.UniqueConstraint("system_id", "external_id", name=op.f("uq_external_people_system_id_external_id")),
    )
    op.create_index(op.f("ix_external_people_person_id"), "external_people", ["person_id"])
    op.create_table(
        "person_tokens",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("external_person_id", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", _AT, nullable=False),
        sa.ForeignKeyConstraint(
            ["external_person_id"], ["external_people.id"], name=op.f("fk_person_tokens_external_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_person_tokens_token_hash")),
    )
    op.create_index(op.f("ix_person_tokens_external_person_id"), "person_tokens", ["external_person_id"])
    op.create_index(op.f("ix_person_tokens_expires_at"), "person_tokens", ["expires_at"])
    op.create_table(
        "system_links",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("external_person_id", sa.BigInteger(), nullable=False),
        sa.Column("context", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("made_at", _AT, nullable=False),
        sa.Column("expires_at", _AT, nullable=False),
        sa.Column("opened_by", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", _AT, nullable=True),
        sa.ForeignKeyConstraint(
            ["external_person_id"], ["external_people.id"], name=op.f("fk_system_links_external_person_id")
        ),
        sa.ForeignKeyConstraint(["opened_by"], ["people.id"], name=op.f("fk_system_links_opened_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_system_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_system_links_token_hash")),
    )
    op.create_index(op.f("ix_system_links_external_person_id"), "system_links", ["external_person_id"])
    op.create_index(op.f("ix_system_links_opened_by"), "system_links", ["opened_by"])
    op.create_table(
        "idempotency_keys",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("system_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("answer", postgresql.JSONB(), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.ForeignKeyConstraint(["system_id"], ["systems.id"], name=op.f("fk_idempotency_keys_system_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotency_keys")),
        sa.UniqueConstraint("system_id", "key", name=op.f("uq_idempotency_keys_system_id_key")),
    )
    op.create_index("ix_idempotency_keys_at", "idempotency_keys", ["at"])
    op.add_column("people", sa.Column("system_id", sa.BigInteger(), nullable=True))
    op.add_column("people", sa.Column("link_id", sa.BigInteger(), nullable=True))
    op.add_column("tickets", sa.Column("system_id", sa.BigInteger(), nullable=True))
    op.add_column("tickets", sa.Column("context", postgresql.JSONB(), nullable=True))
    op.add_column("tickets", sa.Column("external_ref", sa.Text(), nullable=True))
    op.create_foreign_key(op.f("fk_tickets_system_id"), "tickets", "systems", ["system_id"], ["id"])
    op.create_index("ix_tickets_system", "tickets", ["system_id"], postgresql_where=sa.text("system_id is not null"))
    op.create_index(
        "ix_tickets_external_ref", "tickets", ["external_ref"],
        postgresql_where=sa.text("external_ref is not null"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_tickets_external_ref", "tickets")
    op.drop_index("ix_tickets_system", "tickets")
    op.drop_constraint(op.f("fk_tickets_system_id"), "tickets", type_="foreignkey")
    for column in ("external_ref", "context", "system_id"):
        op.drop_column("tickets", column)
    for column in ("link_id", "system_id"):
        op.drop_column("people", column)
    for table in ("idempotency_keys", "system_links", "person_tokens", "external_people", "systems"):
        op.drop_table(table)
