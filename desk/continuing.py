"""Long texts that an app cut into several messages: which message goes on a note that came before. Changes nothing.

Apps send a text of more than 4,096 UTF-16 units as several messages at once, each cut at a blank in its second half;
only the first begins with the `//`, and some apps let only the first be the reply.
"""

from datetime import timedelta

from sqlalchemy import bindparam, select

from db.models import Entry, Message
from db.words import EntryKind, MessageKind
from desk import sight
from desk.desk import Desk
from desk.incoming import Incoming
from desk.text import units

AT_ONCE = timedelta(seconds=2)
_LEAST_PART = 2000
_BEFORE = (
    select(Entry, Message.sent_at)
    .join(Message, Message.entry_id == Entry.id)
    .where(
        Message.bot_id == bindparam("bot"),
        Message.chat_id == bindparam("chat"),
        Message.message_id < bindparam("message"),
        Message.kind == MessageKind.SAID,
    )
    .order_by(Message.message_id.desc())
    .limit(1)
)


async def note_before(desk: Desk, incoming: Incoming) -> Entry | None:
    """The note of a member of staff that this message of theirs goes on; None when it stands for itself."""
    if incoming.files or incoming.content is not None or not sight.is_staff(desk.me()):
        return None
    given = {"bot": desk.rules.bot_id or 0, "chat": incoming.chat_id, "message": incoming.message_id}
    found = (await desk.session.execute(_BEFORE, given)).first()
    if found is None:
        return None
    entry, sent_at = found
    is_theirs = entry.kind is EntryKind.NOTE and entry.author_id == desk.me().id and entry.withdrawn_at is None
    is_full = units(entry.body) >= _LEAST_PART and not entry.edited_at
    return entry if is_theirs and is_full and incoming.sent_at - sent_at <= AT_ONCE else None
