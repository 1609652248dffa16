"""Writes tickets of the past, a batch in one unit of work. No verb is called: nobody is told, nothing gets a target, a
timer or a task on the board, and rules, the API's feed and the CRM hear nothing. A ticket that a run of the same source
has made is not made again; what it has gained since is added to it.

An open ticket has no due times until somebody does something with it.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from io import BytesIO
from typing import BinaryIO

from sqlalchemy import Sequence as DatabaseSequence
from sqlalchemy import func, select, text

from db.models import (
    TICKET_NUMBERS,
    Entry,
    EntryFile,
    EntryKind,
    FileKind,
    FileLack,
    History,
    ImportedRow,
    Origin,
    Person,
    Status,
    Ticket,
    any_of,
)
from desk import Desk, Refused, history
from desk.conversation import entry_parts, mask_before_storing
from desk.conversation.entry_parts import EntryPart
from desk.conversation.new_entry import NewEntry
from desk.files import store
from desk.files.file_types import HEAD_BYTES, AcceptedFile, check_file
from desk.i18n import catalog
from desk.importing.people import KnownHere, People, Requester, Run
from desk.importing.records import PastEntry, PastFile, PastKind, PastState, PastTicket, Unread
from desk.text import RichText, clean_text, make_file_name, shorten_line
from desk.text.masking.secret_masking import mask_secrets_in
from desk.text.subject import LONGEST, make_subject
from desk.tickets import fields, mail_facts
from desk.tickets.topic_names import fold_topic_name

BATCH = 200
"""Tickets in one unit of work."""
LONGEST_TEXT = 16_000
"""Characters of a message; what is longer is kept as a file too."""
LARGEST_FILE = 200 * 1024 * 1024
_TOGETHER = 4 * 1024 * 1024
"""Bytes of small files that are in memory together."""
_MOST_LABELS, _LONGEST_LABEL = 20, 60
_QUIETLY = text("""
select pg_advisory_xact_lock(hashtext('pulldesk import')), set_config('pulldesk.retention', 'on', true),
  set_config('pulldesk.rule', 'on', true)
""")
"""One import at a time; triggers tell neither the feed nor the CRM nor rules (`db/sql`)."""
_KINDS = {
    PastKind.QUESTION: EntryKind.COMMENT,
    PastKind.ANSWER: EntryKind.REPLY,
    PastKind.NOTE: EntryKind.NOTE,
}
Opener = Callable[[PastFile], BinaryIO | str]
"""Opens a file of the source, or says why it cannot be opened."""


@dataclass(slots=True)
class Written:
    """The outcome: how many tickets, messages and files; `known`: tickets that were here already; `closed`: tickets
    that were open there; `numbers`, `unread`: of a batch, its tickets and what is missing of them."""

    tickets: int = 0
    numbers: list[int] = field(default_factory=list)
    entries: int = 0
    files: int = 0
    known: int = 0
    closed: int = 0
    unread: list[Unread] = field(default_factory=list)

    def add(self, more: "Written") -> None:
        """Add the counts of a batch."""
        for name in ("tickets", "entries", "files", "known", "closed"):
            setattr(self, name, getattr(self, name) + getattr(more, name))


async def begin_quietly(desk: Desk) -> None:
    """Take the turn of imports, and let no trigger tell anybody, until the transaction ends."""
    await desk.session.execute(_QUIETLY)


async def find_known(desk: Desk, run: Run, tickets: Sequence[PastTicket]) -> set[bytes]:
    """Return the keys among those of the tickets that a run of this source has made."""
    keys = [run.hash_key("ticket", one.key) for one in tickets]
    return set(await desk.session.scalars(select(ImportedRow.key).where(any_of(ImportedRow.key, keys))))


async def load_people(desk: Desk, run: Run, tickets: Sequence[PastTicket], known: KnownHere) -> People:
    """Return the people of a batch, with those loaded who are known."""
    people = People(desk, run, known)
    await people.load({one.requester for one in tickets} | {said.author for one in tickets for said in one.entries})
    return people


async def write_batch(
    desk: Desk, run: Run, tickets: Sequence[PastTicket], known: KnownHere, open_file: Opener
) -> Written:
    """Write the tickets that are not here yet, in the caller's unit of work."""
    await begin_quietly(desk)
    people = await load_people(desk, run, tickets, known)
    done, taken = Written(), await find_known(desk, run, tickets)
    again, new = dict[bytes, PastTicket](), dict[bytes, PastTicket]()
    for one in tickets:
        key = run.hash_key("ticket", one.key)
        done.known += key in taken or key in new
        (again if key in taken else new).setdefault(key, one)
    made = [
        _TicketToWrite(people, past, await people.get_or_create(past.requester, past.created_at))
        for one in new.values()
        if (past := leave_out_erased(people, one, done.unread)) is not None
    ]
    await _write_all(desk, made, open_file, done)
    await _lengthen(people, again, open_file, done)
    return done


def leave_out_erased(people: People, past: PastTicket, unread: list[Unread]) -> PastTicket | None:
    """Return the ticket without what people said who were erased later, which is noted; None if nothing is left."""
    kept = [] if people.is_erased(past.requester, past.created_at) else list(past.entries)
    kept = [one for one in kept if one.kind is not PastKind.QUESTION or not people.is_erased(one.author, one.at)]
    if left := len(past.entries) - len(kept):
        unread.append(Unread(past.where, f"messages left out, as their author was erased later: {left}"))
    return replace(past, entries=kept) if kept else None


async def _lengthen(people: People, again: Mapping[bytes, PastTicket], open_file: Opener, done: Written) -> None:
    """Add what came later than all that is here to the tickets whose requester the source still names. Who was erased
    does not come back."""
    session = people.desk.session
    found = select(ImportedRow.key, Ticket).join(Ticket, Ticket.id == ImportedRow.ticket_id)
    found = found.join(Person, Person.id == Ticket.requester_id).where(Person.erased_at.is_(None))
    rows = (await session.execute(found.where(any_of(ImportedRow.key, list(again))))).all()
    here: dict[int, list[datetime]] = {}
    said = select(Entry.ticket_id, Entry.created_at).where(any_of(Entry.ticket_id, [one.Ticket.id for one in rows]))
    for ticket_id, at in await session.execute(said.where(Entry.origin == Origin.IMPORT)):
        here.setdefault(ticket_id or 0, []).append(at)
    files = _Files(people.desk, open_file)
    for key, ticket in rows:
        past, times, requester = again[key], here.get(ticket.id, []), people.find(again[key].requester)
        if requester is None or requester.person.id != ticket.requester_id:
            why = "its key is another person's here: left out; if it is another request, take another --source"
            done.unread.append(Unread(past.where, why))
        elif times:
            last = max(times)
            later = [one for one in past.entries if max(one.at, past.created_at) >= last][times.count(last) :]
            if older := max(0, len(past.entries) - len(later) - len(times)):
                why = f"{older} messages are older than the newest that is here: left out"
                done.unread.append(Unread(past.where, why))
            kept = leave_out_erased(people, replace(past, entries=later), done.unread)
            if kept is not None:
                await _TicketToWrite(people, kept, requester).add_to(ticket, files, done)
    await files.flush()


async def write_one(
    desk: Desk, run: Run, past: PastTicket, known: KnownHere, requester: Requester
) -> tuple[Ticket, bool]:
    """Write a ticket of a requester who is known, without files; return it, or the one that was made of it before, and
    whether it is new."""
    await begin_quietly(desk)
    mine = select(Ticket).join(ImportedRow, ImportedRow.ticket_id == Ticket.id)
    found = await desk.session.scalar(mine.where(ImportedRow.key == run.hash_key("ticket", past.key)))
    if found is not None:
        return found, False
    done = Written()
    await _write_all(desk, [_TicketToWrite(People(desk, run, known), past, requester)], _open_nothing, done)
    return (await desk.session.scalars(select(Ticket).where(Ticket.number == done.numbers[0]))).one(), True


def _open_nothing(_file: PastFile) -> str:
    return "not sent"


async def _write_all(desk: Desk, made: Sequence["_TicketToWrite"], open_file: Opener, done: Written) -> None:
    done.numbers = await _reserve(desk, TICKET_NUMBERS, len(made))
    ids = await _reserve(desk, DatabaseSequence("tickets_id_seq"), len(made))
    desk.session.add_all(one.make_ticket(*named) for one, *named in zip(made, ids, done.numbers, strict=True))
    await desk.session.flush()
    desk.session.add_all(row for one in made for row in one.list_rows())
    await desk.session.flush()
    files = _Files(desk, open_file)
    for one in made:
        await one.write_rest(files, done)
    await files.flush()
    done.tickets = len(made)


async def _reserve(desk: Desk, of: DatabaseSequence, many: int) -> list[int]:
    """Return the next numbers of a sequence, ascending."""
    return sorted(await desk.session.scalars(select(of.next_value()).select_from(func.generate_series(1, many))))


class _TicketToWrite:
    """One ticket on its way into the tables."""

    def __init__(self, people: People, past: PastTicket, requester: Requester) -> None:
        self._desk, self._run, self._known, known = people.desk, people.run, people.known, people.known
        self._people, self._past, self._requester = people, past, requester
        answers = [one for one in past.entries if one.kind is PastKind.ANSWER]
        self._spoke = [one.at for one in past.entries if one.kind is PastKind.QUESTION]
        writers = [agent for one in answers if (agent := known.find_agent(one.author)) is not None]
        had = [one for one in (known.find_agent(past.assignee), *reversed(writers)) if one is not None]
        self._agent = next((one for one in had if one.id != requester.person.id), None)
        self._answered_at = answers[0].at if answers else None
        last = max(one.at for one in past.entries)
        is_over = past.state in (PastState.CLOSED, PastState.CANCELLED)
        self._was_closed = not is_over and not self._run.keeps_open
        self._ended_at = max(past.closed_at or last, past.created_at) if is_over or self._was_closed else None
        self._last_at = last
        self._subject = self._make_subject()
        self._id, self._entries = 0, list[tuple[Entry, tuple[str, ...]]]()

    def list_rows(self) -> Iterator[ImportedRow | History | Entry]:
        """Yield the rows that belong to the ticket's."""
        key = self._run.hash_key("ticket", self._past.key)
        yield ImportedRow(key=key, source=self._run.source, began_at=self._run.began_at, ticket_id=self._id)
        yield from self._list_changes(self._id)
        self._entries = [self._make_entry(self._id, one) for one in self._past.entries]
        yield from (entry for entry, _ in self._entries)

    async def add_to(self, ticket: Ticket, files: "_Files", done: Written) -> None:
        """Write its entries to a ticket that is here."""
        self._entries = [self._make_entry(ticket.id, one) for one in self._past.entries]
        self._desk.session.add_all(entry for entry, _ in self._entries)
        await self._desk.session.flush()
        if any(one.mail for one in self._past.entries):
            ticket.external_ref = self._name()
        self._was_closed = False
        await self.write_rest(files, done)
        whole = await self._desk.session.get_one(Ticket, ticket.merged_into_id or ticket.id)
        for one in {ticket, whole}:
            one.last_entry_at = max(self._last_at, one.last_entry_at or self._last_at)
            one.requester_spoke_at = max([at for at in (*self._spoke, one.requester_spoke_at) if at], default=None)
        if whole.ended_at is None:
            whole.needs_answer = self._past.entries[-1].kind is PastKind.QUESTION

    async def write_rest(self, files: "_Files", done: Written) -> None:
        """Write what belongs to its entries: files, and what was masked."""
        for said, (entry, masked) in zip(self._past.entries, self._entries, strict=True):
            await mask_before_storing.keep_pieces(self._desk, entry, masked)
            await self._write_files(entry, said, files, done)
        done.entries += len(self._entries)
        done.closed += self._was_closed

    def _choose_status(self) -> Status:
        if self._past.state is PastState.CANCELLED:
            return Status.CANCELLED
        if self._ended_at is not None:
            return Status.CLOSED
        if self._agent is None:
            return Status.NEW
        if self._past.state is PastState.PENDING:
            return Status.PENDING
        return Status.ASSIGNED if self._answered_at is None else Status.IN_PROGRESS

    def make_ticket(self, ticket_id: int, number: int) -> Ticket:
        """Return its row."""
        self._id = ticket_id
        past, ended, at = self._past, self._ended_at, self._ended_at or self._last_at
        is_solved = self._choose_status() is Status.CLOSED
        topic = self._known.topics.get(fold_topic_name(past.topic)) if past.topic else None
        words = [one.kind is PastKind.QUESTION for one in past.entries if one.kind is not PastKind.NOTE]
        user = self._requester.user
        return Ticket(
            id=ticket_id, number=number, requester_id=self._requester.person.id, origin=self._desk.origin,
            assignee_id=self._agent.id if self._agent else None, status=self._choose_status(),
            subject=self._subject, category_id=topic, tags=self._list_labels(is_topic_known=topic is not None),
            created_at=past.created_at, filed_at=past.created_at, updated_at=at, subject_at=past.created_at,
            status_at=at, priority_at=past.created_at, assignee_at=self._taken_at or past.created_at,
            labels_at=past.created_at, claimed_at=self._taken_at, first_response_at=self._answered_at,
            resolved_at=ended if is_solved else None, ended_at=ended,
            resolved_by=self._agent.id if self._agent and is_solved else None,
            status_before_resolved=Status.IN_PROGRESS if is_solved else None,
            last_entry_at=self._last_at, requester_spoke_at=max(self._spoke, default=None),
            needs_answer=ended is None and bool(words) and words[-1],
            system_id=user.system_id if user else None, external_person_id=user.id if user else None,
            external_ref=self._name(), context=self._make_context(),
        )  # fmt: skip

    def _make_context(self) -> dict[str, str] | None:
        """Return the address of who is known to the mailbox."""
        email = (
            self._past.requester.email if self._requester.user is not None and not self._run.is_integration else None
        )
        return {mail_facts.ADDRESS: mask_secrets_in(email, self._desk.rules.masking)} if email else None

    def _name(self) -> str:
        """Return what the ticket is called: by its newest mail, to which answers come, or as the source calls it."""
        mails = [one.mail for one in self._past.entries if one.mail]
        said = mails[-1] if mails else self._run.name_ticket(self._past.key)
        return mask_secrets_in(clean_text(said), self._desk.rules.masking)

    @property
    def _taken_at(self) -> datetime | None:
        return None if self._agent is None else self._answered_at or self._past.created_at

    def _make_subject(self) -> str:
        said = [one.text for one in self._past.entries if one.kind is PastKind.QUESTION]
        names = (file.name for one in self._past.entries for file in one.files)
        nothing = catalog.say(self._desk.rules.locale, "import-no-words")
        subject = shorten_line(clean_text(self._past.subject), LONGEST) or make_subject(
            [clean_text(one[:LONGEST_TEXT]) for one in said], next(names, nothing)
        )
        return mask_secrets_in(subject or nothing, self._desk.rules.masking)

    def _list_labels(self, *, is_topic_known: bool) -> list[str]:
        given = [*self._past.labels, *([] if is_topic_known or not self._past.topic else [self._past.topic])]
        said = [" ".join(clean_text(one).split())[:_LONGEST_LABEL].strip() for one in given]
        return fields.choose_tags([one for one in said if one])[:_MOST_LABELS]

    def _list_changes(self, ticket_id: int) -> Iterator[History]:
        """Yield the history that figures are counted from: filed, taken, answered, solved, closed."""

        def change(name: str, old: str | None, new: str, at: datetime, **more: int | None) -> History:
            value = history.mark_words(name, new)
            return History(
                ticket_id=ticket_id, at=at, actor_id=more.get("by"), actor_name=None, origin=self._desk.origin,
                field=name, old=old, new=value, new_id=more.get("new_id"),
            )  # fmt: skip

        yield change(history.FILED, None, self._subject, self._past.created_at)
        was, agent = Status.NEW, self._agent
        if agent is not None and self._taken_at is not None:
            yield change(history.ASSIGNEE, None, agent.name, self._taken_at, new_id=agent.id)
            to = Status.ASSIGNED if self._answered_at is None else Status.IN_PROGRESS
            yield change(history.STATUS, was, to, self._taken_at)
            was = to
        ended, status = self._ended_at, self._choose_status()
        if ended is not None and status is Status.CLOSED:
            yield change(history.STATUS, was, Status.RESOLVED, ended, by=agent.id if agent else None)
            was = Status.RESOLVED
        if status is not was:
            yield change(history.STATUS, was, status, ended or self._last_at)

    def _make_entry(self, ticket_id: int, said: PastEntry) -> tuple[Entry, tuple[str, ...]]:
        """Return the entry, and what was masked in it."""
        kind = _KINDS[said.kind]
        words = clean_text(said.text.replace("\r\n", "\n")).strip()
        kept = words if len(words) <= LONGEST_TEXT else words[: LONGEST_TEXT - 1] + "…"
        masked = mask_before_storing.mask_message(self._desk, kind, NewEntry(RichText(kept)))
        author_id, name = self._find_author(said)
        entry = Entry(
            ticket_id=ticket_id, kind=kind, author_id=author_id, author_name=name, origin=self._desk.origin,
            created_at=max(said.at, self._past.created_at),
        )  # fmt: skip
        source = self._people.call(said.forwarded_from) if said.forwarded_from else None
        entry_parts.set_parts(entry, [EntryPart(None, masked.said.words, None, source)])
        return entry, masked.pieces

    def _find_author(self, said: PastEntry) -> tuple[int | None, str]:
        requester, author = self._requester.person, said.author
        if said.kind is not PastKind.QUESTION:
            agent = self._known.find_agent(author)
            if agent is not None:
                return agent.id, agent.name
            if self._people.is_erased(author, said.at):
                return None, catalog.say(self._desk.rules.locale, "person-erased")
            team = catalog.say(self._desk.rules.locale, "canned-team")
            return None, self._people.call(author.name) if author.name else team
        theirs = self._past.requester
        is_same = author.key == theirs.key if author.key and theirs.key else author.name in ("", theirs.name)
        return (requester.id, requester.name) if is_same else (None, self._people.call(author.name))

    async def _write_files(self, entry: Entry, said: PastEntry, files: "_Files", done: Written) -> None:
        for ordinal, file in enumerate(said.files):
            await files.add(EntryFile(entry_id=entry.id, ordinal=ordinal), file, self._past.where, done)
        if len(whole := said.text.strip()) > LONGEST_TEXT:
            row = EntryFile(entry_id=entry.id, ordinal=len(said.files))
            named = PastFile("message.txt", mime="text/plain")
            await files.add(row, named, self._past.where, done, BytesIO(whole.encode("utf-8", "replace")))


class _Files:
    """The files of a batch: small ones are stored together, so that each costs no statements of its own."""

    def __init__(self, desk: Desk, open_file: Opener) -> None:
        self._desk, self._open = desk, open_file
        self._small: list[tuple[EntryFile, bytes]] = []
        self._held = 0

    async def add(
        self, row: EntryFile, file: PastFile, where: str, done: Written, content: BinaryIO | None = None
    ) -> None:
        """Complete and store the row of a file, with its bytes; of one that is lost with its name only."""
        name = mask_secrets_in(make_file_name(file.name, "file"), self._desk.rules.masking)
        found, head = _read_head(content if content is not None else self._open(file))
        row.name, row.mime, row.kind = _name_type(name, file, head[:HEAD_BYTES])
        if isinstance(found, str):
            done.unread.append(Unread(where, f"file “{name}”: {found}"))
            row.mime, row.lack, row.telegram_lack = None, FileLack.LOST, FileLack.LOST
            self._desk.session.add(row)
            return
        row.size, row.seconds, done.files = len(head), file.seconds, done.files + 1
        with found:
            if len(head) == store.PIECE_BYTES:
                pieces = _read_pieces(head, found)
                blob = await store.store_blob(self._desk.session, pieces, limit=LARGEST_FILE, now=self._desk.now)
                row.blob_id, row.size = blob.id, blob.size
                self._desk.session.add(row)
                return
        self._small.append((row, head))
        self._held += len(head)
        if self._held > _TOGETHER:
            await self.flush()

    async def flush(self) -> None:
        """Store the small files so far."""
        if self._small:
            ids = await store.store_small(self._desk.session, [held for _, held in self._small], self._desk.now)
            for (row, _), blob_id in zip(self._small, ids, strict=True):
                row.blob_id = blob_id
                self._desk.session.add(row)
            self._small.clear()
            self._held = 0
        await self._desk.session.flush()


def _read_head(found: BinaryIO | str) -> tuple[BinaryIO | str, bytes]:
    """Return a file with its first piece, or why it cannot be read."""
    try:
        return found, b"" if isinstance(found, str) else found.read(store.PIECE_BYTES)
    except OSError:
        return "cannot be read", b""


def _name_type(name: str, file: PastFile, head: bytes) -> tuple[str, str | None, str]:
    """Return the name of a file, its type and kind; what is not on the list of uploads is of an inert type, so that no
    browser runs it."""
    try:
        what = check_file(name, file.mime, head)
    except Refused:
        what = AcceptedFile(name, "application/octet-stream", FileKind.DOCUMENT)
    is_voice = file.kind in ("voice", "video_note") and what.kind in (FileKind.AUDIO, FileKind.VIDEO)
    return what.name, what.mime, FileKind(file.kind) if is_voice and file.kind else what.kind


async def _read_pieces(head: bytes, file: BinaryIO) -> AsyncIterator[bytes]:
    piece = head
    while piece:
        yield piece
        piece = file.read(store.PIECE_BYTES)
