"""What a mail says: its words and files as the desk takes them, and what of it somebody else has said before."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.database import savepoint
from db.models import Entry, EntryFile, EntryKind, ExternalPerson, FeedEvent, Ticket, any_of
from desk import Desk, DeskSettings, Refused, api_event_kinds
from desk.conversation.new_entry import IncomingFile, NewEntry
from desk.files import reading, uploads
from desk.i18n import catalog
from desk.integrations import own_systems
from desk.text import RichText, clean_text, make_plain
from desk.text.masking.secret_masking import mask_secrets_in
from desk.text.own_words import read_own_words
from desk.webhooks import bodies
from mail import phrases
from mail.contents import Attachment, Reason
from mail.folding import Folded
from mail.forwarded import ForwardedMail, find_forwarded
from mail.own import OwnMailbox, strip_prefixes
from mail.reading import IncomingMail
from mail.sent_words import SentWords, fold_sent
from mail.verdict import Sender

LONGEST_TEXT, LONGEST_SUBJECT, LONGEST_LINE = 4000, 200, 200
WHOLE, QUOTED = "message.txt", "quoted.txt"
"""Files of the desk's own: the whole text of a long mail, and what a mail quotes."""
FILES_BYTES = 50 * 1024 * 1024
"""Files of one mail together."""
_MOST_ENTRIES, _MOST_NOTICES, _MOST_QUOTED, _LONGEST_QUOTED = 200, 20, 5, 100_000
_MASKED_AT_ONCE = 8000
"""Characters. Masking of a text takes a little more than linear time."""
_MISSED = (Reason.TOO_LARGE, Reason.TOO_MANY, Reason.TOO_DEEP, Reason.ELSEWHERE, Reason.CUT)


@dataclass(slots=True)
class _Words:
    """The words and files of a mail, as far as the desk takes them; `left_out`: names of files that it does not."""

    text: str
    files: list[Attachment]
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SaidByMail:
    """The words and files of one mail. `size`: of a mail that was too large to be read whole, in bytes; else 0."""

    session: AsyncSession
    rules: DeskSettings
    own: OwnMailbox
    mail: IncomingMail
    sender: Sender
    size: int = 0

    @property
    def subject(self) -> str:
        """The subject as a request keeps it."""
        return cut_line(strip_prefixes(self.mail.subject), LONGEST_SUBJECT)

    async def make_entry(self, desk: Desk, *, on: Ticket | None = None) -> NewEntry:
        """Return the words and files. `on`: the request that the mail answers; what it quotes from there is known."""
        words = await asyncio.to_thread(self._choose_words, await self._fold(on))
        files = await self._store_files(desk, words)
        notes = []
        if self.size:
            mb = -(-self.size // 1024**2)
            notes.append(catalog.say(self.rules.locale, "mail-too-large", mb=mb, address=self.own.address))
        if words.left_out:
            names = ", ".join(words.left_out)[: LONGEST_TEXT // 4]
            key = "mail-left-out" if self.own.has_mailbox else "mail-not-stored"
            notes.append(catalog.say(self.rules.locale, key, names=names))
        text = "\n\n".join(one for one in (words.text, *notes) if one)
        return NewEntry(RichText(text or cut_line(self.mail.subject, LONGEST_SUBJECT) or "…"), tuple(files))

    def read_own(self, said: NewEntry) -> str:
        """Return what the sender says, without what they forward."""
        return "\n".join(read_own_words(one.words, one.forwarded_from) for one in self.part_forwarded(said)).strip()

    def part_forwarded(self, said: NewEntry) -> list[NewEntry]:
        """Return the entry, or the sender's own words with the files, and what they forwarded of one other address."""
        found = self.find_forwarded(said.words.text)
        if found is None or self.size or not self.sender.is_person:
            return [said]
        own, theirs = said.words.text[: found.start].strip(), said.words.text[found.start :].strip()
        of = cut_line(found.sender.name, LONGEST_LINE) or found.sender.address
        sent_on = NewEntry(RichText(theirs), () if own else said.files, forwarded_from=of)
        return [NewEntry(RichText(own), said.files), sent_on] if own else [sent_on]

    def find_forwarded(self, text: str) -> ForwardedMail | None:
        """Return the mail in the text that somebody else wrote, as the sender says."""
        is_forward = bool(self.mail.forwarded) or phrases.SUBJECT_OF_FORWARD.match(self.mail.subject) is not None
        return find_forwarded(text, is_forward=is_forward, is_known=self._is_known)

    def _is_known(self, address: str) -> bool:
        """Whether an address is the sender's, the desk's, or takes no mail."""
        senders = {one.lower() for one in (*self.mail.senders, self.mail.reply_to or "")}
        is_nobodys = phrases.NO_REPLY.fullmatch(address.partition("@")[0]) is not None or not address.isascii()
        return address in senders or is_nobodys or self.own.is_own(address)

    async def _fold(self, on: Ticket | None) -> Folded:
        """Return what is said and what is only quoted."""
        if on is None or self.size:
            return Folded(self.mail.text, self.mail.quoted)
        sent = await _load_sent(self.session, on, self.rules, self.own)
        folded = await asyncio.to_thread(fold_sent, self.mail.lines, sent)
        return replace(folded, text=f"{folded.text}\n\n{self.mail.forwarded}".strip("\n"))

    def _choose_words(self, folded: Folded) -> _Words:
        """Return the text, and the files: first the whole text if it is too long, and what the mail quotes."""
        text = clean_text(folded.text.replace("\r\n", "\n")).strip()
        made, own = _Words(text, [], _name_left_out(self.mail)), []
        if len(text) > LONGEST_TEXT:
            own.append(self._make_text_file(WHOLE, text))
            made.text = text[: LONGEST_TEXT - 1].rstrip() + "…"
        if folded.quoted.strip():
            own.append(self._make_text_file(QUOTED, folded.quoted))
        made.files = [*own, *self.mail.attachments]
        return made

    def _make_text_file(self, name: str, text: str) -> Attachment:
        """Return a file of words, which are masked as those of a message are."""
        pieces, size = [[""]], 0
        for line in clean_text(text).splitlines(keepends=True):
            if size > _MASKED_AT_ONCE:
                pieces.append([])
                size = 0
            pieces[-1].append(line)
            size += len(line)
        said = "".join(mask_secrets_in("".join(one), self.rules.masking) for one in pieces)
        return Attachment(name, "text/plain", said.encode(), inline=False)

    async def _store_files(self, desk: Desk, words: _Words) -> list[IncomingFile]:
        """Store the files, whatever their kind; name those that are too large."""
        left, done = FILES_BYTES, []
        for file in words.files:
            try:
                async with savepoint(self.session):
                    stored = await uploads.store_received(desk, file.name, file.media_type, file.content, left=left)
            except Refused:
                words.left_out.append(cut_line(file.name, LONGEST_LINE) or "?")
            else:
                left -= stored.size or 0
                done.append(stored)
        return done


async def _load_sent(session: AsyncSession, ticket: Ticket, rules: DeskSettings, own: OwnMailbox) -> SentWords:
    """Return what the requester has had and has written about a request: words, notices, what was quoted before."""
    said = (any_of(Entry.ticket_id, ticket.thread_ids), Entry.kind.in_((EntryKind.REPLY, EntryKind.COMMENT)))
    entries = (await session.scalars(select(Entry).where(*said).order_by(Entry.id.desc()).limit(_MOST_ENTRIES))).all()
    texts = [ticket.subject, *await _load_notices(session, ticket, rules), *await _load_quoted(session, entries)]
    keys, frames = ("reply", "receipt", "consent", "page", "solved", "form-why", "claimed-why", "copies"), []
    for language in catalog.LANGUAGES:
        frames += [catalog.say(language, f"mail-{key}", number=ticket.number, url="") for key in keys]
        frames.append(catalog.say(language, "mail-signature", named=int(bool(own.name)), name=own.name))
    texts += [make_plain(RichText.load(one.body, one.entities or ())) for one in reversed(entries)]
    external = await session.get(ExternalPerson, ticket.external_person_id or 0)
    names = [own.address, own.name, *(one.author_name for one in entries), rules.web.url or ""]
    names.append(own_systems.read_sender(external.external_id)[0] if external is not None else "")
    return SentWords(tuple(texts), tuple(names), tuple(frames))


async def _load_notices(session: AsyncSession, ticket: Ticket, rules: DeskSettings) -> list[str]:
    told = select(FeedEvent).where(FeedEvent.ticket_id == ticket.id, FeedEvent.kind == api_event_kinds.NOTICE)
    events = (await session.scalars(told.order_by(FeedEvent.id.desc()).limit(_MOST_NOTICES))).all()
    system = await own_systems.find_own_system(session, own_systems.MAIL)
    if system is None or not events:
        return []
    return [body["notice"]["text"] for body in await bodies.make_bodies(session, system, events, rules)]


async def _load_quoted(session: AsyncSession, entries: Sequence[Entry]) -> list[str]:
    """Return what earlier mails quoted, among them signatures."""
    theirs = (any_of(EntryFile.entry_id, [one.id for one in entries]), EntryFile.name == QUOTED)
    blobs = select(EntryFile.blob_id).where(*theirs, EntryFile.blob_id.is_not(None), EntryFile.size < _LONGEST_QUOTED)
    found = await session.scalars(blobs.order_by(EntryFile.id.desc()).limit(_MOST_QUOTED))
    return [
        b"".join([piece async for piece in reading.read_pieces(session, one)]).decode("utf-8", "replace")
        for one in found.all()
        if one is not None
    ]


def _name_left_out(mail: IncomingMail) -> list[str]:
    return [cut_line(one.name, LONGEST_LINE) or "…" for one in mail.left_out if one.reason in _MISSED]


def cut_line(text: str, longest: int) -> str:
    """Return words as one line that is no longer than that."""
    return " ".join(clean_text(text).split())[:longest].rstrip()
