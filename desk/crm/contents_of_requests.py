"""Reads what messages, statuses and ratings say at this moment: never a note, never a withdrawn word."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Entry, EntryFile, EntryKind, History, Person, Rating
from desk.conversation.new_entry import load_line
from desk.crm.records import RecordContent, RecordKey, RecordKind, format_time
from desk.i18n import catalog
from desk.policy import Access
from desk.policy.visibility import can_see_entry
from desk.text import phone_numbers

_READER = Access(requester=True, staff=False)
_BY = {EntryKind.COMMENT: "requester"}
_TEAM = "team"


async def read_message(session: AsyncSession, key: RecordKey) -> RecordContent | None:
    """Return a message, without words that were withdrawn or became a note."""
    row = await session.get(Entry, key.id)
    if row is None or row.ticket_id is None:
        return None
    shown = can_see_entry(row, _READER)
    values = {
        "by": _BY.get(row.kind, _TEAM),
        "author": row.author_name,
        "text": (row.body or _read_line(row)) if shown else None,
        "files": await _list_files(session, row) if shown else [],
        "edited": row.edited_at is not None,
        "withdrawn": not shown,
        "at": format_time(row.created_at),
    }
    return RecordContent(key, values, _of(row.ticket_id))


async def read_status(session: AsyncSession, key: RecordKey) -> RecordContent | None:
    """Return a change of a request's status; it never changes any more."""
    row = await session.get(History, key.id)
    if row is None:
        return None
    values = {"old": row.old, "new": row.new, "by": row.actor_name, "at": format_time(row.at)}
    return RecordContent(key, values, _of(row.ticket_id))


async def read_rating(session: AsyncSession, key: RecordKey) -> RecordContent | None:
    """Return a rating with its words; None without stars."""
    row = await session.get(Rating, key.id)
    if row is None or row.stars is None or row.marked_at is None:
        return None
    about = await session.get(Person, row.person_id) if row.person_id is not None else None
    values = {
        "about": row.about.value, "stars": row.stars, "words": row.words,
        "agent": about.name if about is not None else None, "at": format_time(row.marked_at),
    }  # fmt: skip
    return RecordContent(key, values, _of(row.ticket_id))


async def _list_files(session: AsyncSession, entry: Entry) -> list[dict[str, object]]:
    rows = await session.scalars(
        select(EntryFile).where(EntryFile.entry_id == entry.id).order_by(EntryFile.ordinal, EntryFile.id)
    )
    return [{"name": row.name, "kind": row.kind, "size": row.size} for row in rows]


def _read_line(entry: Entry) -> str:
    """Describe a message without text or file, in English; numbers of shared contacts are masked."""
    if entry.content_line is None:
        return ""
    key, args = load_line(entry.content_line)
    if key == phone_numbers.CONTACT:
        args = phone_numbers.mask_contact(args)
    return catalog.say("en", key, **args) if catalog.has_key("en", key) else ""


def _of(ticket_id: int) -> dict[str, RecordKey]:
    return {"request": RecordKey(RecordKind.REQUEST, ticket_id)}
