"""Takes in stored mails: a letter becomes a request of its sender, or a comment on the request that it answers.

A mail answers a request if it was sent to the signed address of that request, or refers to a mail about it, and if its
sender is the requester; never by a number that it names (`mail/about.py`). From is a claim: only a mail that the own
server says true of is of its person (`mail/verdict.py`). Mails that say themselves that a machine sent them open
nothing, and are kept; others that seem so are requests without a receipt. A bounce is told to the author of the answer.
Once a mail is taken in, its bytes are removed from the inbox. Here is the order of the steps.
"""

import asyncio
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import structlog
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.database import Database, savepoint
from db.locks import WorkerLock
from db.models import Box, ExternalPerson, Hears, Integration, Job, Origin, Participation, Person, Status, Ticket
from db.queue import Bury, ClaimedJob, Done, Retry, Verdict
from db.queue.consumer import Consumer
from desk import Desk, DeskSettings, Refused, installation
from desk.admin_settings.changes import CurrentSettings
from desk.context import Standing
from desk.conversation import thread
from desk.i18n import catalog
from desk.inbound import blocklist
from desk.integrations import own_systems, request_links, user_rows
from desk.notifications import to_assignee
from desk.operations import failed_jobs
from desk.operations.failed_jobs import NOT_TAKEN
from desk.organizations import joining
from desk.outbox import make_press
from desk.people.person_locks import take_turn
from desk.policy.endings import Ending, decide_ending
from desk.queries import audit_log
from desk.requests import consent, drafts, side_conversations
from desk.requests.drafts import GivenFields
from desk.settings import VERSION, remember_version
from desk.text import Heard, hear
from desk.text.mail_address import LONGEST_MAIL_ID
from desk.tickets import closing, mail_facts, participants, topic_names
from mail import about, asides, bounces, failed, marks, phrases, receipts, subject_marks
from mail.collecting import LARGE_BYTES, is_left_there, put_in, take_out
from mail.kinds import Kind
from mail.own import OwnMailbox, queue_mail
from mail.reading import IncomingMail, read_mail
from mail.said import SaidByMail
from mail.servers import MailFolder, ServerError
from mail.verdict import (
    MailSender,
    SenderStanding,
    Writer,
    find_other_reply_address,
    has_chosen_readers,
    is_blind_copy,
    judge_sender,
    list_copies,
)
from ops.tasks import run_in_thread

log = structlog.get_logger(__name__)

MOST_COPIES = 20
_AT_ONCE = 2
_REST = timedelta(minutes=1)


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
        one_large: asyncio.Lock | None = None,
    ) -> None:
        super().__init__(database, Box.FROM_MAIL, worker_lock, now)
        self._current, self._own, self._mailbox = CurrentSettings(rules), own, mailbox
        self._at_mailbox = asyncio.Lock()  # its one connection
        self._one_large = one_large or asyncio.Lock()

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

    async def _work(self, job: ClaimedJob) -> Verdict | None:
        async with self._one_large if len(job.payload) > LARGE_BYTES else nullcontext():
            return await self._take_job(job)

    async def _take_job(self, job: ClaimedJob) -> Verdict | None:
        data, raw = await run_in_thread(take_out, job.payload)
        if data["do"] == "fetch":
            async with self._at_mailbox:
                return await failed.fetch_again(self._database, self._mailbox, job, self._now())
        if data["do"] == "again":
            return await self._look_again(data["since"])
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
                session, rules, self._now(), self._own, mail, raw, size=data["size"] if data["large"] else 0,
                is_asked_for="anyway" in data,
            )  # fmt: skip
            why = await taken.take_in()
            if why is not None and why.startswith(NOT_TAKEN):
                await failed.note_person(session, job, raw, self._own, self._now())
                kept = failed.choose_kept(data, raw, mail, rules, is_elsewhere=self._mailbox is not None)
                await failed.keep(session, job, await run_in_thread(put_in, *kept), why, now=self._now())
                return None
            await queue.save_progress(session, job, {"do": data["do"]})
            await queue.settle_job(session, job, Done(why or None), now=self._now())
        return None

    async def _look_again(self, since: str) -> Verdict | None:
        """Have all mails of the time that a restore has lost taken again: those that are here are known."""
        if self._mailbox is None:
            return None
        try:
            async with self._at_mailbox:
                await self._mailbox.open()
                await self._mailbox.mark_unread(date.fromisoformat(since))
        except ServerError as error:
            return Retry(self._now() + _REST, str(error), counts=False)
        finally:
            self._mailbox.close()
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
            await failed.note_person(session, job, raw, self._own, self._now())
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


@dataclass(slots=True)
class IncomingMailTransaction:
    """One mail within its unit of work; `raw`: its bytes. `size`: of one that was too large to be read whole; else 0.
    `is_asked_for`: somebody in the team has said that it is to be taken, whatever it seems to be."""

    session: AsyncSession
    rules: DeskSettings
    now: datetime
    own: OwnMailbox
    mail: IncomingMail
    raw: bytes = b""
    size: int = 0
    is_asked_for: bool = False
    sender: MailSender = field(init=False)
    said: SaidByMail = field(init=False)

    def __post_init__(self) -> None:
        if self.is_asked_for:  # which decides about the terms, too
            self.rules = replace(self.rules, privacy=replace(self.rules.privacy, consent=0))
        self.sender = judge_sender(self.mail, self.own)
        self.said = SaidByMail(self.session, self.rules, self.own, self.mail, self.sender, self.raw, self.size)

    async def take_in(self) -> str | None:
        """Store what the mail says; return why nothing came of it, or None. A mail whose reason begins
        with `NOT_TAKEN` is kept."""
        system = await own_systems.get_or_create_system(self.session, own_systems.MAIL, self.now)
        if is_left_there(system):
            return f"{NOT_TAKEN}the mailbox is revoked"  # it was collected before
        key = (await installation.load_row(self.session)).file_key
        marked = (self.own.address if marks.find_by_address(key, [one]) else one for one in self.mail.copies)
        self.mail = replace(self.mail, copies=tuple(marked))  # of an address that is listed no more, too
        if (said := await self._take_aside(system, key)) is not None:
            return said
        why = await self._find_machine(key)
        why = why or await about.find_earlier(
            self.session, system, self.mail, self.sender, rules=self.rules, now=self.now
        )
        if why is not None and not self.is_asked_for:
            return why
        ticket = await about.find_ticket(self.session, system, key, self.mail, self.sender, rules=self.rules)
        kept = ticket  # the request that it is now a part of
        if ticket is not None and ticket.merged_into_id is not None:
            kept = await self.session.get_one(Ticket, ticket.merged_into_id)
        if ticket and kept and self.sender.address and not own_systems.has_bearer_ended(kept, self.now):
            said = await self._speak_in_copy(system, kept, self.sender.address)
            if said is None:
                said = await self._speak(system, ticket, kept)
            if said is not None:
                return said
        external = await self._get_external(system)
        await take_turn(self.session, external.person_id)
        await self.session.refresh(external)  # they may have come to Telegram just now
        desk = await self._act_as(system, external.person_id)
        if await self._is_kept(desk):
            return ""
        if not self.sender.is_proven:
            address = self.sender.address
            named = await user_rows.find_user(self.session, system, address) if address is not None else None
            desk.who.named_person_id = named.person_id if named is not None else None
        elif self.rules.organizations.enabled:
            await joining.join_by_address(desk, external.external_id)
        return await self._file(desk, external, ticket)

    async def _take_aside(self, system: Integration, key: bytes) -> str | None:
        """Add what was answered in a side conversation, whoever did it, as a note; return None if the mail is of none,
        or if its request has ended long ago."""
        found = await asides.find_aside(self.session, key, self.mail)
        if found is None or own_systems.has_bearer_ended(found[1], self.now):
            return None
        if marks.find_by_message(key, [self.mail.message_id], marks.name_aside(found[0].address or "")) is not None:
            return f"{NOT_TAKEN}a mail of this desk"
        bounce = self.mail.bounce if self.mail.kind is Kind.BOUNCE else None
        if bounce is not None and bounce.is_permanent and self.mail.can_report:
            desk = Desk(self.session, Origin.CLOCK, None, now=self.now, rules=self.rules)
            await side_conversations.report_unsent(desk, found[0].id)
            return "a bounce"
        asked = await side_conversations.find_asked(self.session, *found)
        answers = asked.id if asked is not None else None
        external = await self._get_external(system)
        desk = await self._act_as(system, external.person_id)
        key_of_name = "mail-aside" if self.sender.is_proven else "mail-aside-unproven"
        named = {"name": desk.require_actor().name, "address": self.sender.address or "?"}
        desk.who.signature = catalog.say(self.rules.locale, key_of_name, **named)
        if not await self._is_kept(desk, answers):
            said = replace(await self.said.make_entry(desk), answers_id=answers)
            await side_conversations.add_answer(desk, found[1], asked, said)
        return ""

    async def _find_machine(self, key: bytes) -> str | None:
        """Return why the mail is no request, if it says itself that a machine sent it, or answers one of the desk's
        own; and report an answer that was not delivered."""
        is_machine = self.sender.writer is Writer.MACHINE
        if self.mail.kind is Kind.BOUNCE:
            desk = Desk(self.session, Origin.CLOCK, None, now=self.now, rules=self.rules)
            why = await bounces.take_bounce(desk, key, self.mail)
            return "a bounce" if why is None else f"{NOT_TAKEN}{why}" if is_machine else None
        if marks.find_by_message(key, [self.mail.message_id]) is not None:
            return f"{NOT_TAKEN}a mail of this desk"
        if is_machine:
            return f"{NOT_TAKEN}automatic: {self.mail.kind.value}"
        answered = marks.find_by_message(key, self.mail.references)
        if answered is not None and answered.ticket_id == marks.OF_STAFF:
            return f"{NOT_TAKEN}an answer to an alert"
        return None

    async def _get_external(self, system: Integration) -> ExternalPerson:
        address = self.sender.address
        name = catalog.say(self.rules.locale, "mail-nobody") if address is None else self.mail.sender_name or address
        return await user_rows.get_or_create(
            self.session, system, own_systems.name_sender(address or about.NOBODY, is_proven=self.sender.is_proven),
            name=name, language=_guess_language(self.mail.text), now=self.now,
        )  # fmt: skip

    async def _act_as(self, system: Integration, person_id: int) -> Desk:
        """Return the desk of the sender, of whom nothing else is handled meanwhile."""
        await take_turn(self.session, person_id)
        await self.session.flush()
        person = await self.session.get_one(Person, person_id, populate_existing=True)
        desk = Desk(self.session, Origin.MAIL, person, now=self.now, rules=self.rules, actor_name=system.name)
        desk.who.standing = Standing.PROVEN if self.sender.is_proven else Standing.CLAIMED
        return desk

    async def _is_kept(self, desk: Desk, answers: int | None = None) -> bool:
        """Keep the mail of a blocked sender on the list of these. `answers`: the note that it answers."""
        if decide_ending(desk.require_actor(), Origin.MAIL) is not Ending.ON_LIST:
            return False
        said = replace(await self.said.make_entry(desk), answers_id=answers)
        return await blocklist.keep_listed(desk, said if answers else drafts.put_subject(said, self.said.subject))

    async def _speak(self, system: Integration, ticket: Ticket, kept: Ticket) -> str | None:
        """Add the mail to the request that its own is now a part of, as the requester's, if it comes from an address of
        theirs; return None if it does not, or if that has ended, else what became of it."""
        await take_turn(self.session, ticket.requester_id)
        await self.session.refresh(ticket)  # they may have come to Telegram just now
        if not await about.is_requesters(self.session, ticket, self.sender):
            return None
        desk = await self._act_as(system, ticket.requester_id)
        return "" if await self._is_kept(desk) or await self._answer(desk, kept) else None

    async def _speak_in_copy(self, system: Integration, ticket: Ticket, address: str) -> str | None:
        """Add the mail in the name of a participant, whom the requester named in To or Cc; return None if the sender is
        none, or cannot go on there, else what became of it. That somebody has the mail is enough to be heard, so the
        own server need not prove them: it is said beside their name. A word that wants no more copies is obeyed; if
        nobody proved who said it, staff read it."""
        theirs = await participants.find_by_address(self.session, ticket, address)
        if theirs is None or self.sender.standing is SenderStanding.REFUSED:
            return None
        if theirs.hears is Hears.NOTHING and not await request_links.has_page(self.session, ticket.id):
            return None  # who named them has no part in it any more
        external, is_proven = await self._get_external(system), self.sender.is_proven
        desk = await self._act_as(system, external.person_id)
        person = desk.require_actor()
        if await self._is_kept(desk):
            return ""
        is_bare = not self.mail.attachments and not self.mail.left_out
        is_stop = is_bare and phrases.STOP.fullmatch(self.mail.text or self.mail.subject) is not None
        if is_stop:
            await participants.stop(desk, ticket, address)
        if is_stop and is_proven:
            return ""
        await participants.note_reached(self.session, ticket, address)
        if not is_proven or person.id != ticket.requester_id:  # it may be another address of theirs
            key = "mail-in-copy" if is_proven else "mail-in-copy-unproven"
            desk.who.signature = catalog.say(self.rules.locale, key, name=person.name, address=address)
            desk.who.part_in = ticket.id
        if theirs.part is Participation.BLIND:  # the requester knows nothing of them
            said = await self.said.make_entry(desk, on=ticket)
            await thread.add_note_locked(desk, await desk.lock_by_id(ticket.id), said)
            return ""
        return "" if await self._answer(desk, ticket) or is_stop else None

    async def _answer(self, desk: Desk, ticket: Ticket) -> bool:
        """Add the mail to the request; return False if that has ended too long ago to be opened again."""
        try:
            async with savepoint(self.session):
                await self._say_on(desk, ticket)
        except Refused:
            return False
        return True

    async def _say_on(self, desk: Desk, ticket: Ticket) -> None:
        said = await self.said.make_entry(desk, on=ticket)
        own, number = self.said.read_own(said), ticket.number
        heard = hear(own, (self.mail.sender_name or "",)) if own or not said.words else Heard()
        if (
            ticket.is_draft and desk.who.part_in is None and (heard.agrees or phrases.AGREES.match(own))
        ):  # also with a picture in the signature
            await thread.add_comment(desk, number, said, small_talk=not said.files)
            if await self._is_to_terms_of_today():
                await consent.give_consent(desk, self.rules.privacy.consent)
            else:  # these are other terms
                self._queue_receipt(ticket.id, await self._find_way_back())
            return
        is_over = ticket.is_finished or ticket.status is Status.RESOLVED
        agrees = ticket.status is Status.RESOLVED and (heard.confirms or heard.is_yes)
        is_thanks = heard.thanks and ticket.status is not Status.PENDING
        is_polite = is_over and (agrees or heard.is_small_talk or heard.is_praise)
        is_idle = not said.files and (is_thanks or is_polite)
        is_requesters = desk.who.part_in is None
        if is_over and (not self.sender.is_person or not (is_idle or is_requesters)):
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
        await self._follow_copies(desk, ticket.id)

    async def _is_to_terms_of_today(self) -> bool:
        """Return True if the mail answers one that asks for the terms of today: by its id or, as some programs name no
        mail, by its subject."""
        row = await installation.load_row(self.session)
        terms = marks.number_terms(row.file_key, self.rules.privacy.consent, row.backup_at)
        sent = marks.find_by_message(row.file_key, self.mail.references)
        return terms in (subject_marks.list_terms(self.mail.subject) if sent is None else {sent.terms})

    async def _file(self, desk: Desk, external: ExternalPerson, ticket: Ticket | None) -> str | None:
        """File the mail, and queue a receipt, which asks for an agreement to the terms if the request waits for that;
        return why nothing came of it."""
        written_to = self.own.find((*self.mail.copies, *self.mail.recipients))
        topic = await topic_names.find_named(self.session, written_to.topic) if written_to.topic else None
        asks = drafts.has_to_agree(desk, desk.require_actor())
        waits = await drafts.find_gathering(self.session, external.person_id) if asks else None
        if waits is not None and ticket is None and subject_marks.list_terms(self.mail.subject):
            await self._say_on(desk, waits)
            return None
        asks = asks and waits is None
        is_told = asks or not await receipts.has_heard_lately(self.session, external, self.now)
        way = await self._find_way_back() if is_told else None
        if asks and way is None:
            return f"{NOT_TAKEN}its sender cannot be asked to agree to the terms"
        given = GivenFields(
            self.said.subject or None,
            topic_id=topic,
            asks_back=way is not None,
            is_automatic=self.sender.writer is Writer.PERHAPS,
        )
        said = self.said.split_forwarded(await self.said.make_entry(desk))
        context = self._describe(ticket)
        if said[-1].forwarded_from is not None and (found := self.said.find_forwarded(said[-1].words.text)) is not None:
            context[mail_facts.FORWARDED] = found.sender.address
        made = await drafts.file_from_integration(
            desk, external, said, context=context,
            external_ref=self.mail.message_id[:LONGEST_MAIL_ID], given=given,
        )  # fmt: skip
        made.answers_from = written_to.address
        await self._follow_copies(desk, made.id)
        self._queue_receipt(made.id, way)
        return None

    async def _follow_copies(self, desk: Desk, ticket_id: int) -> None:
        """Let those in To and Cc of the requester's newest mail take part, and nobody else; a remark says so."""
        if not has_chosen_readers(self.mail, self.sender):
            return
        ticket = await desk.lock_by_id(ticket_id)
        named = list_copies(self.mail, self.own, self.sender)
        if not named and not ticket.may_have_participants:
            return
        theirs = await about.list_addresses(self.session, ticket)
        came, left = await participants.follow_requester(desk, ticket, [one for one in named if one not in theirs])
        if came:
            await thread.add_remark(desk, ticket.number, "remark-copies", n=came)
        if left:
            await thread.add_remark(desk, ticket.number, "remark-copies-left", n=left)
            back = make_press("btn-copies-on", "copies", ticket.number, 1)
            await to_assignee.post_line_to_assignee(desk, ticket, "copies-left", n=left, button=back)

    def _queue_receipt(self, ticket_id: int, way: str | None) -> None:
        if way is not None:
            queue_mail(self.session, ticket_id, {"do": "receipt"}, now=self.now, dedup=way or None)

    async def _find_way_back(self) -> str | None:
        if self.is_asked_for:
            return None
        is_answered_there = find_other_reply_address(self.mail, self.own, self.sender) is None
        return await receipts.find_way_back(self.session, self.sender, self.now, is_answered_there=is_answered_there)

    def _describe(self, ticket: Ticket | None) -> dict[str, str]:
        """Return what agents read on the card: the addresses, and what to doubt about them."""
        sender = self.sender
        known = {sender.address, *list_copies(self.mail, self.own, sender)[: participants.MOST]}
        others = [one for one in self.mail.copies if not self.own.is_own(one)]
        doubt = None if sender.is_proven else "mail-unverified" if sender.is_doubted else "mail-unproven"
        facts = {
            mail_facts.ADDRESS: sender.address,
            mail_facts.REPLY: find_other_reply_address(self.mail, self.own, sender),
            mail_facts.COPIES: ", ".join(one for one in others[:MOST_COPIES] if one.lower() not in known) or None,
            mail_facts.BLIND: "mail-blind" if is_blind_copy(self.mail, self.own) else None,
            mail_facts.DOUBT: doubt,
            mail_facts.AUTOMATIC: None if sender.is_person else "mail-automatic",
            mail_facts.ABOUT: f"#{ticket.number}" if ticket is not None else None,
        }
        return {name: value for name, value in facts.items() if value is not None}


def _guess_language(text: str) -> str | None:
    """Return "ru" for a text in Cyrillic letters, "en" for one in Latin letters, None if neither is plain."""
    letters = [char for char in text.lower() if char.isalpha()][:2000]
    cyrillic = sum("а" <= char <= "я" or char == "ё" for char in letters)
    latin = sum("a" <= char <= "z" for char in letters)
    if len(letters) < 8 or max(cyrillic, latin) * 4 < len(letters) * 3:
        return None
    return "ru" if cyrillic > latin else "en"
