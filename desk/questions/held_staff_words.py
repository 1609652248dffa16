"""Puts words of staff that waited under a question where they belong: as an answer or a note."""

from collections.abc import Sequence
from dataclasses import replace

from db.models import Entry, EntryKind
from desk import Desk
from desk.conversation import entry_parts, thread
from desk.conversation.new_entry import NewEntry
from desk.text.note_prefix import is_note, strip_note_mark


async def add_staff_entry(desk: Desk, number: int, said: NewEntry | Entry, *, note: bool) -> Entry:
    """Add an agent's words to a ticket: an internal note, or an answer."""
    if note:
        return await thread.add_note(desk, number, _strip_mark(said))
    return await thread.add_reply(desk, number, said)


async def add_staff_entries(desk: Desk, number: int, words: Sequence[Entry]) -> None:
    """Add what an agent wrote before they said where to; notes are known by their `//`, once and for all."""
    for entry in words:
        await add_staff_entry(desk, number, entry, note=_is_note_entry(entry))


def _is_note_entry(entry: Entry) -> bool:
    """Return True if waiting words of staff are an internal note."""
    return entry.kind is EntryKind.NOTE or is_note(entry.body)


def _strip_mark(said: NewEntry | Entry) -> NewEntry | Entry:
    """Remove the `//` at the beginning."""
    if isinstance(said, Entry):
        entry_parts.change_first_words(said, strip_note_mark)
        return said
    return replace(said, words=strip_note_mark(said.words))
