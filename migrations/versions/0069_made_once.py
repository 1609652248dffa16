"""What a form makes is made once: forms that were sent, by their keys; a saved view's name is one person's only once.
Views of one name are both kept, the later ones with a number behind it."""

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None

_LONGEST = 60


def upgrade() -> None:
    op.create_table(
        "sent_forms",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("led_to", sa.Text(), nullable=False),
        sa.Column("at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_forms")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["web_sessions.id"], name=op.f("fk_sent_forms_session_id_web_sessions")
        ),
        sa.UniqueConstraint("session_id", "key", name=op.f("uq_sent_forms_session_id_key")),
    )
    op.create_index(op.f("ix_sent_forms_at"), "sent_forms", ["at"])
    _named_apart()
    op.create_index(
        "ix_saved_views_own", "saved_views", ["owner_id", sa.text("lower(name)")], unique=True,
        postgresql_where=sa.text("not shared"),
    )  # fmt: skip
    op.create_index(
        "ix_saved_views_shared_name", "saved_views", [sa.text("lower(name)")], unique=True,
        postgresql_where=sa.text("shared"),
    )  # fmt: skip


def _named_apart() -> None:
    connection = op.get_bind()
    connection.execute(sa.text("lock table saved_views in share row exclusive mode"))
    rows = connection.execute(
        sa.text(
            "select id, case when shared then null else owner_id end, name, lower(name) from saved_views order by id"
        )
    ).all()
    taken = {(whose, folded) for _, whose, _, folded in rows}
    seen: set[tuple[int | None, str]] = set()
    for key, whose, name, folded in rows:
        if (whose, folded) not in seen:
            seen.add((whose, folded))
            continue
        n, called = 2, name
        while (whose, called.lower()) in taken:
            mark = f" ({n})"
            n, called = n + 1, name[: _LONGEST - len(mark)] + mark
        taken.add((whose, called.lower()))
        connection.execute(sa.text("update saved_views set name = :name where id = :id"), {"name": called, "id": key})


def downgrade() -> None:
    op.drop_index("ix_saved_views_shared_name", "saved_views")
    op.drop_index("ix_saved_views_own", "saved_views")
    op.drop_table("sent_forms")
