"""Entries as a viewer may see them: one, the request itself, a page of a thread. Changes nothing, words nothing.

A conversation in pages by length, so that all of it can be read: a page is about one Telegram message or one screen of
the panel, more only if a single entry is longer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    TIMESTAMP,
    BigInteger,
    Integer,
    Select,
    any_,
    bindparam,
    case,
    false,
    func,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.encryption import measure_length
from db.models import (
    ClientRole,
    Delivery,
    Entry,
    EntryFile,
    EntryKind,
    EntryVersion,
    FileKind,
    FileLack,
    Origin,
    Person,
    Ticket,
    any_of,
)
from desk.conversation import entry_parts
from desk.conversation.answer_channel import find_channel
from desk.conversation.entry_parts import EntryPart
from desk.i18n import TicketSubject
from desk.listing import skip_to
from desk.policy import permissions, visibility
from desk.policy.delivery_channels import DeliveryChannel, name_delivery
from desk.text import RichText

PAGE = 10
"""Lines of a list on one page."""
PAGE_LENGTH = 3800  # characters of a page's entries; title and page number come on top
MOST_EARLIER, EARLIER = 3, 200  # earlier wordings shown under an entry; characters of each
HEADING = 100  # characters: author, time, files, delivery


@dataclass(frozen=True, slots=True)
class PageSize:
    """The most entries and characters of a page. `fills_last`: the newest page begins with entries of the page before
    it instead of being short, so that an answer is never read alone."""

    entries: int = PAGE
    characters: int = PAGE_LENGTH
    fills_last: bool = False


MESSAGE = PageSize()
SCREEN = PageSize(40, 20_000, fills_last=True)

_LAST = (
    select(EntryVersion.body)
    .where(EntryVersion.entry_id == Entry.id)
    .order_by(EntryVersion.id.desc())
    .limit(MOST_EARLIER)
    .correlate(Entry)
    .subquery()
    .lateral()
)
_EARLIER = select(func.coalesce(func.sum(func.least(measure_length(_LAST.c.body), EARLIER) + 20), 0)).scalar_subquery()


async def cut_thread(
    session: AsyncSession,
    ticket: Ticket,
    kinds: Sequence[EntryKind],
    now: datetime,
    *,
    of_staff: bool = False,
    size: PageSize = MESSAGE,
) -> list[tuple[int, int]]:
    """Return for each page, oldest first, how many entries precede it and how many it has; at least one page, which
    may be empty. `of_staff`: answers that have not left are shown too, and earlier wordings of edited entries."""
    length = measure_length(Entry.body) + func.char_length(func.coalesce(Entry.content_line, ""))
    if of_staff:
        length = length + case((Entry.edited_at.is_not(None), _EARLIER), else_=0)
    shown = any_of(Entry.ticket_id, ticket.thread_ids), Entry.kind.in_(kinds), Entry.withdrawn_at.is_(None)
    lengths = select(length).where(*shown, true() if of_staff else visibility.select_left(now))
    return cut_pages(list(await session.scalars(lengths.order_by(Entry.created_at, Entry.id))), size)


def cut_pages(lengths: Sequence[int], size: PageSize = MESSAGE) -> list[tuple[int, int]]:
    """Cut entries of these lengths: as many a page as fit."""
    pages = _cut(lengths, size)
    if size.fills_last:
        _, count = _cut(reversed(lengths), size)[0]
        pages[-1] = (len(lengths) - count, count)
    return pages


def _cut(lengths: Iterable[int], size: PageSize) -> list[tuple[int, int]]:
    pages = [(0, 0)]
    left = size.characters
    for length in lengths:
        start, count = pages[-1]
        left -= length + HEADING
        if count == size.entries or (count and left < 0):
            pages.append((start + count, 1))
            left = size.characters - length - HEADING
        else:
            pages[-1] = (start, count + 1)
    return pages


@dataclass(frozen=True, slots=True)
class FileInfo:
    """A file of an entry: `size` in bytes, `seconds` of playing time. `file_id` is valid for bot `bot_id`; `lack`:
    why the file exists only at its source; `blob_id`: its bytes, while the desk keeps them."""

    id: int
    kind: FileKind
    name: str
    mime: str | None
    size: int | None
    seconds: int | None
    bot_id: int | None
    file_id: str | None
    attachment_url: str | None
    lack: FileLack | None = None
    blob_id: int | None = None


Files = Mapping[int, tuple[FileInfo, ...]]  # by the ids of entries
_NONE: Files = {}
_FILES = (
    select(EntryFile)
    .where(EntryFile.entry_id == any_(bindparam("entries", type_=ARRAY(BigInteger))))
    .order_by(EntryFile.ordinal, EntryFile.id)
)

_UNTIL = bindparam("until", type_=TIMESTAMP(timezone=True))
_VISIBLE = select(Entry).where(
    Entry.ticket_id == any_(bindparam("tickets", type_=ARRAY(BigInteger))),
    Entry.kind == any_(bindparam("kinds", type_=ARRAY(Entry.kind.type))),
    Entry.withdrawn_at.is_(None),
)
_LATEST = _VISIBLE.order_by(Entry.created_at.desc(), Entry.id.desc()).limit(bindparam("latest", type_=Integer))
_REQUEST = (
    _VISIBLE.where(Entry.kind == EntryKind.COMMENT, ~Entry.small_talk)
    .where(_UNTIL.is_(None) | (Entry.created_at <= _UNTIL))
    .order_by(Entry.created_at, Entry.id)
    .limit(50)
)
_BOTH = union_all(
    _REQUEST.add_columns(true().label("is_asked")), _LATEST.add_columns(false().label("is_asked"))
).subquery()
_SHOWN = aliased(Entry, _BOTH)
_REQUEST_AND_LATEST = select(_SHOWN, _BOTH.c.is_asked).order_by(_SHOWN.created_at, _SHOWN.id)


@dataclass(frozen=True, slots=True)
class EntryInfo:
    """An entry as the viewer may see it. `content_line`: the kind of a content without text or file; `said_at`: chat
    and message id to copy it from; `parts`: its messages, if some were forwarded; `delivered`: of an answer, how far it
    got (`name_delivery`)."""

    id: int
    ticket_id: int | None
    number: int | None
    kind: EntryKind
    author_id: int | None
    author_name: str
    author_role: ClientRole | None
    by_requester: bool
    origin: Origin
    words: RichText
    content_line: str | None
    files: tuple[FileInfo, ...]
    quote: str | None
    answers_id: int | None
    footer: str | None
    small_talk: bool
    delivery: Delivery
    at: datetime
    edited: bool
    parts: tuple[EntryPart, ...] = ()
    preview: dict[str, Any] | None = None
    said_at: tuple[int, int] | None = None
    hold_until: datetime | None = None
    deleted_there: bool = False
    delivered: str = ""

    @property
    def is_from_outside(self) -> bool:
        """Return True for a note that answers what the team asked somebody outside by mail."""
        return self.kind is EntryKind.NOTE and self.origin is Origin.MAIL and self.answers_id is not None


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """A page of a ticket's entries, oldest first, from 1; the last page is the newest. `earlier`: earlier wordings
    of edited entries by id, for staff."""

    number: int
    subject: TicketSubject
    entries: tuple[EntryInfo, ...]
    page: int
    pages: int
    earlier: Mapping[int, tuple[str, ...]]


async def load_entry(session: AsyncSession, entry_id: int, viewer: Person, *, ahead: Files = _NONE) -> EntryInfo | None:
    """Load an entry; None if the viewer may not see it, or it was withdrawn or deleted. `ahead`: files read in
    advance."""
    entry = await session.get(Entry, entry_id)
    if entry is None or not await visibility.can_person_see_entry(session, entry, viewer):
        return None
    ticket = await session.get(Ticket, entry.ticket_id) if entry.ticket_id is not None else None
    (info,) = await describe_entries(session, [entry], ticket, ahead)
    for_requester = ticket is not None and viewer.id in (ticket.requester_id, ticket.intake_group_id)
    return info if for_requester else replace(info, footer=None)  # the footer speaks to the requester


async def load_thread_page(
    session: AsyncSession, ticket_id: int, viewer: Person, now: datetime, page: int = 1, *, size: PageSize = MESSAGE
) -> ThreadPage | None:
    """Load a page of a ticket's entries, from 1, oldest first; 0 or one past the end is the last. Of a merged
    ticket, load the thread it is part of. None if the viewer may not see it."""
    ticket = await session.get(Ticket, ticket_id)
    if ticket is not None and ticket.merged_into_id is not None:
        ticket = await session.get(Ticket, ticket.merged_into_id)
    who = await permissions.get_access(session, ticket, viewer) if ticket is not None else permissions.Access()
    if ticket is None or not visibility.can_see_ticket(ticket, who):
        return None
    visible = select_visible(ticket, who, now)
    kinds = list_visible_kinds(who)
    spans = await cut_thread(session, ticket, kinds, now, of_staff=who.staff, size=size)
    page = len(spans) if page < 1 else min(page, len(spans))
    start, how_many = spans[page - 1]
    found = await session.scalars(skip_to(visible.order_by(Entry.created_at, Entry.id), start + 1).limit(how_many))
    shown = await describe_entries(session, found.all(), ticket)
    before = await load_earlier_wordings(session, shown) if who.staff else {}
    named = TicketSubject(ticket.subject, ticket.subject_line)
    return ThreadPage(ticket.number, named, shown, page, len(spans), before)


async def has_said(
    session: AsyncSession, ticket: Ticket, by: Person, *, kind: EntryKind, words: str, since: int
) -> bool:
    """Return True if the person wrote exactly that after the entry with id `since`, in a locked ticket."""
    said = select(Entry.body).where(
        any_of(Entry.ticket_id, ticket.thread_ids), Entry.id > since, Entry.author_id == by.id, Entry.kind == kind
    )
    return words in await session.scalars(said)


async def load_earlier_wordings(session: AsyncSession, shown: Iterable[EntryInfo]) -> dict[int, tuple[str, ...]]:
    """Load the last few earlier wordings of each edited entry, oldest first. For staff only; costs no query if
    nothing was edited."""
    edited = [entry.id for entry in shown if entry.edited]
    said: dict[int, tuple[str, ...]] = {}
    if edited:
        rows = select(EntryVersion).where(any_of(EntryVersion.entry_id, edited)).order_by(EntryVersion.id)
        for version in await session.scalars(rows):
            said[version.entry_id] = (*said.get(version.entry_id, ()), version.body)[-MOST_EARLIER:]
    return said


async def count_thread_pages(session: AsyncSession, ticket_id: int, viewer: Person, now: datetime) -> int:
    """Return how many pages the thread has for the viewer."""
    ticket = await session.get_one(Ticket, ticket_id)
    if ticket.merged_into_id is not None:
        ticket = await session.get_one(Ticket, ticket.merged_into_id)
    who = await permissions.get_access(session, ticket, viewer)
    return len(await cut_thread(session, ticket, list_visible_kinds(who), now, of_staff=who.staff))


def select_visible(ticket: Ticket, who: permissions.Access, now: datetime) -> Select[Entry]:
    """Select the entries of a ticket's thread that a viewer with this access may see now, unordered."""
    return select(Entry).where(
        any_of(Entry.ticket_id, ticket.thread_ids),
        Entry.kind.in_(list_visible_kinds(who)),
        Entry.withdrawn_at.is_(None),
        true() if who.staff else visibility.select_left(now),
    )


async def load_request_and_latest(
    session: AsyncSession,
    ticket: Ticket,
    who: permissions.Access,
    limit: int,
    *,
    now: datetime,
    ahead: Files | None,
) -> tuple[tuple[EntryInfo, ...], tuple[EntryInfo, ...]]:
    """Load what the requester wrote until the ticket was taken (at most 50 entries), and the last few visible
    entries, oldest first. `ahead`: files read in advance; None: there are none."""
    given = {
        "tickets": ticket.thread_ids,
        "kinds": list_visible_kinds(who),
        "until": ticket.claimed_at,
        "latest": limit,
    }
    found = (await session.execute(_REQUEST_AND_LATEST, given)).all()
    rows = [row for row in found if who.staff or visibility.has_left(row[0], now)]
    asked, newest = ([entry for entry, is_asked in rows if is_asked is which] for which in (True, False))
    known = {entry.id: () for entry, _ in rows} if ahead is None else ahead
    shown = await describe_entries(session, [*asked, *newest], ticket, known)
    return shown[: len(asked)], shown[len(asked) :]


def list_visible_kinds(who: permissions.Access) -> list[EntryKind]:
    """Return the kinds of entries that a viewer with this access may see."""
    return [kind for kind in EntryKind if visibility.can_see_kind(kind, who)]


async def describe_entries(
    session: AsyncSession, entries: Sequence[Entry], ticket: Ticket | None, ahead: Files = _NONE
) -> tuple[EntryInfo, ...]:
    """Describe entries of one ticket (or of none yet), with their files."""
    unread = [entry.id for entry in entries if entry.id not in ahead]
    files = {**ahead, **await load_files(session, unread)} if unread else ahead
    went = {
        entry.id: await find_channel(session, ticket, at=entry.created_at)
        for entry in entries
        if ticket is not None and entry.kind is EntryKind.REPLY
    }
    return tuple(_describe_entry(entry, files[entry.id], ticket, went.get(entry.id)) for entry in entries)


async def load_files(session: AsyncSession, entry_ids: Sequence[int]) -> Files:
    """Load the files of each of these entries by entry id."""
    found: dict[int, list[FileInfo]] = {entry_id: [] for entry_id in entry_ids}
    for row in await session.scalars(_FILES, {"entries": list(found)}):
        found[row.entry_id].append(_describe_file(row))
    return {entry_id: tuple(files) for entry_id, files in found.items()}


def _describe_file(row: EntryFile) -> FileInfo:
    url = row.todoist_attachment.get("file_url") if row.todoist_attachment else None
    file_id = row.telegram_file_id
    lack = row.lack if row.blob_id is None else row.telegram_lack
    return FileInfo(
        row.id, FileKind(row.kind), row.name, row.mime, row.size, row.seconds, row.bot_id, file_id, url, lack,
        row.blob_id,
    )  # fmt: skip


def _name_delivery(entry: Entry, ticket: Ticket | None, channel: DeliveryChannel | None) -> str:
    """Return how far an answer got; nothing of what was imported, or written by the requester."""
    is_answer = entry.kind is EntryKind.REPLY and entry.origin is not Origin.IMPORT
    if channel is None or ticket is None or not is_answer or entry.author_id == ticket.requester_id:
        return ""
    return name_delivery(channel, entry.delivery)


def _describe_entry(
    entry: Entry, files: tuple[FileInfo, ...], ticket: Ticket | None, channel: DeliveryChannel | None
) -> EntryInfo:
    return EntryInfo(
        id=entry.id,
        ticket_id=entry.ticket_id,
        number=ticket.number if ticket is not None else None,
        kind=EntryKind(entry.kind),
        author_id=entry.author_id,
        author_name=entry.author_name,
        author_role=entry.author_role,
        by_requester=entry.kind == EntryKind.COMMENT,
        origin=entry.origin,
        words=RichText.load(entry.body, entry.entities),
        content_line=entry.content_line,
        files=files,
        quote=entry.quote,
        answers_id=entry.answers_id,
        footer=entry.footer,
        hold_until=ticket.hold_until if ticket is not None else None,
        small_talk=entry.small_talk,
        delivery=entry.delivery,
        at=entry.created_at,
        edited=entry.edited_at is not None,
        parts=_list_forwarded_parts(entry) if entry.parts is not None else (),
        preview=entry.preview,
        said_at=_find_content(entry) if entry.content_line is not None else None,
        deleted_there=bool(entry.deleted_there),
        delivered=_name_delivery(entry, ticket, channel),
    )


def _list_forwarded_parts(entry: Entry) -> tuple[entry_parts.EntryPart, ...]:
    """Return the entry's messages if one of them was forwarded."""
    made_of = entry_parts.list_parts(entry)
    return tuple(made_of) if any(part.forwarded_from is not None for part in made_of) else ()


def _find_content(entry: Entry) -> tuple[int, int] | None:
    """Return chat and message id of a content that is neither text nor file, or None."""
    if entry.content_line is None or entry.said_chat_id is None:
        return None
    message_id = next((part.message_id for part in entry_parts.list_parts(entry) if part.content), None)
    return None if message_id is None else (entry.said_chat_id, message_id)
