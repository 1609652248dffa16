"""Let a canned reply do acts with the answer."""

from alembic import op
from sqlalchemy import Column, Text

revision = "0041_acts_of_replies"
down_revision = "0040_indexes_of_own_fields"


def upgrade() -> None:
    op.add_column("canned_replies", Column("acts", Text()))
    op.add_column("prepared_answers", Column("acts", Text()))
