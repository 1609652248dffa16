"""Remember somebody erased by each id, address and key: several rows of an import may name one person."""

from alembic import op
from sqlalchemy import text

revision = "0032_keys_of_erased"
down_revision = "0031_addresses_of_the_desk"


def upgrade() -> None:
    op.drop_index("ix_imported_rows_person", "imported_rows")
    named = text("person_id is not null")
    op.create_index("ix_imported_rows_person", "imported_rows", ["person_id"], postgresql_where=named)
