"""Rows of entries and their files: writing, joining, attaching and finding them."""

import typing
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    DateTime,
    Exists,
    Select,
    SQLColumnExpression,
    String,
    Table,
    and_,
    bindparam,
    func,
    literal,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from db.models import (
    Delivery,
    Entry,
    EntryFile,
    EntryKind,
    FileKind,
    Message,
    MessageKind,
    Origin,
    Ticket,
    WholeMail,
    any_of,
)
from db.pending_updates import make_rows, put_off
from db.unit_of_work import NewRow, get_unit
from desk.conversation import message_grouping
from desk.conversation.entry_parts import EntryPart, list_parts, set_parts
from desk.conversation.new_entry import IncomingFile, NewEntry
from desk.locked import Locked
from desk.outbox import Slot
from desk.policy import timer_kinds
from desk.policy.visibility import BY_RULE
from desk.text import RichText

_ENTRIES, _MESSAGES = typing.cast(Table, Entry.__table__), typing.cast(Table, Message.__table__)
_GIVEN = frozenset(Entry.__mapper__.columns.keys()) - {"id"}


NEXT_ID = func.nextval(literal_column("'entries_id_seq'"))
"""The id of an entry that is written later, as a column of a statement."""
_ROWS = make_rows("given", {"of_id": BigInteger()} | {f"of_{key}": _ENTRIES.c[key].type for key in sorted(_GIVEN)})
_PLACES = make_rows(
    "place",
    {f"of_{key}": _ENTRIES.c[key].type for key in ("said_chat_id", "said_message_id")}
    | {"of_bot": BigInteger(), "sent_at": DateTime(timezone=True)},
)


def _build_writing() -> tuple[CTE, CTE]:
    """Return the parts of a statement that insert entries and map their messages."""
    of = {key: _ROWS.c[f"of_{key}"] for key in sorted(_GIVEN)}
    chosen = select(func.coalesce(_ROWS.c.of_id, NEXT_ID), *of.values())
    where = (_ENTRIES.c.id, _ENTRIES.c.ticket_id, _ENTRIES.c.said_chat_id, _ENTRIES.c.said_message_id)
    written = insert(_ENTRIES).from_select(["id", *of], chosen).returning(*where).cte("written")
    chat, message = _PLACES.c.of_said_chat_id, _PLACES.c.of_said_message_id
    kind = literal(MessageKind.SAID, Message.kind.type)
    place = select(_PLACES.c.of_bot, chat, message, kind, written.c.ticket_id, written.c.id, _PLACES.c.sent_at)
    place = place.join_from(
        _PLACES, written, and_(written.c.said_chat_id == chat, written.c.said_message_id == message)
    )
    columns = ("bot_id", "chat_id", "message_id", "kind", "ticket_id", "entry_id", "sent_at")
    put = insert(_MESSAGES).from_select(columns, place)
    mapped = put.on_conflict_do_update(
        index_elements=["bot_id", "chat_id", "message_id"],
        set_={"ticket_id": put.excluded.ticket_id, "entry_id": put.excluded.entry_id},
    )
    return written, mapped.cte("mapped")


_WRITTEN, _MAPPED = _build_writing()


def _query() -> Select[int, bool]:
    is_open = select_opened(_WRITTEN.c.ticket_id, bindparam("opened", type_=String))
    return select(_WRITTEN.c.id, is_open).add_cte(_MAPPED)


def select_opened(ticket_id: SQLColumnExpression[int], slot: ColumnElement[str]) -> Exists:
    """Return whether a chat shows the ticket in full, in the message of this slot."""
    shown = and_(Message.kind == MessageKind.SLOT, Message.slot == slot)
    return select(Message.message_id).where(Message.ticket_id == ticket_id, shown).exists()


_WRITE = _query()


@cache
def _add_entries(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return statement.add_cte(_WRITTEN, _MAPPED)


async def _insert_entry(
    session: AsyncSession, entry: Entry, *, number: int | None, sent_at: datetime, bot_id: int
) -> None:
    """Insert an entry, which then belongs to the session, and map its message so that replies, edits and reactions find
    it. `number`: its ticket's number."""
    for key in _GIVEN - entry.__dict__.keys():
        set_committed_value(entry, key, None)
    given = {f"of_{key}": entry.__dict__[key] for key in _GIVEN} | {"of_bot": bot_id, "sent_at": sent_at}
    unit = get_unit(session)
    known, unit.next_entry = unit.next_entry, None
    is_open = known is not None and known.is_open
    if known is not None and known.ticket_id == entry.ticket_id and not session.in_nested_transaction():
        entry.id = known.entry_id
        put_off(session, NewRow(_add_entries, given | {"of_id": known.entry_id}))
    else:
        listed = {name: [value] for name, value in (given | {"of_id": None}).items()}
        opened = str(Slot("open", str(number)))
        entry.id, is_open = (await session.execute(_WRITE, listed | {"opened": opened})).one()
    make_transient_to_detached(entry)
    session.add(entry)
    if entry.ticket_id is not None and not is_open:
        unit.unopened_ticket_id = entry.ticket_id  # its next message needs no edit


def get_words(entry: Entry) -> RichText:
    """Return an entry's text with its entities."""
    return RichText.load(entry.body, entry.entities)


def set_words(entry: Entry, words: RichText) -> None:
    """Replace an entry's text, whatever messages it was made of."""
    set_parts(entry, [EntryPart(entry.said_message_id, words, entry.album)])


async def write_entry(
    session: AsyncSession,
    ticket: Ticket | None,
    kind: EntryKind,
    said: NewEntry | Entry,
    *,
    author_id: int | None,
    author_name: str,
    origin: Origin,
    now: datetime,
    bot_id: int,
    question_id: int | None = None,
    answers_id: int | None = None,
    delivery: Delivery = Delivery.NONE,
) -> Entry:
    """Put words on a ticket: a new entry, or one that waited under a question. Without a ticket they wait under a
    question.

    `answers_id`: the entry they answer, unless they name one themselves.
    """
    if isinstance(said, NewEntry):
        entry = _new(kind, said, now)
        entry.question_id, entry.delivery = question_id, delivery
        entry.author_id, entry.author_name, entry.origin = author_id, author_name, origin
        entry.answers_id = entry.answers_id or answers_id
        entry.ticket_id = ticket.id if ticket is not None else None
        number = ticket.number if ticket is not None else None
        sent_at = said.sent_at or now
        await _insert_entry(session, entry, number=number, sent_at=sent_at, bot_id=bot_id)
        await add_files(session, entry, said, bot_id=bot_id)
        return entry
    said.ticket_id = ticket.id if ticket is not None else None
    said.kind, said.delivery, said.answers_id = kind, delivery, said.answers_id or answers_id
    if said.deleted_there and ticket is not None:
        await timer_kinds.set_timer(session, typing.cast(Locked, ticket), timer_kinds.DELETED_THERE, now)
    await session.flush()
    await _map(session, said, said.said_chat_id, said.said_message_id, sent_at=now, bot_id=bot_id)
    return said


def _part(said: NewEntry) -> EntryPart:
    content = said.content_line is not None
    return EntryPart(said.message_id, said.words, said.album, said.forwarded_from, content)


def _new(kind: EntryKind, said: NewEntry, now: datetime) -> Entry:
    entry = Entry(
        kind=kind,
        preview=said.preview,
        content_line=said.content_line,
        answers_id=said.answers_id,
        quote=said.quote,
        album=said.album,
        also_of_id=said.also_of_id,
        held_until=_hold_until(kind, said, now),
        small_talk=False,
        said_chat_id=said.chat_id,
        said_message_id=said.message_id,
        created_at=now,
    )
    set_parts(entry, [_part(said)])
    return entry


def _hold_until(kind: EntryKind, said: NewEntry, now: datetime) -> datetime | None:
    """Return until when it is held back: for more to join it, which for staff is only the rest of an album, or as it
    was given."""
    may_grow = said.may_be_followed if kind is EntryKind.COMMENT else said.album is not None
    joins = said.held_until is None and may_grow and said.message_id is not None
    return message_grouping.hold_until(now) if joins else said.held_until


async def list_files(session: AsyncSession, entry: Entry) -> tuple[IncomingFile, ...]:
    """Return an entry's files, ready to be sent again."""
    rows = select(EntryFile).where(EntryFile.entry_id == entry.id).order_by(EntryFile.ordinal, EntryFile.id)
    return tuple(
        IncomingFile(
            FileKind(row.kind), row.name, row.mime, row.size, row.seconds,
            row.telegram_file_id, row.telegram_unique_id, row.todoist_attachment, row.blob_id,
        )
        for row in await session.scalars(rows)
    )  # fmt: skip


async def add_files(session: AsyncSession, entry: Entry, said: NewEntry, *, bot_id: int) -> None:
    """Add the files of a message after those the entry has, and the mail that it came in."""
    if said.mail is not None and await session.get(WholeMail, entry.id) is None:
        session.add(WholeMail(entry_id=entry.id, text_id=said.mail.text_id, raw_id=said.mail.raw_id))
        await session.flush()
    if not said.files:
        return
    first = await session.scalar(select(func.count()).where(EntryFile.entry_id == entry.id)) or 0
    for number, file in enumerate(said.files, start=first):
        row = EntryFile(
            entry_id=entry.id,
            ordinal=number,
            kind=file.kind,
            name=file.name,
            mime=file.mime,
            size=file.size,
            seconds=file.seconds,
            bot_id=bot_id if file.file_id is not None else None,
            telegram_file_id=file.file_id,
            telegram_unique_id=file.unique_id,
            said_message_id=said.message_id,
            todoist_attachment=file.attachment,
            blob_id=file.blob_id,
        )
        session.add(row)
    await session.flush()


_MAP = text("""
insert into messages (bot_id, chat_id, message_id, kind, ticket_id, entry_id, sent_at)
values (:bot, :chat, :message, :kind, :ticket, :entry, :at)
on conflict (bot_id, chat_id, message_id) do update set ticket_id = excluded.ticket_id, entry_id = excluded.entry_id
""")


async def _map(
    session: AsyncSession,
    entry: Entry,
    chat_id: int | None,
    message_id: int | None,
    *,
    sent_at: datetime,
    bot_id: int,
) -> None:
    """Store which entry a message became, so that replies, edits and reactions find it."""
    if chat_id is None or message_id is None:
        return
    given = {
        "bot": bot_id,
        "chat": chat_id,
        "message": message_id,
        "kind": MessageKind.SAID.value,
        "ticket": entry.ticket_id,
        "entry": entry.id,
        "at": sent_at,
    }
    await session.execute(_MAP, given)


async def join_entry(session: AsyncSession, entry: Entry, said: NewEntry, *, now: datetime, bot_id: int) -> Entry:
    """Add a message to the entry it belongs to."""
    set_parts(entry, [*list_parts(entry), _part(said)])
    entry.preview = entry.preview or said.preview
    entry.content_line = entry.content_line or said.content_line
    entry.album = entry.album or said.album
    if entry.album is not None and entry.held_until is not None and entry.held_until > now:
        entry.held_until = max(entry.held_until, message_grouping.extend_hold(entry.created_at, now))
    await add_files(session, entry, said, bot_id=bot_id)
    await _map(session, entry, said.chat_id, said.message_id, sent_at=said.sent_at or now, bot_id=bot_id)
    return entry


async def find_latest_comment(session: AsyncSession, ticket: Ticket, *, until: datetime | None = None) -> int | None:
    """Return the id of the requester's latest comment that came as a message (up to `until`), for an answer to reply
    to."""
    query = select(Entry.id).where(
        any_of(Entry.ticket_id, ticket.thread_ids),
        Entry.kind == EntryKind.COMMENT,
        Entry.said_message_id.is_not(None),
        Entry.withdrawn_at.is_(None),
        ~Entry.small_talk,
    )
    if until is not None:
        query = query.where(Entry.created_at <= until)
    return await session.scalar(query.order_by(Entry.id.desc()).limit(1))


async def has_unanswered_words(session: AsyncSession, ticket: Ticket, *, since: datetime | None = None) -> bool:
    """Return True if the requester, not staff, wrote last (of the words written after `since`, without a rule's)."""
    query = select(Entry.kind).where(
        any_of(Entry.ticket_id, ticket.thread_ids),
        Entry.kind.in_((EntryKind.COMMENT, EntryKind.REPLY)),
        Entry.withdrawn_at.is_(None),
        ~Entry.small_talk,
        ~BY_RULE,
    )
    if since is not None:
        query = query.where(Entry.created_at > since)
    last = await session.scalar(query.order_by(Entry.id.desc()).limit(1))
    return last is not None and EntryKind(last) is EntryKind.COMMENT


async def find_remark(session: AsyncSession, ticket_id: int, key: str) -> Entry | None:
    """Return the ticket's newest remark whose text key begins with `key`."""
    query = select(Entry).where(
        Entry.ticket_id == ticket_id,
        Entry.kind == EntryKind.REMARK,
        Entry.content_line.startswith(f'{{"key":"{key}', autoescape=True),
    )
    return (await session.scalars(query.order_by(Entry.id.desc()).limit(1))).first()
