"""Insert an entry, map its message and read who has its ticket open, in one statement."""

import typing
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Select, String, Table, bindparam, cast, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import Entry, Message, MessageKind, Person
from desk.outbox import Slot

_ENTRIES, _MESSAGES = typing.cast(Table, Entry.__table__), typing.cast(Table, Message.__table__)
_MAPPED = [attribute.columns[0] for attribute in Entry.__mapper__.column_attrs]
_BOT = cast(bindparam("bot"), BigInteger)
_GIVEN = [column for column in _MAPPED if column.key != "id"]


@dataclass(frozen=True, slots=True)
class InsertedEntry:
    """An entry that was inserted, and the ids of people who have its ticket open in their chat."""

    entry: Entry
    opened_by: Sequence[int]


def _query() -> Select[Entry, list[int]]:
    values = {column.key: bindparam(f"of_{column.key}", type_=column.type) for column in _GIVEN}
    written = insert(_ENTRIES).values(values).returning(*_MAPPED).cte("written")
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
    return select(aliased(Entry, written), opened_by).add_cte(mapped)


_WRITE = _query()


async def insert_entry(
    session: AsyncSession, entry: Entry, *, number: int | None, sent_at: datetime, bot_id: int | None
) -> InsertedEntry:
    """Insert an entry and return it as stored; map its message so that replies, edits and reactions find it.

    `number`: its ticket's number.
    """
    given = {f"of_{column.key}": getattr(entry, column.key) for column in _GIVEN}
    given |= {"bot": bot_id, "sent_at": sent_at, "opened": str(Slot("open", str(number)))}
    row = (await session.execute(_WRITE, given)).one()
    return InsertedEntry(row[0], row[1] or ())
