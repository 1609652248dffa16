"""Insert an entry, map its message and read if anybody has its ticket open, in one statement."""

import typing
from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Select, String, Table, and_, bindparam, cast, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from db.models import Entry, Message, MessageKind
from desk.notifications import message_refresh
from desk.outbox import Slot

_ENTRIES, _MESSAGES = typing.cast(Table, Entry.__table__), typing.cast(Table, Message.__table__)
_BOT = cast(bindparam("bot"), BigInteger)
_GIVEN = frozenset(Entry.__mapper__.columns.keys()) - {"id"}


def _query() -> Select[int, bool]:
    values = {key: bindparam(f"of_{key}", type_=_ENTRIES.c[key].type) for key in sorted(_GIVEN)}
    where = (_ENTRIES.c.id, _ENTRIES.c.ticket_id, _ENTRIES.c.said_chat_id, _ENTRIES.c.said_message_id)
    written = insert(_ENTRIES).values(values).returning(*where).cte("written")
    place = select(
        _BOT,
        written.c.said_chat_id,
        written.c.said_message_id,
        literal(MessageKind.SAID, Message.kind.type),
        written.c.ticket_id,
        written.c.id,
        cast(bindparam("sent_at"), DateTime(timezone=True)),
    ).where(_BOT.is_not(None), written.c.said_message_id.is_not(None))
    columns = ("bot_id", "chat_id", "message_id", "kind", "ticket_id", "entry_id", "sent_at")
    put = insert(_MESSAGES).from_select(columns, place.where(written.c.said_chat_id.is_not(None)))
    mapped = put.on_conflict_do_update(
        index_elements=["bot_id", "chat_id", "message_id"],
        set_={"ticket_id": put.excluded.ticket_id, "entry_id": put.excluded.entry_id},
    ).cte("mapped")
    shown = and_(Message.kind == MessageKind.SLOT, Message.slot == bindparam("opened", type_=String))
    is_open = select(Message.message_id).where(Message.ticket_id == written.c.ticket_id, shown).exists()
    return select(written.c.id, is_open).add_cte(mapped)


_WRITE = _query()


async def insert_entry(
    session: AsyncSession, entry: Entry, *, number: int | None, sent_at: datetime, bot_id: int | None
) -> None:
    """Insert an entry, which then belongs to the session, and map its message so that replies, edits and reactions find
    it. `number`: its ticket's number."""
    for key in _GIVEN - entry.__dict__.keys():
        set_committed_value(entry, key, None)
    given = {f"of_{key}": entry.__dict__[key] for key in _GIVEN}
    given |= {"bot": bot_id, "sent_at": sent_at, "opened": str(Slot("open", str(number)))}
    entry.id, is_open = (await session.execute(_WRITE, given)).one()
    make_transient_to_detached(entry)
    session.add(entry)
    if entry.ticket_id is not None and not is_open:
        message_refresh.note_unopened(session, entry.ticket_id)
