"""Takes in stored mails: a letter becomes a request of its sender, or a comment on the request that it answers.

A mail answers a request if it was sent to the signed address of that request, or refers to a mail that was sent about
it, and if its sender is the requester; never by a number that it names. Automatic mails open nothing and are not
answered; a bounce is told to the author of the answer. Once a mail is taken in, its bytes are removed from the inbox.
"""

import asyncio
from base64 import b64decode
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.database import Database, savepoint
from db.locks import WorkerLock
from db.models import Box, ExternalPerson, FeedEvent, Integration, Job, Origin, Person, Status, Ticket
from db.queue import Bury, ClaimedJob, Done, NewJob
from db.queue.consumer import Consumer
from desk import Desk, DeskSettings, Refused, api_event_kinds, installation
from desk.admin_settings.changes import CurrentSettings
from desk.conversation import delivery_status, thread
from desk.conversation.new_entry import IncomingFile, NewEntry
from desk.files import uploads
from desk.i18n import catalog
from desk.inbound import blocklist
from desk.integrations import users
from desk.people.directory import take_turn
from desk.policy import FINISHED
from desk.requests import drafts
from desk.requests.drafts import GivenFields
from desk.settings import VERSION, note_version
from desk.text import RichText, clean_text, hear
from desk.tickets import closing
from mail import failed, marks
from mail.addresses import read_address
from mail.contents import Attachment, Reason
from mail.kinds import Kind
from mail.reading import IncomingMail, read_mail
from mail.servers import MailFolder
from ops.tasks import run_in_thread

LONGEST_TEXT, LONGEST_SUBJECT, LONGEST_LINE, LONGEST_ID = 4000, 200, 200, 900
_RECEIPT_EACH = timedelta(hours=1)
_AT_ONCE = 2  # each may have 30 MB
_BLOCKED = "the team takes nothing from this person"
_MISSED = (Reason.TOO_LARGE, Reason.TOO_MANY, Reason.TOO_DEEP, Reason.ELSEWHERE)


@dataclass(frozen=True, slots=True)
class OwnMailbox:
    """The address of the mailbox, and the server whose words about senders are believed."""

    address: str
    name: str = ""
    has_plus: bool = True
    trusted_server: str = ""


@dataclass(slots=True)
class _Words:
    """The words and files of a mail, as far as the desk takes them; `left_out`: names of files that it does not."""

    text: str
    files: list[Attachment]
    left_out: list[str] = field(default_factory=list)


class Inbox(Consumer):
    """Takes in the mails of one process."""

    def __init__(
        self,
        database: Database,
        rules: DeskSettings,
        worker_lock: WorkerLock,
        now: Callable[[], datetime],
        *,
        own: OwnMailbox,
        mailbox: MailFolder | None = None,
    ) -> None:
        super().__init__(database, Box.FROM_MAIL, worker_lock, now)
        self._current, self._own, self._mailbox = CurrentSettings(rules), own, mailbox

    async def run(self, stop: asyncio.Event) -> None:
        """Take in until `stop`; what is under way then is done again after a restart."""
        await super().run(stop)
        await self._cancel()

    async def _look(self) -> int:
        await self._worker_lock.ensure_held()
        return await self._take()

    async def _take(self) -> int:
        async with self._database.autocommit() as asking:
            return await self._begin_due(asking, _AT_ONCE, self._work)

    async def _work(self, job: ClaimedJob) -> Bury | None:
        data = job.load_payload()
        if data["do"] == "fetch":
            return await failed.fetch_again(self._database, self._mailbox, job, self._now())
        if data["do"] == "anyway":
            await self._open_unread(job)
            return None
        raw = b64decode(data["raw"])
        mail = await run_in_thread(read_mail, raw, None, self._own.trusted_server)
        if data["large"]:
            mail = replace(mail, text="", attachments=(), left_out=())
        async with self._database.unit_of_work() as session:
            note_version(session, await session.scalar(select(VERSION)))
            rules = await self._current.get_for_session(session)
            taken = MailInHand(session, rules, self._now(), self._own, mail, size=data["size"] if data["large"] else 0)
            why = await taken.take_in()
            await queue.save_progress(session, job, {"do": data["do"]})
            await queue.settle_job(session, job, Done(why), now=self._now())
        return None

    async def _open_unread(self, job: ClaimedJob) -> None:
        """Open a request of a mail that cannot be read."""
        async with self._database.unit_of_work() as session:
            mail = await failed.load_unread(session, job)
            why: str | None = "the mail was taken meanwhile"
            if mail is not None:
                rules = await self._current.get_for_session(session)
                mail = replace(mail, text=catalog.say(rules.locale, "mail-unread", n=len(mail.attachments)))
                why = await MailInHand(session, rules, self._now(), self._own, mail).take_in()
            if mail is not None and why is None:
                await failed.end_failed(session, job, self._now())
            await queue.settle_job(session, job, Done(why), now=self._now())


@dataclass(slots=True)
class MailInHand:
    """One mail within its unit of work. `size`: of a mail that was too large to be read whole, in bytes; else 0."""

    session: AsyncSession
    rules: DeskSettings
    now: datetime
    own: OwnMailbox
    mail: IncomingMail
    size: int = 0

    async def take_in(self) -> str | None:
        """Store what the mail says; return why nothing came of it, or None."""
        system = await users.get_or_create_system(self.session, users.MAIL, self.now)
        if system.revoked_at is not None:
            return "the mailbox is revoked"
        key = (await installation.load_row(self.session)).file_key
        if self.mail.kind is Kind.BOUNCE:
            return await self._take_bounce(key)
        if self.mail.kind is not Kind.LETTER:
            return f"automatic: {self.mail.kind.value}"
        sender = (self.mail.sender or "").lower()
        if not sender or sender == self.own.address:
            return "no sender"
        answered = marks.find_by_message(key, self.mail.references)
        if answered is not None and answered.ticket_id == marks.OF_STAFF:
            return "an answer to an alert"
        about = await self._find_ticket(key)
        if about is not None and await self._is_from_form(about, sender):
            await take_turn(self.session, about.requester_id)
            await self.session.refresh(about)  # they may have come to Telegram just now
            asked = await self._take_turn(about.requester_id)
            if blocklist.is_blocked(asked):
                return _BLOCKED
            if await self._answer(self._make_desk(system, asked), about):
                return None
        external = await users.get_or_create(
            self.session, system, sender, name=self.mail.sender_name or sender,
            language=_guess_language(self.mail.text), now=self.now,
        )  # fmt: skip
        await take_turn(self.session, external.person_id)
        await self.session.refresh(external)  # they may have come to Telegram just now
        person = await self._take_turn(external.person_id)
        if blocklist.is_blocked(person):
            return _BLOCKED
        return await self._take_letter(system, external, person, about)

    async def _take_turn(self, person_id: int) -> Person:
        """Return the sender, of whom nothing else is handled meanwhile."""
        await take_turn(self.session, person_id)
        await self.session.flush()
        return await self.session.get_one(Person, person_id, populate_existing=True)

    async def _is_from_form(self, ticket: Ticket, sender: str) -> bool:
        """Return True if the request came by the web form, and the sender's address is the one left there."""
        left = await users.find_form_address(self.session, ticket) if self.mail.verified is not False else None
        return left is not None and read_address(left) == sender

    def _make_desk(self, system: Integration, person: Person) -> Desk:
        return Desk(self.session, Origin.MAIL, person, now=self.now, rules=self.rules, actor_name=system.name)

    async def _find_ticket(self, key: bytes) -> Ticket | None:
        """Return the request that the mail answers, by a mark that only this desk makes."""
        found = marks.find_by_address(key, self.own.address, self.mail.recipients)
        if found is None:
            sent = marks.find_by_message(key, self.mail.references)
            found = sent.ticket_id if sent is not None else None
        return await self.session.get(Ticket, found) if found is not None else None

    async def _take_letter(
        self, system: Integration, external: ExternalPerson, person: Person, ticket: Ticket | None
    ) -> str | None:
        desk = self._make_desk(system, person)
        is_own = ticket is not None and ticket.requester_id == person.id and self.mail.verified is not False
        if ticket is not None and is_own and await self._answer(desk, ticket):
            return None
        await self._file(desk, external, ticket)
        return None

    async def _answer(self, desk: Desk, ticket: Ticket) -> bool:
        """Add the mail to the request; return False if that has ended too long ago to be opened again."""
        try:
            async with savepoint(self.session):
                await self._say_on(desk, ticket)
        except Refused:
            return False
        return True

    async def _say_on(self, desk: Desk, ticket: Ticket) -> None:
        heard, number = hear(self.mail.text), ticket.number
        is_over = ticket.status in FINISHED or ticket.status is Status.RESOLVED
        agrees = ticket.status is Status.RESOLVED and (heard.confirms or heard.is_yes)
        is_idle = is_over and not self.mail.attachments and (agrees or heard.is_small_talk or heard.is_praise)
        if is_over and not is_idle:
            await drafts.reopen_request(desk, number)
        entry = await thread.add_comment(desk, number, await self._make_entry(desk), small_talk=is_idle)
        if agrees:
            await closing.confirm(desk, number)
        if not is_idle:
            await drafts.improve_subject(desk, entry)

    async def _file(self, desk: Desk, external: ExternalPerson, about: Ticket | None) -> None:
        given = GivenFields(_cut_line(self.mail.subject, LONGEST_SUBJECT) or None)
        has_heard = await self._has_heard_lately(external)
        made = await drafts.file_from_integration(
            desk, external, await self._make_entry(desk, quoted=True), context=self._describe(external, about),
            external_ref=self.mail.message_id[:LONGEST_ID], given=given,
        )  # fmt: skip
        if not has_heard and not made.crowded:
            queue_mail(self.session, made.ticket.id, {"do": "receipt"}, now=self.now)

    async def _has_heard_lately(self, external: ExternalPerson) -> bool:
        """Return True if this person has had a receipt or a notice lately: the mail may be an automatic answer to it,
        and two desks that answer each other end there."""
        theirs, since = Ticket.requester_id == external.person_id, self.now - _RECEIPT_EACH
        told = select(FeedEvent.id).join(Ticket, Ticket.id == FeedEvent.ticket_id)
        notice = told.where(FeedEvent.kind == api_event_kinds.NOTICE, FeedEvent.at > since, theirs)
        filed = select(Ticket.id).where(theirs, Ticket.created_at > since)
        return bool(await self.session.scalar(select(or_(filed.exists(), notice.exists()))))

    def _describe(self, external: ExternalPerson, about: Ticket | None) -> dict[str, str]:
        """Return what agents read on the card: the address, and what to doubt about it."""
        language = self.rules.locale
        said = {catalog.say(language, "mail-label-address"): external.external_id}
        if self.mail.verified is False:
            said[catalog.say(language, "mail-label-doubt")] = catalog.say(language, "mail-unverified")
        if about is not None:
            said[catalog.say(language, "mail-label-about")] = f"#{about.number}"
        return said

    async def _make_entry(self, desk: Desk, *, quoted: bool = False) -> NewEntry:
        words = self._choose_words(quoted=quoted)
        files = await self._store_files(desk, words)
        notes = []
        if self.size:
            mb = -(-self.size // 1024**2)
            notes.append(catalog.say(self.rules.locale, "mail-too-large", mb=mb, address=self.own.address))
        if words.left_out:
            names = ", ".join(words.left_out)[: LONGEST_TEXT // 4]
            notes.append(catalog.say(self.rules.locale, "mail-left-out", names=names))
        text = "\n\n".join(one for one in (words.text, *notes) if one)
        return NewEntry(RichText(text or _cut_line(self.mail.subject, LONGEST_SUBJECT) or "…"), tuple(files))

    def _choose_words(self, *, quoted: bool) -> _Words:
        """Return the text, and the files: also the whole text if it is too long, and what the mail quotes."""
        text = clean_text(self.mail.text.replace("\r\n", "\n")).strip()
        made = _Words(text, list(self.mail.attachments), _name_left_out(self.mail))
        if len(text) > LONGEST_TEXT:
            made.files.append(_make_text_file("message.txt", text))
            made.text = text[: LONGEST_TEXT - 1].rstrip() + "…"
        if quoted and self.mail.quoted.strip():
            made.files.append(_make_text_file("quoted.txt", self.mail.quoted))
        return made

    async def _store_files(self, desk: Desk, words: _Words) -> list[IncomingFile]:
        """Store the files that the desk accepts, and name the others."""
        left = uploads.get_limit(self.rules)
        done: list[IncomingFile] = []
        for file in words.files:
            try:
                if len(done) == uploads.MOST_FILES:
                    raise Refused("upload-too-many", n=uploads.MOST_FILES)
                async with savepoint(self.session):
                    stored = await uploads.store_upload(
                        desk, file.name, file.media_type, _yield_whole(file.content), left=left
                    )
            except Refused:
                words.left_out.append(_cut_line(file.name, LONGEST_LINE) or "?")
            else:
                left -= stored.size or 0
                done.append(stored)
        return done

    async def _take_bounce(self, key: bytes) -> str | None:
        """Tell the author of an answer that a server could not deliver it."""
        bounce = self.mail.bounce
        sent = marks.find_by_message(key, [bounce.original_id or "", *bounce.other_ids]) if bounce is not None else None
        if bounce is None or sent is None or not bounce.is_permanent:
            return "a bounce of nothing that was sent here"
        job = await self.session.get(Job, sent.job_id)
        ticket = await self.session.get(Ticket, sent.ticket_id)
        if job is None or ticket is None or job.box != Box.TO_MAIL or job.entry_id is None:
            return "a bounce of no answer"
        verdict = Bury(f"{delivery_status.BOUNCED}{bounce.reason}"[:300])
        await delivery_status.report_undelivered(
            self.session, job.entry_id, ticket.requester_id, verdict, now=self.now, rules=self.rules
        )
        return None


def queue_mail(
    session: AsyncSession,
    ticket_id: int,
    payload: dict[str, str | int],
    *,
    now: datetime,
    due_at: datetime | None = None,
    entry_id: int | None = None,
    dedup: str | None = None,
) -> None:
    """Queue a mail to the requester; those about one request leave in order."""
    job = NewJob(
        Box.TO_MAIL, f"{ticket_id}", queue.encode_payload(payload), now, due_at=due_at, ticket_id=ticket_id,
        entry_id=entry_id, dedup=dedup,
    )  # fmt: skip
    queue.put_job(session, job)


def _name_left_out(mail: IncomingMail) -> list[str]:
    return [_cut_line(one.name, LONGEST_LINE) or "…" for one in mail.left_out if one.reason in _MISSED]


def _make_text_file(name: str, text: str) -> Attachment:
    return Attachment(name, "text/plain", clean_text(text).encode(), inline=False)


async def _yield_whole(content: bytes) -> AsyncIterator[bytes]:
    yield content


def _cut_line(text: str, longest: int) -> str:
    return " ".join(clean_text(text).split())[:longest].rstrip()


def _guess_language(text: str) -> str | None:
    """Return "ru" for a text in Cyrillic letters, "en" for one in Latin letters, None if neither is plain."""
    letters = [char for char in text.lower() if char.isalpha()][:2000]
    cyrillic = sum("а" <= char <= "я" or char == "ё" for char in letters)
    latin = sum("a" <= char <= "z" for char in letters)
    if len(letters) < 8 or max(cyrillic, latin) * 4 < len(letters) * 3:
        return None
    return "ru" if cyrillic > latin else "en"
