"""Puts words of staff where they belong: as an answer or a note. An answer from the staff group leaves when the time to
undo is over."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import func, select

from db.models import Entry, EntryKind
from desk import Desk
from desk.conversation import arrival_signs, entry_parts, thread
from desk.conversation.new_entry import NewEntry
from desk.conversation.writing import NOTED
from desk.notifications import staff_group
from desk.outbox import Say
from desk.settings.defaults.groups import TeamChat
from desk.text.note_prefix import is_note, strip_note_mark
from desk.tickets import answers_awaiting_approval

_TOLD = 3
"""How many answers of a person in the staff group carry a line that says where they go."""


async def add_staff_entry(desk: Desk, number: int, said: NewEntry | Entry, *, note: bool) -> Entry:
    """Add an agent's words to a ticket: an internal note, or an answer."""
    if note:
        return await thread.add_note(desk, number, _strip_mark(said))
    team = desk.rules.groups.find_team(arrival_signs.get_chat(said) or 0)
    if team is None or await answers_awaiting_approval.is_needed(desk):
        return await thread.add_reply(desk, number, said)
    if not desk.rules.team.undo:
        return await thread.add_reply(desk, number, said)
    until = desk.now + desk.rules.team.undo
    if isinstance(said, Entry):
        said.held_until = until
    else:
        said = replace(said, held_until=until)
    arrival_signs.react(desk, said, NOTED)
    entry = await thread.add_reply(desk, number, said)
    await _say_where_it_goes(desk, entry, team)
    return entry


async def _say_where_it_goes(desk: Desk, entry: Entry, team: TeamChat) -> None:
    """Tell a person, with each of their first answers in the staff group, whom it goes to and how to keep it back."""
    before = select(Entry.id).where(
        Entry.author_id == desk.actor_id, Entry.said_chat_id == team.chat_id, Entry.kind == EntryKind.REPLY
    )
    told = await desk.session.scalar(select(func.count()).select_from(before.limit(_TOLD + 1).subquery()))
    if entry.kind is not EntryKind.REPLY or (told or 0) > _TOLD or entry.ticket_id is None:
        return
    ticket = await desk.lock_by_id(entry.ticket_id)
    name, seconds = (await desk.get_requester(ticket)).name, round(desk.rules.team.undo.total_seconds())
    line = Say("group-answer-goes", {"name": name, "seconds": seconds}, there=team.chat_id)
    line = replace(line, reply_to_message=entry.said_message_id, slot=f"{staff_group.GOES}:{entry.id}")
    once = f"group-answer-goes:{entry.id}"  # for all parts of an album
    staff_group.post_aside(desk.session, team.person_id, line, now=desk.now, ticket_id=ticket.id, dedup=once)


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
