"""Insert an entry, map its message and read who has its ticket open, in one statement."""

import typing
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Select, String, Table, bindparam, cast, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import make_transient_to_detached

from db.models import Entry, Message, MessageKind, Person
from desk.outbox import Slot

_ENTRIES, _MESSAGES = typing.cast(Table, Entry.__table__), typing.cast(Table, Message.__table__)
_BOT = cast(bindparam("bot"), BigInteger)
_GIVEN = [one.columns[0] for one in Entry.__mapper__.column_attrs if one.key != "id"]


def _query() -> Select[int, list[int]]:
    values = {column.key: bindparam(f"of_{column.key}", type_=column.type) for column in _GIVEN}
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
    opened_by = (
        select(func.array_agg(Person.id.distinct()))
        .join(Message, Message.chat_id == Person.telegram_id)
        .where(Message.ticket_id == written.c.ticket_id, Message.kind == MessageKind.SLOT)
        .where(Message.slot == bindparam("opened", type_=String))
        .scalar_subquery()
    )
    return select(written.c.id, opened_by).add_cte(mapped)


_WRITE = _query()


async def insert_entry(
    session: AsyncSession, entry: Entry, *, number: int | None, sent_at: datetime, bot_id: int | None
) -> Sequence[int]:
    """Insert an entry, which then belongs to the session, and map its message so that replies, edits and reactions find
    it. Return the ids of people who have its ticket open in their chat.

    `number`: its ticket's number.
    """
    for column in _GIVEN:
        if column.key not in entry.__dict__:
            setattr(entry, column.key, None)
    given = {f"of_{column.key}": entry.__dict__[column.key] for column in _GIVEN}
    given |= {"bot": bot_id, "sent_at": sent_at, "opened": str(Slot("open", str(number)))}
    entry.id, opened_by = (await session.execute(_WRITE, given)).one()
    make_transient_to_detached(entry)
    session.add(entry)
    return opened_by or ()
