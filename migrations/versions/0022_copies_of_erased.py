"""Count the copies of an erased person, look again for those of everybody erased before, and know what was deleted in a
chat of an own account.

Until now a person was erased by a process that did not know the desk's bot, and found no copies in chats of others.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0022_copies_of_erased"
down_revision = "0021_chats_of_calls"

LOOK_AGAIN = """
update erasures set due_at = erased_at, done_at = null
where id in (select max(id) from erasures where withdrawn_at is null group by person_id having every(done_at is not null))
  and erased_at is not null and exists (
    select from messages m join tickets t on t.id = m.ticket_id
    where t.requester_id = erasures.person_id and m.sent_at <= erasures.erased_at
    union all select from messages m join entries e on e.id = m.entry_id
    where e.author_id = erasures.person_id and e.emptied_at is not null and m.sent_at <= erasures.erased_at)
"""


def upgrade() -> None:
    op.add_column("erasures", sa.Column("copies", sa.Integer))
    op.add_column("entries", sa.Column("deleted_there", JSONB))
    op.execute(LOOK_AGAIN)
