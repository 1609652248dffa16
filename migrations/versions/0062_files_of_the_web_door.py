"""Files that come in through the web door: their bytes, in pieces; whose file each is; the key of short-lived addresses."""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "blobs",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("content", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blobs")),
    )
    op.create_index(op.f("ix_blobs_content"), "blobs", ["content"])
    op.create_index(op.f("ix_blobs_made_at"), "blobs", ["made_at"])
    op.create_index("ix_blobs_same", "blobs", ["sha256", "size"])
    op.create_table(
        "blob_pieces",
        sa.Column("content", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("content", "ordinal", name=op.f("pk_blob_pieces")),
    )
    op.add_column("files", sa.Column("blob_id", sa.BigInteger(), nullable=True))
    op.add_column("files", sa.Column("telegram_lack", sa.Text(), nullable=True))
    op.create_foreign_key(op.f("fk_files_blob_id"), "files", "blobs", ["blob_id"], ["id"])
    op.create_index("ix_files_blob", "files", ["blob_id"], postgresql_where=sa.text("blob_id is not null"))
    op.add_column(
        "desk",
        sa.Column(
            "file_key",
            sa.LargeBinary(),
            server_default=sa.text("uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())"),
            nullable=False,
        ),
    )


def downgrade() -> None:
    op.drop_column("desk", "file_key")
    op.drop_index("ix_files_blob", "files")
    op.drop_column("files", "telegram_lack")
    op.drop_column("files", "blob_id")
    op.drop_table("blob_pieces")
    op.drop_table("blobs")
