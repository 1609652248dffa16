"""Rows of entries and their files: writing, joining, attaching and finding them."""

import typing
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
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
    delete,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from db.models import (
    BoardComment,
    Delivery,
    Entry,
    EntryFile,
    EntryKind,
    EntryVersion,
    FileKind,
    MaskedWords,
    Message,
    MessageKind,
    Origin,
    Question,
    QuestionKind,
    Ticket,
    any_of,
)
from db.pending_updates import make_rows, put_off
from db.unit_of_work import NewRow, get_unit
from desk import Context, Desk, NoSuchTicket, NotAllowed, history
from desk.conversation import message_grouping
from desk.conversation.new_entry import IncomingFile, NewEntry, dump_line, load_line
from desk.outbox import Show, Slot, letters
from desk.policy import get_access
from desk.policy.permissions import Grant
from desk.text import RichText, join_texts
from desk.text.marks import is_command
from desk.text.masking.secret_masking import mask_secrets, mask_secrets_in

# The messages an entry is made of, each with its own words and origin, so that one can be edited or withdrawn. The
# entry's text is their words, a message a line.


@dataclass(frozen=True, slots=True)
class EntryPart:
    """One message. `content` marks one that is neither text nor file, and can only be copied."""

    message_id: int | None
    words: RichText
    album: str | None = None
    forwarded_from: str | None = None
    content: bool = False


def list_parts(entry: Entry) -> list[EntryPart]:
    """Return the messages of an entry, in the order they came."""
    if entry.parts is not None:
        return [_load(part) for part in entry.parts]
    words = RichText.load(entry.body, entry.entities)
    return [EntryPart(entry.said_message_id, words, entry.album, None, entry.content_line is not None)]


def set_parts(entry: Entry, parts: Sequence[EntryPart]) -> None:
    """Make the entry of these messages. A single message is kept as plain text."""
    whole = join_words(part.words for part in parts)
    entry.body, entry.entities = whole.text, whole.dump()
    plain = len(parts) == 1 and parts[0].forwarded_from is None
    entry.parts = None if plain else [_dump(part) for part in parts]


def has_command(parts: Iterable[EntryPart]) -> bool:
    """Return True if one of the messages begins like a command."""
    return any(is_command(part.words.text) for part in parts)


def change_first_words(entry: Entry, change: Callable[[RichText], RichText]) -> None:
    """Change the words of the first message that has any."""
    parts = list_parts(entry)
    at = next((index for index, part in enumerate(parts) if part.words), 0)
    set_parts(entry, [replace(p, words=change(p.words)) if index == at else p for index, p in enumerate(parts)])


def join_with_origins(parts: Iterable[EntryPart], worded: Callable[[str], RichText]) -> RichText:
    """Join the words; each origin is named once above what was forwarded from there.

    The author's own words follow such a part after an empty line. `worded` makes a line of an origin's name.
    """
    said: list[RichText] = []
    last: str | None = None
    for part in parts:
        if part.forwarded_from is not None and part.forwarded_from != last:
            said.append(worded(part.forwarded_from))
        own_again = last is not None and part.forwarded_from is None and bool(part.words)
        said.append(RichText("\n") + part.words if own_again else part.words)
        last = part.forwarded_from if part.words or part.forwarded_from else last
    return join_words(said)


def join_words(words: Iterable[RichText]) -> RichText:
    """Join texts, one a line, without empty ones."""
    return join_texts(words, "\n")


def _dump(part: EntryPart) -> dict[str, Any]:
    given = {
        "message": part.message_id,
        "text": part.words.text,
        "entities": part.words.dump(),
        "album": part.album,
        "from": part.forwarded_from,
        "content": part.content,
    }
    return {name: value for name, value in given.items() if value}


def _load(data: dict[str, Any]) -> EntryPart:
    words = RichText.load(data.get("text", ""), data.get("entities", ()))
    return EntryPart(data.get("message"), words, data.get("album"), data.get("from"), bool(data.get("content")))


# Earlier wordings of entries, and erasing withdrawn words for good. Edits of a draft keep no version: only their
# author has read it.


def keep_version(desk: Desk, ticket: Ticket | None, entry: Entry, made_of: Sequence[EntryPart]) -> None:
    """Keep what the entry says now if it will say something else, made of these messages."""
    new = join_words(part.words for part in made_of)
    if ticket is None or ticket.filed_at is None or not entry.body.strip() or entry.body == new.text:
        return
    desk.session.add(
        EntryVersion(
            entry_id=entry.id,
            at=desk.now,
            body=entry.body,
            entities=entry.entities,
            by=desk.actor_id,
            origin=desk.origin,
        )
    )


async def erase_entry(session: AsyncSession, entry: Entry, *, now: datetime) -> None:
    """Erase words, files and earlier wordings of a withdrawn entry."""
    await erase_versions(session, entry)
    await session.execute(delete(EntryFile).where(EntryFile.entry_id == entry.id))
    await session.execute(update(BoardComment).where(BoardComment.entry_id == entry.id).values(content=""))
    entry.body, entry.entities = "", []
    entry.parts = entry.preview = entry.content_line = entry.quote = None
    entry.emptied_at = now


async def erase_versions(session: AsyncSession, entry: Entry) -> None:
    """Erase an entry's earlier wordings, and what was masked in it."""
    await session.execute(delete(MaskedWords).where(MaskedWords.entry_id == entry.id))
    await session.execute(delete(EntryVersion).where(EntryVersion.entry_id == entry.id))


async def list_earlier_texts(session: AsyncSession, entry: Entry) -> list[str]:
    """Return an entry's earlier wordings."""
    return list(await session.scalars(select(EntryVersion.body).where(EntryVersion.entry_id == entry.id)))


def fold_text(text: str) -> str:
    """Return a text for comparing: one line without case."""
    return " ".join(text.split()).casefold()


# Update the answered question that assigned entries to a ticket, once these entries are somewhere else.


_PLACED = (QuestionKind.WHICH_TICKET, QuestionKind.WHERE_TO, QuestionKind.NOT_YOURS, QuestionKind.ADD_TO)


_ANSWERED = and_(Question.kind.in_(_PLACED), Question.answered_at.is_not(None))
_ASKS_WHETHER_SOLVED = and_(
    Question.kind == QuestionKind.RESOLVED_ADDED, Question.answered_at.is_(None), Question.closed_at.is_(None)
)


async def note_withdrawn(ctx: Context, entry: Entry) -> None:
    """Close the question if all of its entries were withdrawn; its answer says so and cannot move them any more."""
    for question in await _find_questions(ctx, entry, or_(_ANSWERED, _ASKS_WHETHER_SOLVED)):
        stands = select(Entry.id).where(any_of(Entry.id, question.data["entries"]), Entry.withdrawn_at.is_(None))
        if await ctx.session.scalar(stands.limit(1)) is None:
            _close(ctx, question, {"chosen": None, "gone": True})


async def note_split(ctx: Context, entry: Entry, ticket: Ticket) -> None:
    """Take the entry, now a request of its own, out of the question. Without entries its answer names that request."""
    await _are_elsewhere(ctx, entry, ticket, _ANSWERED)


async def note_moved(ctx: Context, entry: Entry, ticket: Ticket) -> None:
    """Take the entry, which its requester moved to `ticket`, out of the question whether another ticket is solved."""
    await _are_elsewhere(ctx, entry, ticket, _ASKS_WHETHER_SOLVED)


async def _are_elsewhere(ctx: Context, entry: Entry, ticket: Ticket, which: ColumnElement[bool]) -> None:
    for question in await _find_questions(ctx, entry, which):
        left = [one for one in question.data["entries"] if one != entry.id]
        if left:
            question.data = {**question.data, "entries": left}
        else:
            _close(ctx, question, {"chosen": ticket.id})


async def _find_questions(ctx: Context, entry: Entry, which: ColumnElement[bool]) -> list[Question]:
    await ctx.session.flush()
    theirs = select(Question).where(
        Question.person_id == entry.author_id, which, Question.data.contains({"entries": [entry.id]})
    )
    return list(await ctx.session.scalars(theirs.order_by(Question.id).with_for_update()))


def _close(ctx: Context, question: Question, known: dict[str, object]) -> None:
    question.data = {**question.data, **known}
    question.closed_at = question.closed_at or ctx.now
    letter = Show("which", slot=f"question:{question.id}", question_id=question.id, only_edit=True)
    letters.queue_letter(ctx.session, question.person_id, letter, now=ctx.now, ticket_id=question.ticket_id)


# Insert an entry, map its message and read if anybody has its ticket open, in one statement.


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
    put = insert(_MESSAGES).from_select(columns, place.where(_PLACES.c.of_bot.is_not(None)))
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
    session: AsyncSession, entry: Entry, *, number: int | None, sent_at: datetime, bot_id: int | None
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
    bot_id: int | None,
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


async def add_files(session: AsyncSession, entry: Entry, said: NewEntry, *, bot_id: int | None) -> None:
    """Add the files of a message after those the entry has."""
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
    bot_id: int | None,
) -> None:
    """Store which entry a message became, so that replies, edits and reactions find it."""
    if bot_id is None or chat_id is None or message_id is None:
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


async def join_entry(
    session: AsyncSession, entry: Entry, said: NewEntry, *, now: datetime, bot_id: int | None
) -> Entry:
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
    """Return True if the requester, not staff, wrote last (of the words written after `since`)."""
    query = select(Entry.kind).where(
        any_of(Entry.ticket_id, ticket.thread_ids),
        Entry.kind.in_((EntryKind.COMMENT, EntryKind.REPLY)),
        Entry.withdrawn_at.is_(None),
        ~Entry.small_talk,
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


# Mask words that must not leave the ticket before they are stored, so that board, notifications, logs, webhooks, the
# CRM and exports have them masked only. What was masked is kept apart for a while, for readers with the permission.


_MASKED = (EntryKind.COMMENT, EntryKind.NOTE)
"""Answers are not masked: an agent who sends a number means it."""


@dataclass(frozen=True, slots=True)
class MaskedMessage:
    """A message as it may be stored, and what was masked in it."""

    said: NewEntry
    pieces: tuple[str, ...] = ()


def _is_masked_kind(desk: Desk, kind: EntryKind) -> bool:
    """Return True if words of this kind are masked: those of requesters, and notes, unless they are on the board
    already."""
    return kind in _MASKED and desk.origin is not Origin.TODOIST


def mask_message(desk: Desk, kind: EntryKind, said: NewEntry) -> MaskedMessage:
    """Mask a message that is to be stored as an entry of this kind."""
    if not _is_masked_kind(desk, kind):
        return MaskedMessage(said)
    words, pieces = mask_secrets(said.words, desk.rules.masking)
    quote = None if said.quote is None else mask_secrets_in(said.quote, desk.rules.masking)
    files = tuple(replace(file, name=mask_secrets_in(file.name, desk.rules.masking)) for file in said.files)
    line = None if said.content_line is None else _mask_line(desk, said.content_line)
    return MaskedMessage(replace(said, words=words, quote=quote, files=files, content_line=line), pieces)


def _mask_line(desk: Desk, line: str) -> str:
    """Mask what people typed into a content of another kind, as the options of a poll; a contact's number stays."""
    key, args = load_line(line)
    typed = {name: value for name, value in args.items() if isinstance(value, str) and name != "phone"}
    masked = {name: mask_secrets_in(said, desk.rules.masking) for name, said in typed.items()}
    return dump_line(key, **{**args, **masked})


def mask_edited(desk: Desk, entry: Entry, words: RichText) -> RichText:
    """Return edited words of an entry as they may be stored."""
    return mask_secrets(words, desk.rules.masking)[0] if _is_masked_kind(desk, entry.kind) else words


async def mask_parts(desk: Desk, entry: Entry, made_of: Sequence[EntryPart]) -> list[EntryPart]:
    """Mask the messages of an edited entry, and keep what was masked."""
    if not _is_masked_kind(desk, entry.kind):
        return list(made_of)
    masked = [mask_secrets(part.words, desk.rules.masking) for part in made_of]
    await keep_pieces(desk, entry, [piece for _, pieces in masked for piece in pieces])
    return [replace(part, words=words) for part, (words, _) in zip(made_of, masked, strict=True)]


async def keep_pieces(desk: Desk, entry: Entry, pieces: Sequence[str]) -> None:
    """Keep what was masked in an entry for as long as the setting says."""
    kept = desk.rules.masking.kept
    if not pieces or kept <= timedelta(0):
        return
    await desk.session.flush()
    row = await desk.session.get(MaskedWords, entry.id)
    if row is None:
        desk.session.add(MaskedWords(entry_id=entry.id, pieces=list(pieces), until=desk.now + kept))
    else:
        row.pieces, row.until = list(dict.fromkeys([*row.pieces, *pieces])), desk.now + kept


async def show_pieces(desk: Desk, number: int) -> list[str]:
    """Return what was masked on a ticket and is still kept, oldest first; the audit log says who looked. Raises
    NoSuchTicket, or NotAllowed without the permission."""
    await desk.require_grant(Grant.MASKED)
    ticket = await desk.session.scalar(select(Ticket).where(Ticket.number == number))
    if ticket is None:
        raise NoSuchTicket(number)
    if not (await get_access(desk, ticket)).staff:
        raise NotAllowed
    said = any_of(Entry.ticket_id, ticket.thread_ids) & Entry.withdrawn_at.is_(None)
    shown = select(Entry.id).where(said).order_by(Entry.id)
    found = await load_pieces(desk.session, list(await desk.session.scalars(shown)), now=desk.now)
    if found:
        history.record_action(desk, "masked-seen", f"ticket:{number}")
    return [piece for _, pieces in sorted(found.items()) for piece in pieces]


async def load_pieces(session: AsyncSession, entry_ids: Sequence[int], *, now: datetime) -> dict[int, list[str]]:
    """Return what was masked in these entries and is still kept, by entry; the caller decides who may see it."""
    rows = select(MaskedWords).where(any_of(MaskedWords.entry_id, entry_ids), MaskedWords.until > now)
    return {row.entry_id: row.pieces for row in await session.scalars(rows)}
