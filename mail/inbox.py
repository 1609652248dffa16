"""Takes in stored mails: a letter becomes a request of its sender, or a comment on the request that it answers.

A mail answers a request if it was sent to the signed address of that request, or refers to a mail about it, and if its
sender is the requester; never by a number that it names. From is a claim: only a mail that the own server says true of
is of its person. Mails that say themselves that a machine sent them open nothing, and are kept; others that seem so are
requests without a receipt. A bounce is told to the author of the answer. Once a mail is taken in, its bytes are removed
from the inbox.
"""

import asyncio
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

import structlog
from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.database import Database, savepoint
from db.encryption import seal_text
from db.locks import WorkerLock
from db.models import (
    Box,
    Entry,
    EntryFile,
    EntryKind,
    ExternalPerson,
    FeedEvent,
    Hears,
    Integration,
    Job,
    Origin,
    Person,
    Status,
    Ticket,
    TicketParticipant,
    any_of,
)
from db.pruning import JOBS_KEPT
from db.queue import Bury, ClaimedJob, Done, Verdict
from db.queue.consumer import Consumer
from db.settings import DeskAddress
from db.unit_of_work import NewJob
from desk import Desk, DeskSettings, Refused, api_event_kinds, installation
from desk.admin_settings.changes import CurrentSettings
from desk.context import Standing
from desk.conversation import thread, undelivered_answers
from desk.conversation.new_entry import IncomingFile, NewEntry
from desk.files import reading, uploads
from desk.i18n import catalog
from desk.inbound import blocklist
from desk.integrations import own_systems, request_links, user_rows
from desk.operations import failed_jobs
from desk.operations.failed_jobs import NOT_TAKEN
from desk.organizations import joining
from desk.people.person_locks import take_turn
from desk.policy.endings import Ending, decide_ending
from desk.queries import audit_log
from desk.requests import consent, drafts, side_conversations
from desk.requests.drafts import GivenFields
from desk.settings import VERSION, remember_version
from desk.text import Heard, RichText, clean_text, hear, make_plain
from desk.text.masking.secret_masking import mask_secrets_in
from desk.text.own_words import read_own_words
from desk.tickets import closing, forwarded, participants, topic_names
from desk.webhooks import bodies
from mail import failed, marks, phrases
from mail.addresses import read_address
from mail.collecting import is_left_there, put_in, take_out
from mail.contents import Attachment, Reason
from mail.folding import Folded
from mail.forwarded import ForwardedMail, find_forwarded
from mail.kinds import Kind
from mail.mime import HEADER_BYTES, find_body
from mail.reading import IncomingMail, list_claimed, read_mail
from mail.sent_words import SentWords, fold_sent
from mail.servers import MailFolder, ServerError
from ops.tasks import run_in_thread

log = structlog.get_logger(__name__)

LONGEST_TEXT, LONGEST_SUBJECT, LONGEST_LINE, LONGEST_ID = 4000, 200, 200, 900
MOST_RECEIPTS = 60
"""Receipts an hour to all addresses together that nobody has proved."""
MOST_COPIES = 20
_ONE_AT_A_TIME = select(func.pg_advisory_xact_lock(func.hashtextextended("receipts by mail", 77)))
WHOLE, QUOTED = "message.txt", "quoted.txt"
"""Files of the desk's own: the whole text of a long mail, and what a mail quotes."""
FILES_BYTES = 50 * 1024 * 1024
"""Files of one mail together."""
_MOST_ENTRIES, _MOST_NOTICES, _MOST_QUOTED, _LONGEST_QUOTED = 200, 20, 5, 100_000
_MASKED_AT_ONCE = 8000
"""Characters. Masking of a text takes a little more than linear time."""
_LARGEST_KEPT = 1024 * 1024
_NOBODY = "unknown sender"
_LABEL_OF_REPLIES = "mail-label-reply"
_TO_MAIL = Job.box == Box.TO_MAIL.value
_RECEIPT_EACH = timedelta(hours=1)
_AT_ONCE = 2  # each may have 30 MB
_MISSED = (Reason.TOO_LARGE, Reason.TOO_MANY, Reason.TOO_DEEP, Reason.ELSEWHERE, Reason.CUT)


@dataclass(frozen=True, slots=True)
class OwnMailbox:
    """The main address of the mailbox, and the server whose words about senders are believed. `topic`: the name of the
    topic of what comes there; `others`: further addresses."""

    address: str
    name: str = ""
    has_plus: bool = True
    trusted_server: str = ""
    has_mailbox: bool = True
    """False if mails are only posted, and are nowhere else."""
    topic: str = ""
    others: tuple[DeskAddress, ...] = ()

    @property
    def listed(self) -> tuple[DeskAddress, ...]:
        """All addresses, the main one first."""
        return DeskAddress(self.address, self.name, self.topic), *self.others

    @property
    def addresses(self) -> tuple[str, ...]:
        """The same without names."""
        return tuple(one.address for one in self.listed)

    def find(self, written: Iterable[str]) -> DeskAddress:
        """Return the first of these addresses that is the desk's, or else the main one."""
        found = next(filter(None, (marks.find_own_address(self.addresses, one) for one in written)), self.address)
        return next(one for one in self.listed if one.address == found)


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
        self._at_mailbox = asyncio.Lock()  # its one connection

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
        data, raw = await run_in_thread(take_out, job.payload)
        if data["do"] == "fetch":
            async with self._at_mailbox:
                return await failed.fetch_again(self._database, self._mailbox, job, self._now())
        if data["do"] == "anyway":
            await self._open_unread(job)
            return None
        if "cut" in data:
            try:
                whole = await self._fetch_whole(data["number"])
            except ServerError as error:
                await self._leave_on_list(job, str(error))
                return None
            raw, data["large"] = whole or raw, int(whole is None)
        mail = await run_in_thread(read_mail, raw, None, self._own.trusted_server)
        if data["large"]:
            mail = replace(mail, text="", attachments=(), left_out=())
        async with self._database.unit_of_work() as session:
            remember_version(session, await session.scalar(select(VERSION)))
            rules = await self._current.get_for_session(session)
            taken = IncomingMailTransaction(
                session, rules, self._now(), self._own, mail, size=data["size"] if data["large"] else 0,
                is_asked_for="anyway" in data,
            )  # fmt: skip
            why = await taken.take_in()
            if why is not None and why.startswith(NOT_TAKEN):
                await _note_person(session, job, raw, self._own, self._now())
                kept = _choose_kept(data, raw, mail, rules, is_elsewhere=self._mailbox is not None)
                await _keep(session, job, await run_in_thread(put_in, *kept), why, now=self._now())
                return None
            await queue.save_progress(session, job, {"do": data["do"]})
            await queue.settle_job(session, job, Done(why or None), now=self._now())
        return None

    async def _fetch_whole(self, number: str) -> bytes | None:
        if self._mailbox is None:
            return None
        async with self._at_mailbox:
            return await failed.fetch_whole(self._mailbox, number)

    async def _leave_on_list(self, job: ClaimedJob, error: str) -> None:
        """Keep a mail that the server does not give now as it was, and tell who wanted it taken."""
        log.warning("a mail that is wanted is not given", job=job.id, why=error)
        async with self._database.unit_of_work() as session:
            why = await session.scalar(select(Job.error).where(Job.id == job.id)) or NOT_TAKEN
            rules = await self._current.get_for_session(session)
            desk = Desk(session, Origin.CLOCK, None, now=self._now(), rules=rules)
            by = await audit_log.find_last_actor(session, failed_jobs.RETRIED, f"job:{job.id}")
            await failed_jobs.tell_not_given(desk, job.id, by)
            await queue.settle_job(session, job, Bury(why), now=self._now())
            await session.execute(update(Job).where(Job.id == job.id).values(told_at=self._now()))

    async def _settle(self, session: AsyncSession, job: ClaimedJob, verdict: Verdict) -> None:
        if isinstance(verdict, Bury):
            _, raw = await run_in_thread(take_out, job.payload)
            await _note_person(session, job, raw, self._own, self._now())
        await super()._settle(session, job, verdict)

    async def _open_unread(self, job: ClaimedJob) -> None:
        """Open a request of a mail that cannot be read."""
        async with self._database.unit_of_work() as session:
            mail = await failed.load_unread(session, job)
            why: str | None = "the mail was taken meanwhile"
            if mail is not None:
                rules = await self._current.get_for_session(session)
                mail = replace(mail, text=catalog.say(rules.locale, "mail-unread", n=len(mail.attachments)))
                why = await IncomingMailTransaction(
                    session, rules, self._now(), self._own, mail, is_asked_for=True
                ).take_in()
            if mail is not None and not why:
                await failed.end_failed(session, job, self._now())
            await queue.settle_job(session, job, Done(why or None), now=self._now())


async def _note_person(session: AsyncSession, job: ClaimedJob, raw: bytes, own: OwnMailbox, now: datetime) -> None:
    """Note whose a mail is that stays in the inbox, if they are known, so that it is erased with them."""
    claimed = await run_in_thread(list_claimed, raw[: 4 * HEADER_BYTES])
    address = next((one for one in claimed if not marks.is_own_address(own.addresses, one)), None)
    if address is None:
        return
    system = await own_systems.get_or_create_system(session, own_systems.MAIL, now)
    for is_proven in (False, True):  # what names somebody in another place than From is never proven
        known = await user_rows.find_user(session, system, own_systems.name_sender(address, is_proven=is_proven))
        if known is not None:
            await session.execute(update(Job).where(Job.id == job.id).values(person_id=known.person_id))
            return


def _choose_kept(
    data: dict[str, Any], raw: bytes, mail: IncomingMail, rules: DeskSettings, *, is_elsewhere: bool
) -> tuple[dict[str, Any], bytes]:
    """Return what is kept of a mail that is not taken in; of a large one that is in a mailbox, too, its header."""
    who = (", ".join(mail.senders) or "?")[:LONGEST_LINE]
    subject = mask_secrets_in(_cut_line(mail.subject, LONGEST_SUBJECT), rules.masking)
    kept = {**data, "about": seal_text(f"{who} · {subject}"), "anyway": 1, "subject": subject}
    if len(raw) > _LARGEST_KEPT and is_elsewhere and "number" in data:
        return {**kept, "cut": 1}, raw[: find_body(raw)]
    return kept, raw


async def _keep(session: AsyncSession, job: ClaimedJob, payload: bytes, why: str, *, now: datetime) -> None:
    """Keep a mail that is not taken in where admins see it, and can have it taken in all the same. It is nothing that
    failed, so nobody is told."""
    await queue.settle_job(session, job, Bury(why), now=now)
    await session.execute(update(Job).where(Job.id == job.id).values(told_at=now, payload=payload))


@dataclass(slots=True)
class IncomingMailTransaction:
    """One mail within its unit of work. `size`: of a mail that was too large to be read whole, in bytes; else 0.
    `is_asked_for`: somebody in the team has said that it is to be taken, whatever it seems to be."""

    session: AsyncSession
    rules: DeskSettings
    now: datetime
    own: OwnMailbox
    mail: IncomingMail
    size: int = 0
    is_asked_for: bool = False

    async def take_in(self) -> str | None:
        """Store what the mail says; return why nothing came of it, or None. A mail whose reason begins
        with `NOT_TAKEN` is kept."""
        if self.is_asked_for:  # which decides about the terms, too
            self.rules = replace(self.rules, privacy=replace(self.rules.privacy, consent=0))
        system = await own_systems.get_or_create_system(self.session, own_systems.MAIL, self.now)
        if is_left_there(system):
            return f"{NOT_TAKEN}the mailbox is revoked"  # it was collected before
        key = (await installation.load_row(self.session)).file_key
        if (said := await self._take_aside(system, key)) is not None:
            return said
        why = await self._find_machine(key) or await self._find_earlier(system)
        if why is not None and not self.is_asked_for:
            return why
        sender = self._find_sender()
        about = await self._find_ticket(key, system)
        if about is not None and sender is not None and not own_systems.has_bearer_ended(about, self.now):
            said = await self._speak_in_copy(system, about, sender)
            if said is None:
                said = await self._speak(system, about, sender)
            if said is not None:
                return said
        external = await user_rows.get_or_create(
            self.session, system, own_systems.name_sender(sender or _NOBODY, is_proven=self._is_proven),
            name=self._name_sender(sender), language=_guess_language(self.mail.text), now=self.now,
        )  # fmt: skip
        await take_turn(self.session, external.person_id)
        await self.session.refresh(external)  # they may have come to Telegram just now
        desk = await self._act_as(system, external.person_id)
        if await self._is_kept(desk):
            return ""
        if not self._is_proven:
            named = await user_rows.find_user(self.session, system, sender) if sender is not None else None
            desk.who.named_person_id = named.person_id if named is not None else None
        elif sender is not None and self.rules.organizations.enabled:
            await joining.join_by_address(desk, sender)
        return await self._file(desk, external, about)

    async def _take_aside(self, system: Integration, key: bytes) -> str | None:
        """Add what was answered in a side conversation, whoever did it, as a note; return None if the mail is of none,
        or if its request has ended long ago."""
        bounce = self.mail.bounce if self.mail.kind is Kind.BOUNCE else None
        ids = self.mail.references if bounce is None else (bounce.original_id or "", *bounce.other_ids)
        found = await self._find_aside(key, (*ids, self.mail.message_id))
        if found is None or own_systems.has_bearer_ended(found[1], self.now):
            return None
        if marks.find_by_message(key, [self.mail.message_id], marks.name_aside(found[0].address or "")) is not None:
            return f"{NOT_TAKEN}a mail of this desk"
        if bounce is not None and bounce.is_permanent and self.mail.can_report:
            desk = Desk(self.session, Origin.CLOCK, None, now=self.now, rules=self.rules)
            await side_conversations.report_unsent(desk, found[0].id)
            return "a bounce"
        sender = self._find_sender()
        external = await user_rows.get_or_create(
            self.session, system, own_systems.name_sender(sender or _NOBODY, is_proven=self._is_proven),
            name=self._name_sender(sender), language=None, now=self.now,
        )  # fmt: skip
        desk = await self._act_as(system, external.person_id)
        if await self._is_kept(desk):
            return ""
        key_of_name = "mail-aside" if self._is_proven else "mail-aside-unproven"
        name = desk.require_actor().name
        desk.who.signature = catalog.say(self.rules.locale, key_of_name, name=name, address=sender or "?")
        await side_conversations.add_answer(desk, *found, await self._make_entry(desk))
        return ""

    async def _find_aside(self, key: bytes, ids: tuple[str, ...]) -> tuple[TicketParticipant, Ticket] | None:
        for row_id in marks.list_asides(self.mail.recipients, ids):
            found = await side_conversations.load(self.session, row_id)
            if found is None:
                continue
            kind = marks.name_aside(found[0].address or "")
            sent = marks.find_by_message(key, ids, kind)
            by_address = marks.find_by_address(key, self.own.addresses, self.mail.recipients, kind)
            if row_id in (by_address, sent.ticket_id if sent is not None else None):
                return found
        return None

    async def _find_machine(self, key: bytes) -> str | None:
        """Return why the mail is no request, if it says itself that a machine sent it, or answers one of the desk's
        own; and report an answer that was not delivered."""
        if self.mail.kind is Kind.BOUNCE:
            why = await self._take_bounce(key)
            if why is None or self.mail.is_sure:
                return f"{NOT_TAKEN}{why}" if why is not None else "a bounce"
            return None
        if marks.find_by_message(key, [self.mail.message_id]) is not None:
            return f"{NOT_TAKEN}a mail of this desk"
        if self.mail.kind is not Kind.LETTER and self.mail.is_sure:
            return f"{NOT_TAKEN}automatic: {self.mail.kind.value}"
        answered = marks.find_by_message(key, self.mail.references)
        if answered is not None and answered.ticket_id == marks.OF_STAFF:
            return f"{NOT_TAKEN}an answer to an alert"
        return None

    async def _find_earlier(self, system: Integration) -> str | None:
        """Return which request an old mail has opened, if somebody marked it as unread: that is not remembered by its
        bytes any more."""
        if self.mail.sent_at is None or self.mail.sent_at > self.now - JOBS_KEPT:
            return None
        ref = mask_secrets_in(self.mail.message_id[:LONGEST_ID], self.rules.masking)
        opened = select(Ticket.number).where(Ticket.external_ref == ref, Ticket.system_id == system.id).limit(1)
        number = await self.session.scalar(opened.where(Ticket.created_at < self.now - JOBS_KEPT))
        return None if number is None else f"{NOT_TAKEN}it has opened #{number}"

    @property
    def _is_perhaps_automatic(self) -> bool:
        """Whether something only makes one think that no person wrote it. A group whose address is the desk's own sends
        on what people write to it."""
        of_own_group = (self.mail.list_id or "").lower() in [one.replace("@", ".") for one in self.own.addresses]
        is_letter = self.mail.kind is Kind.LETTER or (self.mail.kind is Kind.LIST and of_own_group)
        return not is_letter or self.mail.sender is None or self._find_sender() is None

    @property
    def _is_proven(self) -> bool:
        """Whether the own server says that the mail is of whom it is filed for. Of whom a mail names in Reply-To, such
        as a form that mails from the desk's own address, it says nothing."""
        sender = self.mail.sender
        return self.mail.verified is True and sender is not None and self._find_sender() == sender.lower()

    @property
    def _is_doubted(self) -> bool:
        """Whether the own server has looked at the sender, and does not say that the mail comes from there."""
        return self.mail.is_checked and self.mail.verified is not True

    def _find_sender(self) -> str | None:
        """Return the address that the mail claims to come from, never the desk's own."""
        for one in (self.mail.sender, *self.mail.senders, self.mail.reply_to):
            if one is not None and not marks.is_own_address(self.own.addresses, one):
                return one.lower()
        return None

    def _name_sender(self, sender: str | None) -> str:
        if sender is None:
            return catalog.say(self.rules.locale, "mail-nobody")
        return self.mail.sender_name or sender

    async def _act_as(self, system: Integration, person_id: int) -> Desk:
        """Return the desk of the sender, of whom nothing else is handled meanwhile."""
        await take_turn(self.session, person_id)
        await self.session.flush()
        person = await self.session.get_one(Person, person_id, populate_existing=True)
        desk = Desk(self.session, Origin.MAIL, person, now=self.now, rules=self.rules, actor_name=system.name)
        desk.who.standing = Standing.PROVEN if self._is_proven else Standing.CLAIMED
        return desk

    async def _is_kept(self, desk: Desk) -> bool:
        """Keep the mail of a blocked sender on the list of these."""
        if decide_ending(desk.require_actor(), Origin.MAIL) is not Ending.ON_LIST:
            return False
        said = drafts.put_subject(await self._make_entry(desk), self._cut_subject())
        return await blocklist.keep_listed(desk, said)

    def _cut_subject(self) -> str:
        return _cut_line(strip_prefixes(self.mail.subject), LONGEST_SUBJECT)

    async def _find_ticket(self, key: bytes, system: Integration) -> Ticket | None:
        """Return the request that the mail answers, by a mark that only this desk makes, or as a reply to the mail that
        opened the request."""
        found = marks.find_by_address(key, self.own.addresses, self.mail.recipients)
        if found is None:
            sent = marks.find_by_message(key, self.mail.references)
            found = sent.ticket_id if sent is not None else None
        if found is not None:
            return await self.session.get(Ticket, found)
        stored = [mask_secrets_in(one[:LONGEST_ID], self.rules.masking) for one in self.mail.references]
        came = (any_of(Ticket.external_ref, stored),)
        opened = select(Ticket).where(*came, Ticket.system_id == system.id).order_by(Ticket.id.desc()).limit(1)
        return (await self.session.scalars(opened)).first() if self.mail.references else None

    async def _speak(self, system: Integration, ticket: Ticket, sender: str) -> str | None:
        """Add the mail to the request as its requester's, if it comes from an address of theirs; return None if it
        does not, or if that has ended, else what became of it."""
        await take_turn(self.session, ticket.requester_id)
        await self.session.refresh(ticket)  # they may have come to Telegram just now
        if not await self._is_requesters(ticket, sender):
            return None
        desk = await self._act_as(system, ticket.requester_id)
        return "" if await self._is_kept(desk) or await self._answer(desk, ticket) else None

    async def _speak_in_copy(self, system: Integration, ticket: Ticket, sender: str) -> str | None:
        """Add the mail in the name of a participant, whom the requester named in To or Cc; return None if the sender is
        none, or cannot go on there, else what became of it. That somebody has the mail is enough to be heard, so the
        own server need not prove them: it is said beside their name. A word that wants no more copies is obeyed; if
        nobody proved who said it, staff read it."""
        if ticket.merged_into_id is not None:
            ticket = await self.session.get_one(Ticket, ticket.merged_into_id)
        theirs = await participants.find_by_address(self.session, ticket, sender)
        if theirs is None or self.mail.verified is False:
            return None
        if theirs.hears is Hears.NOTHING and not await request_links.has_page(self.session, ticket.id):
            return None  # who named them has no part in it any more
        external = await user_rows.get_or_create(
            self.session, system, own_systems.name_sender(sender, is_proven=self._is_proven),
            name=self._name_sender(sender), language=_guess_language(self.mail.text), now=self.now,
        )  # fmt: skip
        desk = await self._act_as(system, external.person_id)
        person = desk.require_actor()
        if await self._is_kept(desk):
            return ""
        is_bare = not self.mail.attachments and not self.mail.left_out
        is_stop = is_bare and phrases.STOP.fullmatch(self.mail.text or self.mail.subject) is not None
        if is_stop:
            await participants.stop(desk, ticket, sender)
        if is_stop and self._is_proven:
            return ""
        await participants.note_reached(self.session, ticket, sender)
        if not self._is_proven or person.id != ticket.requester_id:  # it may be another address of theirs
            key = "mail-in-copy" if self._is_proven else "mail-in-copy-unproven"
            desk.who.signature = catalog.say(self.rules.locale, key, name=person.name, address=sender)
            desk.who.part_in = ticket.id
        return "" if await self._answer(desk, ticket) or is_stop else None

    async def _is_requesters(self, ticket: Ticket, sender: str) -> bool:
        """Return True if the sender may speak as the requester. Where the own server says nothing at all, an address
        counts for as much as when the request was opened: of somebody who has proved no more than that."""
        if self._is_doubted or sender not in await self._list_addresses(ticket):
            return False
        external = await self.session.get(ExternalPerson, ticket.external_person_id or 0)
        if self._is_proven or (external is not None and not own_systems.read_sender(external.external_id)[1]):
            return True
        return not await own_systems.has_proved(self.session, ticket.requester_id)

    async def _list_addresses(self, ticket: Ticket) -> set[str | None]:
        """Return the addresses of the requester that the request knows: of its mail, for answers, of the web form."""
        external = await self.session.get(ExternalPerson, ticket.external_person_id or 0)
        left = await own_systems.find_form_address(self.session, ticket)
        return {
            own_systems.read_sender(external.external_id)[0] if external is not None else None,
            find_reply_address(ticket),
            read_address(left) if left is not None else None,
        }

    async def _answer(self, desk: Desk, ticket: Ticket) -> bool:
        """Add the mail to the request; return False if that has ended too long ago to be opened again."""
        try:
            async with savepoint(self.session):
                await self._say_on(desk, ticket)
        except Refused:
            return False
        return True

    async def _say_on(self, desk: Desk, ticket: Ticket) -> None:
        said = await self._make_entry(desk, on=ticket)
        own, number = self._read_own(said), ticket.number
        heard = hear(own, (self.mail.sender_name or "",)) if own or not said.words else Heard()
        asked = await self.session.get_one(Ticket, ticket.merged_into_id or ticket.id)
        if (
            asked.is_draft and desk.who.part_in is None and (heard.agrees or phrases.AGREES.match(own))
        ):  # also with a picture in the signature
            await thread.add_comment(desk, number, said, small_talk=not said.files)
            await consent.give_consent(desk, asked.consent_asked or 0)
            self._queue_receipt(ticket.id, await self._find_way_back())
            return
        is_over = ticket.is_finished or ticket.status is Status.RESOLVED
        agrees = ticket.status is Status.RESOLVED and (heard.confirms or heard.is_yes)
        is_thanks = heard.thanks and ticket.status is not Status.PENDING
        is_polite = is_over and (agrees or heard.is_small_talk or heard.is_praise)
        is_idle = not self.mail.attachments and (is_thanks or is_polite)
        is_requesters = desk.who.part_in is None
        if is_over and (self._is_perhaps_automatic or not (is_idle or is_requesters)):
            raise Refused("mail-automatic")
        if is_over and not is_idle and (ticket.is_finished or heard.refutes):
            await drafts.reopen_request(desk, number)
        entry = await thread.add_comment(desk, number, said, small_talk=is_idle)
        if not is_requesters:
            return
        if agrees:
            await closing.confirm(desk, number)
        if not is_idle:
            await drafts.improve_subject(desk, entry)
        await self._add_copies(desk, ticket.id)

    def _read_own(self, said: NewEntry) -> str:
        """Return what the sender says, without what they forward."""
        return "\n".join(read_own_words(one.words, one.forwarded_from) for one in self._part_forwarded(said)).strip()

    async def _file(self, desk: Desk, external: ExternalPerson, about: Ticket | None) -> str | None:
        """File the mail, and queue a receipt, which asks for an agreement to the terms if the request waits for that;
        return why nothing came of it."""
        written_to = self.own.find((*self.mail.copies, *self.mail.recipients))
        topic = await topic_names.find_named(self.session, written_to.topic) if written_to.topic else None
        given = GivenFields(self._cut_subject() or None, topic_id=topic)
        has_heard = await self._has_heard_lately(external)
        asks = drafts.has_to_agree(desk, desk.require_actor())
        asks = asks and await drafts.find_gathering(self.session, external.person_id) is None
        way = await self._find_way_back() if asks else None
        if asks and way is None:
            return f"{NOT_TAKEN}its sender cannot be asked to agree to the terms"
        said = self._part_forwarded(await self._make_entry(desk))
        context = self._describe(external, about)
        if said[-1].forwarded_from is not None and (found := self._find_forwarded(said[-1].words.text)) is not None:
            context[self._say(forwarded.LABEL)] = found.sender.address
        made = await drafts.file_from_integration(
            desk, external, said, context=context,
            external_ref=self.mail.message_id[:LONGEST_ID], given=given,
        )  # fmt: skip
        made.answers_from = written_to.address
        await self._add_copies(desk, made.id)
        if asks or not has_heard:
            self._queue_receipt(made.id, way if asks else await self._find_way_back())
        return None

    def _part_forwarded(self, said: NewEntry) -> list[NewEntry]:
        """Return the entry, or the sender's own words with the files, and what they forwarded of one other address."""
        found = self._find_forwarded(said.words.text)
        if found is None or self.size or self._is_perhaps_automatic:
            return [said]
        own, theirs = said.words.text[: found.start].strip(), said.words.text[found.start :].strip()
        of = _cut_line(found.sender.name, LONGEST_LINE) or found.sender.address
        sent_on = NewEntry(RichText(theirs), () if own else said.files, forwarded_from=of)
        return [NewEntry(RichText(own), said.files), sent_on] if own else [sent_on]

    def _find_forwarded(self, text: str) -> ForwardedMail | None:
        is_forward = bool(self.mail.forwarded) or phrases.SUBJECT_OF_FORWARD.match(self.mail.subject) is not None
        return find_forwarded(text, is_forward=is_forward, is_known=self._is_known)

    def _is_known(self, address: str) -> bool:
        """Whether an address is the sender's, the desk's, or takes no mail."""
        senders = {one.lower() for one in (*self.mail.senders, self.mail.reply_to or "")}
        is_nobodys = phrases.NO_REPLY.fullmatch(address.partition("@")[0]) is not None or not address.isascii()
        return address in senders or is_nobodys or marks.is_own_address(self.own.addresses, address)

    async def _add_copies(self, desk: Desk, ticket_id: int) -> None:
        """Let those whom the requester names in To and Cc take part."""
        named = self._list_copies()
        if not named:
            return
        ticket = await desk.lock_by_id(ticket_id)
        theirs = await self._list_addresses(ticket)
        n = await participants.add_copies(desk, ticket, [one for one in named if one not in theirs])
        if n:
            await thread.add_remark(desk, ticket.number, "remark-copies", n=n)

    def _list_copies(self) -> list[str]:
        """Return the addresses of To and Cc behind which there is somebody else: not the desk's own, those by which the
        mail came here, those that take no mail, nor those of a mail that a list or a machine may have sent."""
        if self._is_perhaps_automatic or self.mail.list_id is not None:
            return []
        here = {one.lower() for one in (*self.mail.arrived_at, *self.mail.senders, self.mail.reply_to or "")}
        return [
            one
            for one in map(str.lower, self.mail.copies)
            if one not in here
            and one.isascii()
            and not marks.is_own_address(self.own.addresses, one)
            and not phrases.NO_REPLY.fullmatch(one.partition("@")[0])
        ]

    def _queue_receipt(self, ticket_id: int, way: str | None) -> None:
        if way is not None:
            queue_mail(self.session, ticket_id, {"do": "receipt"}, now=self.now, dedup=way or None)

    async def _find_way_back(self) -> str | None:
        """Return the name of the receipt that the sender may get, "" if it needs none; None if a machine may read it or
        the own server doubts the sender. Addresses that nobody has proved get some of them an hour, all together."""
        sender = self._find_sender()
        if sender is None or self._is_doubted or self._is_perhaps_automatic or self.is_asked_for:
            return None
        if self._is_proven and not self._is_answered_elsewhere(sender):
            return ""
        await self.session.execute(_ONE_AT_A_TIME)
        names = [f"receipt:{self.now:%Y%m%d%H}:{n}" for n in range(MOST_RECEIPTS)]
        used = set(await self.session.scalars(select(Job.dedup).where(any_of(Job.dedup, names), _TO_MAIL)))
        return next((one for one in names if one not in used), None)

    async def _has_heard_lately(self, external: ExternalPerson) -> bool:
        """Return True if this person has had a receipt or a notice lately: the mail may be an automatic answer to it,
        and two desks that answer each other end there."""
        theirs, since = Ticket.requester_id == external.person_id, self.now - _RECEIPT_EACH
        told = select(FeedEvent.id).join(Ticket, Ticket.id == FeedEvent.ticket_id)
        notice = told.where(FeedEvent.kind == api_event_kinds.NOTICE, FeedEvent.at > since, theirs)
        filed = select(Ticket.id).where(theirs, Ticket.created_at > since)
        return bool(await self.session.scalar(select(or_(filed.exists(), notice.exists()))))

    def _describe(self, external: ExternalPerson, about: Ticket | None) -> dict[str, str]:
        """Return what agents read on the card: the addresses, and what to doubt about them."""
        mail, sender = self.mail, self._find_sender()
        known = {sender, *self._list_copies()[: participants.MOST]}
        others = [one for one in mail.copies if not marks.is_own_address(self.own.addresses, one)]
        doubt = None if self._is_proven else "mail-unverified" if self._is_doubted else "mail-unproven"
        lines = {
            "mail-label-address": sender,
            _LABEL_OF_REPLIES: mail.reply_to if self._is_answered_elsewhere(sender) else None,
            "mail-label-copies": ", ".join(one for one in others[:MOST_COPIES] if one.lower() not in known) or None,
            "mail-label-doubt": self._say(doubt) if doubt is not None else None,
            "mail-label-automatic": self._say("mail-automatic") if self._is_perhaps_automatic else None,
            "mail-label-about": f"#{about.number}" if about is not None else None,
        }
        return {self._say(label): value for label, value in lines.items() if value is not None}

    def _is_answered_elsewhere(self, sender: str | None) -> bool:
        other = self.mail.reply_to
        return other is not None and other != sender and not marks.is_own_address(self.own.addresses, other)

    def _say(self, key: str) -> str:
        return catalog.say(self.rules.locale, key)

    async def _make_entry(self, desk: Desk, *, on: Ticket | None = None) -> NewEntry:
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
        return NewEntry(RichText(text or _cut_line(self.mail.subject, LONGEST_SUBJECT) or "…"), tuple(files))

    async def _fold(self, on: Ticket | None) -> Folded:
        """Return what is said and what is only quoted."""
        if on is None or self.size:
            return Folded(self.mail.text, self.mail.quoted)
        sent = await load_sent(self.session, on, self.rules, self.own)
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
        if not self.mail.can_report:
            return "a bounce that no server sent"
        job = await self.session.get(Job, sent.job_id)
        ticket = await self.session.get(Ticket, sent.ticket_id)
        if job is None or ticket is None or job.box != Box.TO_MAIL or job.entry_id is None:
            return "a bounce of no answer"
        desk = Desk(self.session, Origin.CLOCK, None, now=self.now, rules=self.rules)
        refused = {one.lower() for one in bounce.recipients}
        in_copy = await participants.note_bounced(desk, ticket, refused)
        if in_copy and refused.isdisjoint(await self._list_addresses(ticket)):
            return None
        verdict = Bury(f"{undelivered_answers.BOUNCED}{bounce.reason}"[:300])
        await undelivered_answers.report_undelivered(
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


_PREFIX = re.compile(
    r"(?:re|fwd?|fw|aw|wg|sv|antw|отв|ответ|пересл\w{0,9}|回复|答复|转发)\s?(?:[\[(]\d{1,4}[\])])?\s?[:：]",
    re.IGNORECASE,
)
_MARK_IN_SUBJECT = re.compile(r"\s{0,9}\[#\d{1,12}\]\s{0,9}")
_MOST_PREFIXES = 20


def strip_prefixes(subject: str) -> str:
    """Return a subject without the "Re:" and "Fwd:" of mail programs in front of it and the desk's own marks in it, or
    as it is if nothing else is in it."""
    bare = _MARK_IN_SUBJECT.sub(" ", subject).strip()
    for _ in range(_MOST_PREFIXES):
        found = _PREFIX.match(bare)
        if found is None:
            break
        bare = bare[found.end() :].strip()
    return bare or subject


async def load_sent(session: AsyncSession, ticket: Ticket, rules: DeskSettings, own: OwnMailbox) -> SentWords:
    """Return what the requester has had and has written about a request: words, notices, what was quoted before."""
    said = (any_of(Entry.ticket_id, ticket.thread_ids), Entry.kind.in_((EntryKind.REPLY, EntryKind.COMMENT)))
    entries = (await session.scalars(select(Entry).where(*said).order_by(Entry.id.desc()).limit(_MOST_ENTRIES))).all()
    texts = [ticket.subject, *await _load_notices(session, ticket, rules), *await _load_quoted(session, entries)]
    keys, frames = ("reply", "receipt", "consent", "page", "solved", "form-why", "claimed-why", "copies"), []
    for language in catalog.LANGUAGES:
        frames += [catalog.say(language, f"mail-{key}", number=ticket.number, url="") for key in keys]
        for name in {one.name for one in own.listed}:
            frames.append(catalog.say(language, "mail-signature", named=int(bool(name)), name=name))
    texts += [make_plain(RichText.load(one.body, one.entities or ())) for one in reversed(entries)]
    external = await session.get(ExternalPerson, ticket.external_person_id or 0)
    names = [*chain(*own.listed), *(one.author_name for one in entries), rules.web.url or ""]
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


def find_reply_address(ticket: Ticket) -> str | None:
    """Return the address that the sender of a mail wants answers at, if it is another one than theirs."""
    if ticket.origin is not Origin.MAIL:
        return None
    labels = {catalog.say(language, _LABEL_OF_REPLIES) for language in catalog.LANGUAGES}
    said = next((value for name, value in (ticket.context or {}).items() if name in labels), None)
    return read_address(said) if said is not None else None


def _name_left_out(mail: IncomingMail) -> list[str]:
    return [_cut_line(one.name, LONGEST_LINE) or "…" for one in mail.left_out if one.reason in _MISSED]


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
