"""Add the connected Todoist account, and the codes with which admins connect one."""

import sqlalchemy as sa
from alembic import op

revision = "0027_board_connection"
down_revision = "0026_tickets_to_empty"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "board_connection",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("access_token", sa.LargeBinary(), nullable=False),
        sa.Column("refresh_token", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", _TIME, nullable=True),
        sa.Column("connected_by", sa.BigInteger(), nullable=True),
        sa.Column("connected_at", _TIME, nullable=False),
        sa.Column("refused_at", _TIME, nullable=True),
        sa.Column("ended_at", _TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_board_connection"),
        sa.ForeignKeyConstraint(["connected_by"], ["people.id"], name="fk_board_connection_connected_by"),
    )
    op.create_table(
        "board_connect_codes",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name="pk_board_connect_codes"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_board_connect_codes_person_id"),
    )
    op.create_index("ix_board_connect_codes_person_id", "board_connect_codes", ["person_id"])
