"""Create the tables of the second factor, and let sessions say that it was shown, or that they are for a wall."""

import sqlalchemy as sa
from alembic import op

revision = "0028_second_factor"
down_revision = "0027_board_connection"


def upgrade() -> None:
    at = sa.DateTime(timezone=True)
    op.create_table(
        "second_factors",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=True),
        sa.Column("counter", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("made_at", at, nullable=False),
        sa.Column("confirmed_at", at, nullable=True),
        sa.Column("used_at", at, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_second_factors"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_second_factors_person_id"),
        sa.UniqueConstraint("credential", name="uq_second_factors_credential"),
    )
    op.create_index("ix_second_factors_person_id", "second_factors", ["person_id"])
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_recovery_codes"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_recovery_codes_person_id"),
        sa.UniqueConstraint("code_hash", name="uq_recovery_codes_code_hash"),
    )
    op.create_index("ix_recovery_codes_person_id", "recovery_codes", ["person_id"])
    op.add_column("web_sessions", sa.Column("proved_at", at, nullable=True))
    op.add_column("web_sessions", sa.Column("challenge", sa.LargeBinary(), nullable=True))
    op.add_column(
        "web_sessions", sa.Column("wrong_codes", sa.SmallInteger(), server_default=sa.text("0"), nullable=False)
    )
    op.add_column("web_sessions", sa.Column("wall_only", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("web_sessions", sa.Column("opened_at", at, nullable=True))
