"""The words and files of a mail as the desk takes them, without words that somebody else has said before."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.ext.asyncio import AsyncSession

from db.database import savepoint
from db.models import Ticket
from desk import Desk, DeskSettings, Refused
from desk.conversation.new_entry import IncomingFile, NewEntry
from desk.files import uploads
from desk.i18n import catalog
from desk.text import RichText, clean_text
from desk.text.masking.secret_masking import mask_secrets_in
from desk.text.own_words import read_own_words
from mail import known_mails, phrases
from mail.about import LONGEST_TEXT
from mail.contents import Attachment, Reason
from mail.forwarded import ForwardedMail, find_forwarded
from mail.own import OwnMailbox
from mail.reading import IncomingMail
from mail.sent_words import Said, SentWords, drop_signature, fold_sent
from mail.subject_marks import strip_prefixes
from mail.verdict import MailSender

LONGEST_SUBJECT, LONGEST_LINE = 200, 200
WHOLE, _MOST_NAMES = "message.txt", 3
"""The desk's own file with all words of a long mail."""
FILES_BYTES = 50 * 1024 * 1024
"""Files of one mail together."""
_MISSED = (Reason.TOO_LARGE, Reason.TOO_MANY, Reason.TOO_DEEP, Reason.ELSEWHERE, Reason.CUT)


@dataclass(slots=True)
class _Words:
    """The words and files of a mail, as far as the desk takes them; `left_out`: names of files that it does not."""

    text: str
    files: list[Attachment]
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SaidByMail:
    """The words and files of one mail; `raw`: its bytes. `size`: of one that was too large to be read whole; else 0."""

    session: AsyncSession
    rules: DeskSettings
    own: OwnMailbox
    mail: IncomingMail
    sender: MailSender
    raw: bytes = b""
    size: int = 0

    @property
    def subject(self) -> str:
        """The subject as a request keeps it."""
        return cut_line(strip_prefixes(self.mail.subject), LONGEST_SUBJECT)

    async def make_entry(self, desk: Desk, *, on: Ticket | None = None) -> NewEntry:
        """Return the words and files. `on`: the request that the mail answers; what it quotes from there is known."""
        sent = await known_mails.load_sent(desk, on, self.own)
        said = await asyncio.to_thread(self._fold, sent, is_reply=on is not None)
        words = await asyncio.to_thread(self._choose_words, said.text)
        words.files += await known_mails.choose_files(desk, self.mail, is_inside=said.is_inside)
        files = await self._store_files(desk, words)
        notes = []
        if self.size:
            mb = -(-self.size // 1024**2)
            notes.append(catalog.say(self.rules.locale, "mail-too-large", mb=mb, address=self.own.address))
        if words.left_out:
            names = ", ".join(words.left_out)[: LONGEST_TEXT // 4]
            key = "mail-left-out" if self.own.has_mailbox else "mail-not-stored"
            notes.append(catalog.say(self.rules.locale, key, names=names))
        text = "\n\n".join(one for one in (words.text or self._word_nothing(on, files), *notes) if one)
        most = self.own.whole_bytes
        whole = await known_mails.keep_whole(desk, self.mail, self.raw, most=most) if not self.size else None
        return NewEntry(RichText(text), tuple(files), mail=whole)

    def _word_nothing(self, on: Ticket | None, files: Sequence[IncomingFile]) -> str:
        """Return what a mail without words says: its subject, if that is one of its own, and else what came with it."""
        subject = cut_line(self.mail.subject, LONGEST_SUBJECT)
        if subject and (on is None or self.subject.casefold() not in ("", on.subject.casefold())):
            return subject
        names = ", ".join(one.name for one in files[:_MOST_NAMES])
        return catalog.say(self.rules.locale, "mail-no-words", n=len(files), names=names)

    def _fold(self, sent: SentWords, *, is_reply: bool) -> Said:
        """Return what is said, without what stands on the request and without a known signature."""
        if self.size:
            return Said(self.mail.text, is_inside=False)
        if is_reply:
            said = fold_sent(self.mail.lines, sent)
            return replace(said, text=f"{said.text}\n\n{self.mail.forwarded}".strip("\n"))
        own = self.mail.text.removesuffix(self.mail.forwarded).rstrip("\n")
        lines = [*drop_signature(own.split("\n"), sent.theirs), "", self.mail.forwarded]
        return Said("\n".join(lines).strip("\n"), is_inside=False)

    def _choose_words(self, said: str) -> _Words:
        """Return the text, and the whole of it as a file if it is too long."""
        text = clean_text(said.replace("\r\n", "\n")).strip()
        made = _Words(
            text, [], [cut_line(one.name, LONGEST_LINE) or "…" for one in self.mail.left_out if one.reason in _MISSED]
        )
        if len(text) > LONGEST_TEXT:
            whole = mask_secrets_in(text, self.rules.masking).encode()
            made.files.append(Attachment(WHOLE, "text/plain", whole, inline=False))
            made.text = text[: LONGEST_TEXT - 1].rstrip() + "…"
        return made

    def read_own(self, said: NewEntry) -> str:
        """Return what the sender says, without what they forward."""
        return "\n".join(read_own_words(one.words, one.forwarded_from) for one in self.split_forwarded(said)).strip()

    def split_forwarded(self, said: NewEntry) -> list[NewEntry]:
        """Return the entry, or the sender's own words with the files, and what they forwarded of one other address."""
        found = self.find_forwarded(said.words.text)
        if found is None or self.size or not self.sender.is_person:
            return [said]
        own, theirs = said.words.text[: found.start].strip(), said.words.text[found.start :].strip()
        of = cut_line(found.sender.name, LONGEST_LINE) or found.sender.address
        sent_on = NewEntry(RichText(theirs), forwarded_from=of)
        first = replace(said, words=RichText(own)) if own else replace(sent_on, files=said.files, mail=said.mail)
        return [first, sent_on] if own else [first]

    def find_forwarded(self, text: str) -> ForwardedMail | None:
        """Return the mail in the text that somebody else wrote, as the sender says."""
        is_forward = bool(self.mail.forwarded) or phrases.SUBJECT_OF_FORWARD.match(self.mail.subject) is not None
        return find_forwarded(text, is_forward=is_forward, is_known=self._is_known)

    def _is_known(self, address: str) -> bool:
        """Whether an address is the sender's, the desk's, or takes no mail."""
        senders = {one.lower() for one in (*self.mail.senders, self.mail.reply_to or "")}
        is_nobodys = phrases.NO_REPLY.fullmatch(address.partition("@")[0]) is not None or not address.isascii()
        return address in senders or is_nobodys or self.own.is_own(address)

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


def cut_line(text: str, longest: int) -> str:
    """Return words as one line that is no longer than that."""
    return " ".join(clean_text(text).split())[:longest].rstrip()
