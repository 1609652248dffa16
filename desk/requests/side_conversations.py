"""Side conversations: something of a request is sent to somebody outside, such as a supplier, by mail; what they answer
is a note of the request. Its requester never sees either.

Each is a row of `ticket_participants`, by its address, which hears nothing else. What is sent is the note itself, so
that staff read the same, without the addresses and links of the requester's side. Knows no channel.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import (
    Box,
    Entry,
    EntryKind,
    ExternalPerson,
    Hears,
    Origin,
    Participation,
    Person,
    Ticket,
    TicketParticipant,
    any_of,
)
from db.unit_of_work import NewJob
from desk import Desk, Outdated, Refused
from desk.conversation import answer_and_status, entries, thread
from desk.conversation.new_entry import NewEntry, dump_line, load_line
from desk.files import reading
from desk.integrations import own_systems
from desk.notifications import notifier
from desk.outbox import Args, Say
from desk.policy import Verb, permissions
from desk.policy.permissions import Grant
from desk.text import RichText, join_texts, make_plain, strip_invisible
from desk.text.mail_address import list_addresses
from desk.tickets import assignment, participants

_MASK, _SENT = "…", "aside-sent"
_MARK = re.compile(r"[^\s@<>]{1,200}\+[a-z]\d{1,18}-[a-z2-7]{16}@[^\s<>]{1,255}", re.IGNORECASE)
_PAGE = re.compile(r"https?://[^\s<>]{1,300}/ask/[^\s<>]{1,300}", re.IGNORECASE)
_LONGEST, _MOST_BYTES = 12_000, 2_000_000
_WHOLE, _OF_MAIL = "message.txt", ("message.txt", "quoted.txt")
"""Files that the desk makes of a mail: they have words with addresses and marks in them. In the first are all words of
a message that is cut."""


async def quote(session: AsyncSession, ticket: Ticket, entry: Entry | None = None) -> NewEntry:
    """Return the words and files of a message of the requester, or of all of them, as they are sent to somebody else.
    Raises Refused for what the team wrote."""
    theirs = (any_of(Entry.ticket_id, ticket.thread_ids), Entry.kind == EntryKind.COMMENT)
    said = select(Entry).where(*theirs, Entry.withdrawn_at.is_(None), Entry.small_talk.is_(False)).order_by(Entry.id)
    found = [one for one in await session.scalars(said) if entry is None or one.id == entry.id]
    if entry is not None and not found:
        raise Refused("aside-not-theirs")
    hidden = await _list_addresses(session, ticket)
    words = [_hide(make_plain(await _read_words(session, one)), hidden) for one in found]
    files = [file for one in found for file in await entries.list_files(session, one) if file.name not in _OF_MAIL]
    lines = "\n\n".join(one for one in words if one).split("\n")
    return NewEntry(RichText("\n".join(f"> {line}".rstrip() for line in lines) if any(words) else ""), tuple(files))


async def _read_words(session: AsyncSession, entry: Entry) -> RichText:
    """Return all words of a message, also of one that is cut."""
    words = entries.get_words(entry)
    for file in await entries.list_files(session, entry) if words.text.endswith("…") else ():
        if file.name == _WHOLE and file.blob_id is not None and (file.size or 0) <= _MOST_BYTES:
            said = b"".join([piece async for piece in reading.read_pieces(session, file.blob_id)]).decode(
                "utf-8", "replace"
            )
            return RichText(said) if said.startswith(words.text[:-1]) else words
    return words


async def _list_addresses(session: AsyncSession, ticket: Ticket) -> set[str]:
    """Return every address of the requester's side that the request knows."""
    theirs = (ExternalPerson.person_id == ticket.requester_id, own_systems.is_of_mail())
    known = {
        own_systems.read_sender(one)[0]
        for one in await session.scalars(select(ExternalPerson.external_id).where(*theirs))
    }
    facts = await session.scalars(select(Ticket.context).where(any_of(Ticket.id, ticket.thread_ids)))
    known.update(*(list_addresses(str(value)) for one in facts for value in (one or {}).values()))
    return known | {one.address for one in await participants.list_rows(session, ticket) if one.address is not None}


def _hide(words: str, addresses: set[str]) -> str:
    hidden = _PAGE.sub(_MASK, _MARK.sub(_MASK, words))
    for one in addresses:
        hidden = re.sub(re.escape(one), _MASK, hidden, flags=re.IGNORECASE)
    return hidden


async def forward(desk: Desk, number: int, address: str, said: Sequence[NewEntry]) -> Entry:
    """Send words and files to an address by mail, and keep them as a note; whoever forwards a request that nobody has
    takes it. Raises NoSuchTicket, NotAllowed, Merged, Refused."""
    await desk.require_grant(Grant.SEND)
    async with desk.change(number, Verb.REPLY) as ticket:
        desk.require_target(ticket, Verb.REPLY)
        hidden = await _list_addresses(desk.session, ticket)
        to = await _check_address(desk, address, hidden)
        words = join_texts([one.words for one in said if one.words.text], "\n\n")
        if make_plain(words) != _hide(make_plain(words), hidden):
            words = RichText(_hide(make_plain(words), hidden))
        files = tuple(replace(file, name=_hide(file.name, hidden)) for one in said for file in one.files)
        if not strip_invisible(words.text).strip() and not files:
            raise Refused("write-empty")
        if len(words.text) > _LONGEST:
            raise Refused("page-too-long", n=_LONGEST)
        if ticket.is_untaken:
            await assignment.set_assignee(desk, ticket, desk.require_actor())
        row = await _get_or_create(desk, ticket, to)
        line = dump_line(_SENT, address=to)
        note = await thread.add_note_locked(desk, ticket, NewEntry(words, files, content_line=line))
        payload = queue.encode_payload({"do": "aside", "row": row})
        job = NewJob(
            Box.TO_MAIL, f"{ticket.id}", payload, desk.now, due_at=desk.now + desk.rules.team.undo, ticket_id=ticket.id,
            entry_id=note.id,
        )  # fmt: skip
        queue.put_job(desk.session, job)
    return note


async def _check_address(desk: Desk, typed: str, theirs: set[str]) -> str:
    system = await own_systems.find_own_system(desk.session, own_systems.MAIL)
    if not desk.rules.mailbox or system is None:
        raise Refused("write-no-mailbox")
    (to,) = await own_systems.check_addresses(desk.session, [typed], desk.rules.mailbox)
    if to in theirs:
        raise Refused("aside-theirs", said=to)
    return to


async def _get_or_create(desk: Desk, ticket: Ticket, address: str) -> int:
    """Return the id of the side conversation of the request with that address."""
    row = {
        "ticket_id": ticket.id, "address": address, "part": Participation.ASIDE, "hears": Hears.NOTHING, "at": desk.now,
    }  # fmt: skip
    await desk.session.execute(insert(TicketParticipant).values(row).on_conflict_do_nothing())
    its = (TicketParticipant.ticket_id == ticket.id, TicketParticipant.address == address)
    found = select(TicketParticipant.id).where(*its, TicketParticipant.part == Participation.ASIDE)
    return (await desk.session.scalars(found)).one()


async def has_one(session: AsyncSession, ticket: Ticket, address: str) -> bool:
    """Return True if the team has asked that address about the request before."""
    its = (any_of(TicketParticipant.ticket_id, ticket.thread_ids), TicketParticipant.address == address.lower())
    found = select(TicketParticipant.id).where(*its, TicketParticipant.part == Participation.ASIDE)
    return await session.scalar(found.limit(1)) is not None


async def load(session: AsyncSession, row_id: int) -> tuple[TicketParticipant, Ticket] | None:
    """Return a side conversation, and the request that it is now a part of; None if there is none any more."""
    row = await session.get(TicketParticipant, row_id)
    if row is None or row.part is not Participation.ASIDE:
        return None
    ticket = await session.get_one(Ticket, row.ticket_id)
    return row, ticket if ticket.merged_into_id is None else await session.get_one(Ticket, ticket.merged_into_id)


async def find_asked(session: AsyncSession, row: TicketParticipant, ticket: Ticket) -> Entry | None:
    """Return the note that was forwarded there last."""
    its = (any_of(Entry.ticket_id, ticket.thread_ids), Entry.kind == EntryKind.NOTE, Entry.author_id.is_not(None))
    notes = await session.scalars(select(Entry).where(*its).order_by(Entry.id.desc()))
    line = dump_line(_SENT, address=row.address or "")
    return next((one for one in notes if one.content_line == line), None)


async def add_answer(desk: Desk, ticket: Ticket, asked: Entry | None, said: NewEntry | Entry) -> None:
    """Add what was answered as a note, in the name that the desk acts in; who asked is told, as the assignee is.
    `asked`: the note that it answers."""
    locked = await desk.lock_by_id(ticket.merged_into_id or ticket.id)
    await thread.add_note_locked(desk, locked, said)
    author = await _get_author(desk, asked)
    if asked is not None and author is not None and author.id != locked.assignee_id:
        args: Args = {"number": locked.number, "address": _read_address(asked)}
        notifier.post_letter(desk, author, Say("aside-answered", args, staff_only=True), locked)


async def _get_author(desk: Desk, asked: Entry | None) -> Person | None:
    """Return who forwarded it, if they are still on the team."""
    author = await desk.get_person(asked.author_id if asked is not None else None)
    return author if author is not None and permissions.is_staff(author) else None


def _read_address(asked: Entry) -> str:
    return str(load_line(asked.content_line)[1].get("address", "")) if asked.content_line else ""


async def send_on(desk: Desk, number: int, entry_id: int) -> Entry:
    """Send the requester a note that somebody outside answered, as the actor's own answer, without the address that was
    asked, or that answered. Raises what an answer raises; Outdated if it is no such note any more, Refused if it was
    sent, or is too long."""
    async with desk.change(number, Verb.REPLY) as ticket:
        desk.require_target(ticket, Verb.REPLY)
        note = await desk.session.get(Entry, entry_id)
        asked = await desk.session.get(Entry, note.answers_id) if note is not None and note.answers_id else None
        is_there = note is not None and note.ticket_id in ticket.thread_ids and note.withdrawn_at is None
        if note is None or asked is None or not is_there or note.origin is not Origin.MAIL:
            raise Outdated(number)
        words, hidden = await _read_words(desk.session, note), {_read_address(asked)} - {""}
        if note.author_id is not None and (sender := await own_systems.find_address_of(desk.session, note.author_id)):
            hidden.add(sender[0])
        if len(words.text) > _LONGEST:
            raise Refused("page-too-long", n=_LONGEST)
        if make_plain(words) != _hide(make_plain(words), hidden):
            words = RichText(_hide(make_plain(words), hidden))
        answers = select(Entry).where(Entry.answers_id == note.id, Entry.withdrawn_at.is_(None))
        if any(one.body == words.text for one in await desk.session.scalars(answers)):
            raise Refused("aside-sent-on")
        files = [one for one in await entries.list_files(desk.session, note) if one.name not in _OF_MAIL]
        said = NewEntry(words, tuple(files), answers_id=note.id)
        return await answer_and_status.send_undoable(desk, number, said)


async def report_unsent(desk: Desk, row_id: int) -> None:
    """Tell who forwarded it, or the agent of the request if they are no longer on the team, that it did not arrive."""
    found = await load(desk.session, row_id)
    if found is None:
        return
    row, ticket = found
    asked = await find_asked(desk.session, row, ticket)
    told = await _get_author(desk, asked) or await desk.get_person(ticket.assignee_id)
    args: Args = {"number": ticket.number, "address": row.address or ""}
    await thread.add_remark(desk, ticket.number, "aside-bounced", **args)
    notifier.post_letter(desk, told, Say("aside-bounced", args, staff_only=True), ticket)
