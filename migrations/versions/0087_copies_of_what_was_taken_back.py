"""Copies of words that were taken back go with them, at once: those of the last days, which the version before kept"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0087"
down_revision = "0086"
branch_labels = None
depends_on = None

_FIELDS = ("filed", "subject", "lost:subject", "hold_reason", "promise_why", "escalated")
_JOINT = " · "
_GONE = """
select t.id, t.requester_id, array_agg(w.body) as said
from (
  select id, ticket_id, body from entries where withdrawn_at is not null and emptied_at is null
  union all
  select e.id, e.ticket_id, v.body from entries e join entry_versions v on v.entry_id = e.id
  where e.withdrawn_at is not null and e.emptied_at is null
) w join tickets t on t.id = w.ticket_id where w.body <> '' group by t.id, t.requester_id order by t.id
"""
_STILL = "select ticket_id, body from entries where ticket_id = any(:ids) and withdrawn_at is null and body <> ''"
_HISTORY = "select id, ticket_id, old, new from history where ticket_id = any(:ids) and field = any(:fields)"


def upgrade() -> None:
    here = op.get_bind()
    op.execute(
        "update entries a set quote = null from entries e "
        "where a.answers_id = e.id and e.withdrawn_at is not null and a.quote is not null"
    )
    op.execute(
        "update idempotency_keys set answer = jsonb_set(answer, '{body}', (select "
        "coalesce(jsonb_object_agg(k, v), '{}') from jsonb_each(answer -> 'body') x(k, v) "
        "where k in ('number', 'joined'))) where jsonb_typeof(answer -> 'body') = 'object'"
    )
    for ticket_id, requester_id, said in here.execute(sa.text(_GONE)).all():
        near = sa.text("select id from tickets where requester_id = :requester or id = :own")
        ids = list(here.execute(near, {"requester": requester_id, "own": ticket_id}).scalars())
        lines = [_line(one) for one in said]
        still: dict[int, list[str]] = {one: [] for one in ids}
        for on, body in here.execute(sa.text(_STILL), {"ids": ids}):
            still[on].append(_line(body))
        rows = here.execute(sa.text(_HISTORY), {"ids": ids, "fields": list(_FIELDS)}).all()
        for row_id, on, old, new in rows:
            kept = ["" if _holds(text, lines, still[on]) else text for text in (old, new)]
            if kept != [old, new]:
                given = {"id": row_id, "old": kept[0], "new": kept[1]}
                here.execute(sa.text("update history set old = :old, new = :new where id = :id"), given)


def downgrade() -> None:
    """What is gone is gone; the version before reads it so."""


def _holds(text: str | None, lines: list[str], still: list[str]) -> bool:
    return any(_among(part, lines) and not _among(part, still) for part in _parts(text or ""))


def _parts(text: str) -> Iterator[str]:
    return (part for one in text.split(_JOINT) if (part := _line(one).rstrip("…")))


def _among(part: str, lines: list[str]) -> bool:
    return any(part in line for line in lines)


def _line(text: str) -> str:
    return " ".join(text.split()).casefold()
