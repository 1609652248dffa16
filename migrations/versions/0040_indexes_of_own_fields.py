"""Find tickets by what the fields that admins have declared hold."""

from sqlalchemy import text

from migrations.indexes import add_index

revision = "0040_indexes_of_own_fields"
down_revision = "0039_own_fields"


def upgrade() -> None:
    where = text("own_fields is not null")
    add_index(
        "ix_tickets_own_fields", "tickets", ["own_fields"], postgresql_using="gin",
        postgresql_ops={"own_fields": "jsonb_path_ops"}, postgresql_where=where,
    )  # fmt: skip
    words = text("to_tsvector('russian', own_fields)")
    add_index("ix_tickets_own_words", "tickets", [words], postgresql_using="gin", postgresql_where=where)
