"""Words that wait under a question: kept with it, and placed when it is answered or time is up. Knows no door."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import select

from db.models import Entry, EntryKind, Question, Status, Ticket, any_of
from desk import Desk
from desk.conversation import editing, entries, parts, thread
from desk.conversation.new_entry import NewEntry
from desk.policy import permissions
from desk.questions import asking
from desk.text import RichText
from desk.text.note_mark import is_note, strip_note_mark


async def keep(desk: Desk, question: Question, said: NewEntry, *, note: bool = False) -> Entry:
    """Store a message under a question; another part of an album that waits there joins the first. A note is marked
    as one now, so that no later edit makes an answer of it."""
    note = note or is_note(said.words.text)
    first = await _same_album(desk, question, said)
    if first is not None:
        await entries.join_entry(desk.session, first, said, now=desk.now, bot_id=desk.rules.bot_id)
        first.kind = EntryKind.NOTE if note else first.kind
        return first
    spoken = EntryKind.REPLY if permissions.is_staff(desk.me()) else EntryKind.COMMENT
    entry = await entries.write_entry(
        desk.session,
        None,
        EntryKind.NOTE if note and spoken is EntryKind.REPLY else spoken,
        said,
        author_id=desk.me().id,
        author_name=desk.me().name,
        origin=desk.origin,
        now=desk.now,
        bot_id=desk.rules.bot_id,
        question_id=question.id,
    )
    question.data = {**question.data, "entries": [*question.data.get("entries", []), entry.id]}
    return entry


async def _same_album(desk: Desk, question: Question, said: NewEntry) -> Entry | None:
    if said.album is None:
        return None
    parts = select(Entry).where(Entry.question_id == question.id, Entry.album == said.album)
    return await desk.session.scalar(parts.order_by(Entry.id).limit(1))


async def kept(desk: Desk, question: Question) -> list[Entry]:
    """The words under a question, in the order they came, wherever they are by now."""
    ids = question.data.get("entries", [])
    found = select(Entry).where(any_of(Entry.id, ids), Entry.withdrawn_at.is_(None)).order_by(Entry.id)
    return list(await desk.session.scalars(found))


async def comment(desk: Desk, ticket_id: int, words: Iterable[Entry]) -> Ticket:
    """They are the requester's comments on a ticket of theirs; those already on another one move. Where it was
    resolved, it is asked whether it is solved, as under words that replied to it."""
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


async def speak(desk: Desk, number: int, said: NewEntry | Entry, *, note: bool) -> Entry:
    """Staff's words on a ticket: an internal note, or an answer."""
    if note:
        return await thread.add_note(desk, number, _unmarked(said))
    return await thread.add_reply(desk, number, said)


async def speak_all(desk: Desk, number: int, words: Sequence[Entry]) -> None:
    """What staff wrote before they said where to: notes by their `//` (once a note, always one)."""
    for entry in words:
        await speak(desk, number, entry, note=is_a_note(entry))


def is_a_note(entry: Entry) -> bool:
    """Whether waiting words of staff are an internal note."""
    return entry.kind is EntryKind.NOTE or is_note(entry.body)


def begins_with(entry: Entry, number: int) -> None:
    """The words of a new request that continues an ended ticket begin with its number."""
    parts.change_first_words(entry, lambda words: RichText(f"#{number}: ") + words)


def _unmarked(said: NewEntry | Entry) -> NewEntry | Entry:
    """Without the `//` at the beginning."""
    if isinstance(said, Entry):
        parts.change_first_words(said, strip_note_mark)
        return said
    return replace(said, words=strip_note_mark(said.words))


async def copy(desk: Desk, entry: Entry) -> NewEntry:
    """The same words and files once more, as of no message."""
    return NewEntry(
        words=entries.get_words(entry),
        files=await entries.list_files(desk.session, entry),
        content_line=entry.content_line,
        quote=entry.quote,
    )
