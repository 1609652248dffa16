"""Long texts that an app cut into several messages: which message goes on a note that came before. Changes nothing.

Apps send a text of more than 4,096 UTF-16 units as several messages at once, each cut at a blank in its second half;
only the first begins with the `//`, and some apps let only the first be the reply.
"""

from datetime import datetime, timedelta

from db.models import Entry
from desk import sight
from desk.desk import Desk
from desk.incoming import Incoming
from desk.text import units

AT_ONCE = timedelta(seconds=2)
_LEAST_PART = 2000


def note_before(desk: Desk, incoming: Incoming, before: tuple[Entry, datetime] | None) -> Entry | None:
    """The note of a member of staff that this message of theirs goes on; None when it stands for itself. `before`: the
    note that the message before it became, and when that was sent."""
    if before is None or incoming.files or incoming.content is not None or not sight.is_staff(desk.me()):
        return None
    entry, sent_at = before
    is_theirs = entry.author_id == desk.me().id and entry.withdrawn_at is None
    is_full = units(entry.body) >= _LEAST_PART and not entry.edited_at
    return entry if is_theirs and is_full and incoming.sent_at - sent_at <= AT_ONCE else None
