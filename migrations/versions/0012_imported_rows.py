"""Remember what an import from another desk has made."""

from alembic import op
from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, LargeBinary, Text, text

revision = "0012_imported_rows"
down_revision = "0011_own_accounts"


def upgrade() -> None:
    op.create_table(
        "imported_rows",
        Column("key", LargeBinary, primary_key=True),
        Column("source", Text, nullable=False),
        Column("began_at", DateTime(timezone=True), nullable=False),
        Column("ticket_id", BigInteger, ForeignKey("tickets.id")),
        Column("person_id", BigInteger, ForeignKey("people.id")),
    )
    op.create_check_constraint("imported_rows_what", "imported_rows", "num_nonnulls(ticket_id, person_id) = 1")
    for column in ("ticket_id", "person_id"):
        op.create_index(
            f"ix_imported_rows_{column.removesuffix('_id')}", "imported_rows", [column],
            unique=True, postgresql_where=text(f"{column} is not null"),
        )  # fmt: skip
    op.create_index("ix_imported_rows_run", "imported_rows", ["source", "began_at"])
