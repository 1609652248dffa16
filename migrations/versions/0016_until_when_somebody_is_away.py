"""until when somebody is away"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("away_until", postgresql.TIMESTAMP(timezone=True), nullable=True))
    op.create_index("ix_people_away", "people", ["away_until"], postgresql_where=sa.text("away_until is not null"))


def downgrade() -> None:
    op.drop_index("ix_people_away", table_name="people")
    op.drop_column("people", "away_until")
