"""Words that wait under a question: storing them, and placing them when it is answered or expires."""

from collections.abc import Iterable

from sqlalchemy import select

from db.models import Entry, EntryKind, Question, Status, Ticket, any_of
from desk import Desk
from desk.conversation import editing, entries, entry_parts, mask_before_storing, thread
from desk.conversation.new_entry import NewEntry
from desk.policy import permissions
from desk.questions import asking
from desk.text import RichText
from desk.text.note_prefix import is_note


async def hold_message(desk: Desk, question: Question, said: NewEntry, *, note: bool = False) -> Entry:
    """Store a message under a question; a further part of an album joins its first part.

    A note is marked as one now, so that no later edit makes it an answer.
    """
    note = note or is_note(said.words.text)
    first = await _same_album(desk, question, said)
    spoken = EntryKind.REPLY if permissions.is_staff(desk.require_actor()) else EntryKind.COMMENT
    kind = EntryKind.NOTE if note and spoken is EntryKind.REPLY else spoken
    masked = mask_before_storing.mask_message(desk, kind, said)
    said = masked.said
    if first is not None:
        await entries.join_entry(desk.session, first, said, now=desk.now, bot_id=desk.rules.bot_id)
        await mask_before_storing.keep_pieces(desk, first, masked.pieces)
        first.kind = EntryKind.NOTE if note else first.kind
        return first
    entry = await entries.write_entry(
        desk.session,
        None,
        kind,
        said,
        author_id=desk.require_actor().id,
        author_name=desk.require_actor().name,
        origin=desk.origin,
        now=desk.now,
        bot_id=desk.rules.bot_id,
        question_id=question.id,
    )
    await mask_before_storing.keep_pieces(desk, entry, masked.pieces)
    question.data = {**question.data, "entries": [*question.data.get("entries", []), entry.id]}
    return entry


async def _same_album(desk: Desk, question: Question, said: NewEntry) -> Entry | None:
    if said.album is None:
        return None
    parts = select(Entry).where(Entry.question_id == question.id, Entry.album == said.album)
    return await desk.session.scalar(parts.order_by(Entry.id).limit(1))


async def list_held(desk: Desk, question: Question) -> list[Entry]:
    """Return the words under a question, in the order they came, wherever they are by now."""
    ids = question.data.get("entries", [])
    found = select(Entry).where(any_of(Entry.id, ids), Entry.withdrawn_at.is_(None)).order_by(Entry.id)
    return list(await desk.session.scalars(found))


async def add_comments(desk: Desk, ticket_id: int, words: Iterable[Entry]) -> Ticket:
    """Add the words to a ticket as the requester's comments; words on another ticket move there.

    If the ticket was resolved, its requester is asked whether it still is.
    """
    ticket = await desk.session.get_one(Ticket, ticket_id)
    for entry in words:
        if entry.ticket_id == ticket_id:
            continue
        if entry.ticket_id is None:
            await thread.add_comment(desk, ticket.number, entry)
        else:
            await editing.move_entry(desk, entry, ticket.number)
        if ticket.status is Status.RESOLVED:
            await asking.ask_whether_solved(desk, ticket.id, entry, message_id=entry.said_message_id)
    return ticket


def prefix_number(entry: Entry, number: int) -> None:
    """Put the number of the ended ticket before the words of a request that continues it."""
    entry_parts.change_first_words(entry, lambda words: RichText(f"#{number}: ") + words)


async def copy_entry(desk: Desk, entry: Entry) -> NewEntry:
    """Return the same words and files as a new entry, of no message."""
    return NewEntry(
        words=entries.get_words(entry),
        files=await entries.list_files(desk.session, entry),
        content_line=entry.content_line,
        quote=entry.quote,
    )
