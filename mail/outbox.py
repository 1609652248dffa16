"""Sends mails: receipts, answers and notices to requesters who write by mail, answers to an address from the web form,
and what wakes staff.

What happens is read from the feed of API events, as an integration reads it; each event becomes a job. Before the bytes
of a mail leave, its job says so. Killed before, it is sent by the next process; killed after, nobody knows if the
server took it: it is sent once more under the same Message-ID, by which mail programs know a copy, and counted.
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from html import escape
from io import BytesIO
from typing import Any

import structlog
from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db import queue
from db.database import Database
from db.locks import WorkerLock
from db.models import (
    Box,
    DeskRow,
    Entry,
    EntryKind,
    ExternalPerson,
    FeedEvent,
    History,
    Integration,
    Job,
    Origin,
    Person,
    Status,
    Subscription,
    Ticket,
    any_of,
)
from db.queue import Bury, ClaimedJob, Done, Retry, Verdict
from db.queue.consumer import Consumer
from desk import Desk, DeskSettings, api_event_kinds, installation
from desk.admin_settings.changes import CurrentSettings
from desk.conversation import undelivered_answers
from desk.files import reading
from desk.i18n import TicketSubject, catalog
from desk.integrations import own_systems, request_links, user_tickets
from desk.notifications import to_phone
from desk.notifications.notifier import ANSWER, SOLVED
from desk.policy.digest_lines import TAKEN
from desk.policy.who_is_told import Told
from desk.queries.entries import FileInfo, load_files
from desk.questions import sender_questions
from desk.settings import VERSION, remember_version
from desk.sla import night_alerts
from desk.text import RichText, make_plain
from desk.text.masking.secret_masking import MASK
from desk.tickets import participants
from desk.webhooks import bodies, feed
from mail import marks
from mail.addresses import read_address
from mail.alarm import MailAlarm, Side
from mail.composing import Automatic, OutgoingMail, compose_mail
from mail.contents import Attachment
from mail.inbox import OwnMailbox, find_reply_address, queue_mail, strip_prefixes
from mail.oauth import AccessTokens
from mail.servers import MailRefusedError, OutgoingConnection, ServerError, UnknownEndError
from mail.settings import ServerAccess
from ops.download import DownloadError
from ops.run import TroubleLog
from ops.telegram_files import TelegramFiles

KINDS = ("message.added", api_event_kinds.NOTICE)
FILES_BYTES = 10 * 1024 * 1024
"""Files of one mail together; others are read on the page of the request."""
MOST_SENDS = 2
"""How often a mail is sent at most if nobody knows what became of it."""
MOST_UNCONFIRMED = 10
"""Mails a day to one address that somebody left in the web form, until an answer comes from there."""
_GIVE_UP = timedelta(days=5)
_WAITS = tuple(timedelta(minutes=one) for one in (1, 5, 15, 30))
_LONGEST_WAIT = timedelta(hours=1)
_RESTS = tuple(timedelta(seconds=one) for one in (15, 60, 300))
_TOLD_WITH_ANSWER = timedelta(minutes=10)
_AT_ONCE, _EVENTS = 4, 500
_LOOK_SECONDS = 1.0
_MOST_BY_CLOCK = 2

_TO_MAIL = Job.box == Box.TO_MAIL.value
_LINK = re.compile(r"https?://(?:&amp;|[^\s<>&\"'])*(?:&amp;|[^\s<>&\"').,;:!?\]])")

log = structlog.get_logger(__name__)


async def make_jobs(session: AsyncSession, rules: DeskSettings, now: datetime, own: OwnMailbox) -> int:
    """Make jobs of new events; return how many. An answer leaves when its author can no longer take it back."""
    system = await own_systems.get_or_create_system(session, own_systems.MAIL, now)
    cursor = await _lock_cursor(session, system, own, now)
    if cursor is None or system.revoked_at is not None:
        return 0
    form = await own_systems.find_own_system(session, own_systems.NAME)
    page = await feed.read_page(session, system, cursor.sent_to, _EVENTS, KINDS, also=form)
    of_form = await _load_form_tickets(session, form, page.events)
    used: set[str] = set()
    for event in page.events:
        ticket, name = of_form.get(event.ticket_id), f"event:{event.id}"
        if ticket is None or (event.kind != api_event_kinds.NOTICE and await _is_confirmed(session, ticket)):
            _queue_event(session, event, rules, now, name)
        elif event.kind != api_event_kinds.NOTICE and (address := await _find_address(session, event, ticket)):
            _queue_event(session, event, rules, now, await _take_place(session, address, now, used))
    cursor.sent_to = page.next
    return len(page.events)


def _queue_event(
    session: AsyncSession, event: FeedEvent, rules: DeskSettings, now: datetime, dedup: str | None
) -> None:
    entry_id = event.refs.get("entry")
    due_at = event.at + rules.team.undo if entry_id is not None else None
    payload: dict[str, str | int] = {"do": "event", "event": event.id}
    if dedup is None:
        payload["crowded"] = 1
    queue_mail(session, event.ticket_id, payload, now=now, due_at=due_at, entry_id=entry_id, dedup=dedup)


async def _load_form_tickets(
    session: AsyncSession, form: Integration | None, events: Sequence[FeedEvent]
) -> dict[int, Ticket]:
    """Return those requests of the events that came by the web form."""
    if form is None:
        return {}
    theirs = (any_of(Ticket.id, {event.ticket_id for event in events}), Ticket.system_id == form.id)
    return {one.id: one for one in await session.scalars(select(Ticket).where(*theirs))}


async def _find_address(session: AsyncSession, event: FeedEvent, ticket: Ticket) -> str | None:
    """Return the address from the web form that an answer goes to; None if this is none, or there is no address."""
    entry = await session.get(Entry, event.refs["entry"])
    is_answer = entry is not None and entry.kind is EntryKind.REPLY and entry.author_id is not None
    return await own_systems.find_form_address(session, ticket) if is_answer else None


async def _take_place(session: AsyncSession, address: str, now: datetime, used: set[str]) -> str | None:
    """Return the name of one of the mails that an address may get today while nobody has confirmed it, and note it as
    used; None if no more is left, and the job only tells the author of the answer."""
    mark = marks.name_address((await installation.load_row(session)).file_key, address)
    names = [f"form:{mark}:{now:%Y%m%d}:{n}" for n in range(MOST_UNCONFIRMED)]
    used.update(filter(None, await session.scalars(select(Job.dedup).where(any_of(Job.dedup, names), _TO_MAIL))))
    name = next((one for one in names if one not in used), None)
    used.update([name] if name is not None else [])
    return name


async def _is_confirmed(session: AsyncSession, ticket: Ticket) -> bool:
    """Return True if somebody answered from the address that is in the request: they had a mail of it."""
    answers = (any_of(Entry.ticket_id, ticket.thread_ids), Entry.author_id == ticket.requester_id)
    return await session.scalar(select(Entry.id).where(*answers, Entry.origin == Origin.MAIL).limit(1)) is not None


async def _lock_cursor(
    session: AsyncSession, system: Integration, own: OwnMailbox, now: datetime
) -> Subscription | None:
    """Return the row that says up to where jobs were made, None while another process has it. It is a subscription that
    was never live, so that nothing is posted to it and nobody is shown it."""
    mine = (Subscription.system_id == system.id, Subscription.url.like("mailto:%"))
    row = await session.scalar(select(Subscription).where(*mine).with_for_update(skip_locked=True))
    if row is None and await session.scalar(select(Subscription.id).where(*mine)) is None:
        await session.execute(select(DeskRow.id).with_for_update())  # one at a time
        if await session.scalar(select(Subscription.id).where(*mine)) is not None:
            return None
        row = Subscription(
            system_id=system.id, url=f"mailto:{own.address}", kinds=list(KINDS), secret=b"", made_at=now,
            removed_at=now, sent_to=await feed.number_new_events(session),
        )  # fmt: skip
        session.add(row)
    return row


async def _is_behind(session: AsyncSession) -> bool:
    """Return True if there are events without jobs, or no cursor yet."""
    later = select(FeedEvent.id).where(FeedEvent.position > Subscription.sent_to).exists()
    mine = select(or_(feed.NEW, later)).select_from(Subscription).where(Subscription.url.like("mailto:%"))
    found = (await session.scalars(mine)).first()
    return found is None or found


@dataclass(frozen=True, slots=True)
class _Ready:
    """A mail that is ready to leave, but for its words, in `text` below each other, and the files that Telegram has.
    `is_copy`: it goes only to addresses that take part."""

    mail: OutgoingMail
    text: tuple[str, ...]
    language: str
    to_fetch: tuple[FileInfo, ...]
    is_copy: bool = False


@dataclass(frozen=True, slots=True)
class _Recipient:
    """An address that is written to. `by_form`: somebody typed it into the web form, so it gets the words of the team,
    no notice, and no link to what the sender wrote. `is_claimed`: a mail only says that it comes from there, so nothing
    that its sender wrote goes there, and no link to it, until somebody has answered from there. `is_copy`: it only
    takes part, and the requester is told elsewhere. `is_shared`: others than the requester read the mail, so it has no
    link that opens the request. `has_page`: False if somebody else may have that link."""

    address: str
    by_form: bool = False
    is_claimed: bool = False
    is_copy: bool = False
    is_shared: bool = False
    has_page: bool = True

    @property
    def is_unknown(self) -> bool:
        return self.by_form or self.is_claimed


@dataclass(slots=True)
class _MailWords:
    """The words of a mail: its text, files, if a person wrote it, if it asks whether a request is solved, or says that
    it waits."""

    text: str
    author: str = ""
    files: list[Attachment] = field(default_factory=list)
    to_fetch: list[FileInfo] = field(default_factory=list)
    is_automatic: bool = True
    asks_solved: bool = False
    waits: bool = False


class Outbox(Consumer):
    """Sends the mails of one process. `steady`: a clock for pauses that is never set back (`ops.clock`); `trouble`: why
    the server takes no mail at present."""

    def __init__(
        self,
        database: Database,
        rules: DeskSettings,
        worker_lock: WorkerLock,
        now: Callable[[], datetime],
        *,
        own: OwnMailbox,
        access: ServerAccess,
        alarm: MailAlarm,
        tokens: AccessTokens | None = None,
        telegram: TelegramFiles | None = None,
        steady: Callable[[], datetime] | None = None,
    ) -> None:
        super().__init__(database, Box.TO_MAIL, worker_lock, now)
        self._steady = steady or now
        self._alarm, self._tokens, self._telegram = alarm, tokens, telegram
        self._current, self._own, self._access = CurrentSettings(rules), own, access
        self._rest_until: datetime | None = None
        self._failures = 0
        self._trouble_log = TroubleLog("the server for outgoing mail", now)
        self.trouble: str | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop`, then finish what is leaving."""
        await super().run(stop)
        await self._finish_running()

    async def _look(self) -> int:
        await self._worker_lock.ensure_held()
        return await self._take()

    def _pause(self, found: int) -> float:
        return 0 if found else _LOOK_SECONDS

    async def _take(self) -> int:
        found = 0
        async with self._database.reading() as session:
            is_behind = await _is_behind(session)
        if is_behind:
            async with self._database.unit_of_work() as session:
                found = await make_jobs(session, await self._load_rules(session), self._now(), self._own)
        if self._rest_until is not None and self._rest_until > self._steady():
            return found
        async with self._database.autocommit() as asking:
            return found + await self._begin_due(asking, _AT_ONCE, self._work)

    async def _load_rules(self, session: AsyncSession) -> DeskSettings:
        remember_version(session, await session.scalar(select(VERSION)))
        return await self._current.get_for_session(session)

    async def _work(self, job: ClaimedJob) -> Verdict | None:
        if job.load_payload().get("sent", 0) >= MOST_SENDS:
            await self._give_up(job)
            return None
        async with self._database.reading() as session:
            ready = await self._prepare(session, job)
        if not isinstance(ready, _Ready):
            if isinstance(ready, Bury) and job.entry_id is not None:
                return await self._report_unsent(job, ready.error)
            return ready
        if "crowded" in job.load_payload():
            return await self._report_unsent(job, undelivered_answers.CROWDED)
        try:
            return await self._send(job, ready)
        except ServerError as error:
            return await self._rest(job, error)
        except UnknownEndError:
            return Retry(self._now() + _WAITS[0], "the connection ended after the mail", unknown=True)
        except MailRefusedError as error:
            return await self._take_refusal(job, ready, error)

    async def _send(self, job: ClaimedJob, ready: _Ready) -> Verdict:
        """Send a mail. Raises ServerError and MailRefusedError if it was not sent, UnknownEndError if it may have
        been."""
        connection = OutgoingConnection(self._access, self._own.address.partition("@")[2], self._tokens)
        try:
            raw = await self._compose(ready)
            refused = await connection.begin(self._own.address, (ready.mail.recipient, *ready.mail.copies))
            await self._note_sends(job, 1)
            await self._finish(job, connection, raw)
        finally:
            await connection.aclose()
        self.trouble, self._rest_until, self._failures = None, None, 0
        self._trouble_log.end()
        await self._alarm.end(Side.SENDING)
        if refused:
            await self._part_refused(job, ready, refused)
        return Done()

    async def _part_refused(self, job: ClaimedJob, ready: _Ready, refused: Sequence[MailRefusedError]) -> None:
        """Go on with those whom the server has not taken a mail for that went to others: it is tried again for them
        alone, or, if they are refused for ever, that is noted."""
        never = {one: error for error in refused if error.is_final for one in error.addresses}
        later = [one for error in refused if not error.is_final for one in error.addresses]
        async with self._database.unit_of_work() as session:
            await self._note_bounced(session, job, list(never))
            if later and job.ticket_id is not None:
                data = {key: value for key, value in job.load_payload().items() if key != "sent"}
                at, data["only"] = self._now() + _WAITS[1], " ".join(later)
                queue_mail(session, job.ticket_id, data, now=self._now(), due_at=at, entry_id=job.entry_id)
            if ready.mail.recipient in never and not ready.is_copy:
                why = f"{undelivered_answers.BOUNCED}{never[ready.mail.recipient].reason}"[:300]
                await self._tell_author(session, job, Bury(why))

    async def _note_bounced(self, session: AsyncSession, job: ClaimedJob, addresses: Sequence[str]) -> None:
        desk = Desk(session, Origin.CLOCK, None, now=self._now(), rules=await self._load_rules(session))
        await participants.note_bounced(desk, await session.get_one(Ticket, job.ticket_id), addresses)

    async def _compose(self, ready: _Ready) -> bytes:
        """Fetch what Telegram has, and return the bytes of the mail; a file that cannot be fetched is named in it."""
        files, (said, *below) = list(ready.mail.attachments), ready.text
        for file in ready.to_fetch:
            content = await self._fetch(file, FILES_BYTES - sum(len(one.content) for one in files))
            if content:
                files.append(Attachment(file.name, file.mime or "application/octet-stream", content))
            else:
                said = f"{said}\n\n[{file.name}]".strip()
        text = (said, *below)
        html = _make_html(text, ready.language)
        mail = replace(ready.mail, text="\n\n".join(text), html=html, attachments=tuple(files))
        return await asyncio.to_thread(compose_mail, mail)

    async def _fetch(self, file: FileInfo, left: int) -> bytes:
        """Return the bytes of a file that was sent to this bot; none if they cannot be fetched or do not fit."""
        telegram = self._telegram
        if telegram is None or file.file_id is None or file.bot_id != telegram.bot_id or (file.size or 0) > left:
            return b""
        held = BytesIO()
        try:
            await telegram.download_file(file.file_id, held, limit_bytes=left)
        except DownloadError as error:
            log.warning("a file was not fetched for a mail", file=file.id, why=str(error))
            return b""
        return held.getvalue()

    async def _finish(self, job: ClaimedJob, connection: OutgoingConnection, raw: bytes) -> None:
        try:
            await connection.finish(raw)
        except MailRefusedError:
            await self._note_sends(job, 0)
            raise

    async def _note_sends(self, job: ClaimedJob, more: int) -> None:
        """Store that the bytes of the mail leave now (1), or that the server has not taken them (0)."""
        data = job.load_payload()
        async with self._database.unit_of_work() as session:
            await queue.save_progress(session, job, {**data, "sent": data.get("sent", 0) + more})

    async def _rest(self, job: ClaimedJob, error: ServerError) -> Verdict:
        """Let the server rest: no mail is lost, and none counts as failed, while it is away."""
        wait, why = _RESTS[min(self._failures, len(_RESTS) - 1)], str(error)
        self._failures += 1
        self.trouble, self._rest_until = why, self._steady() + wait
        self._trouble_log.report("the server takes no mail", why=why)
        await self._alarm.report(Side.SENDING, error)
        return Retry(self._now() + wait, why, counts=False)

    async def _take_refusal(self, job: ClaimedJob, ready: _Ready, error: MailRefusedError) -> Verdict | None:
        """Try again later, or tell the author of the answer that the server does not take it; of addresses that only
        take part the card says it."""
        if not error.is_final and self._now() - job.created_at < _GIVE_UP:
            wait = _WAITS[job.attempts] if job.attempts < len(_WAITS) else _LONGEST_WAIT
            return Retry(self._now() + wait, error.reason)
        if error.addresses and job.ticket_id is not None:
            async with self._database.unit_of_work() as session:
                await self._note_bounced(session, job, error.addresses)
            if ready.is_copy:
                return Done(error.reason)
        return await self._report_unsent(job, f"{undelivered_answers.BOUNCED}{error.reason}"[:300])

    async def _report_unsent(self, job: ClaimedJob, why: str) -> Verdict | None:
        """Tell the author of an answer why it was not mailed; if nobody wrote it, admins see the job."""
        async with self._database.unit_of_work() as session:
            if not await self._tell_author(session, job, Bury(why)):
                return Bury(why)
            await queue.settle_job(session, job, Done(why), now=self._now())
        return None

    async def _give_up(self, job: ClaimedJob) -> None:
        """Bury a mail of which nobody knows, from where an admin may have it sent again, and tell its author."""
        async with self._database.unit_of_work() as session:
            await queue.save_progress(session, job, {**job.load_payload(), "sent": 0})
            await self._tell_author(session, job, Bury(undelivered_answers.UNSURE))
            await queue.settle_job(session, job, Bury(undelivered_answers.UNSURE), now=self._now())

    async def _tell_author(self, session: AsyncSession, job: ClaimedJob, verdict: Bury) -> bool:
        """Tell the author of an answer what became of it; return False if nobody wrote the mail."""
        if job.entry_id is None or job.ticket_id is None:
            return False
        ticket, rules = await session.get_one(Ticket, job.ticket_id), await self._load_rules(session)
        await undelivered_answers.report_undelivered(
            session, job.entry_id, ticket.requester_id, verdict, now=self._now(), rules=rules
        )
        return True

    async def _prepare(self, session: AsyncSession, job: ClaimedJob) -> "_Ready | Verdict":
        rules = await self._load_rules(session)
        if job.person_id is not None:
            return await self._prepare_alert(session, job, rules)
        if "external" in job.load_payload():
            return await self._prepare_join(session, job, rules)
        return await MailToWrite(session, rules, self._own, job).prepare()

    async def _prepare_alert(self, session: AsyncSession, job: ClaimedJob, rules: DeskSettings) -> "_Ready | Verdict":
        """Return the mail that wakes a member of staff; its id is of no request, so that no answer to it joins one."""
        asked = await to_phone.prepare_alert(session, job, self._now(), rules)
        if not isinstance(asked, dict):
            return asked if isinstance(asked, Done) else Done("an alert of a browser")
        recipient = read_address(asked["to"])
        if recipient is None:
            return Bury("not an address")
        language, own, key = asked["language"], self._own, (await installation.load_row(session)).file_key
        below = [catalog.say(language, "alert-mail-below")]
        if "proof" in asked:
            below = [catalog.say(language, "alert-address-open", url=asked["proof"])]
        if rules.web.url is not None and asked["ticket"] is not None:
            url = f"{rules.web.url}/tickets/{asked['ticket']}"
            below.insert(0, catalog.say(language, "alert-mail-open", url=url))
        mail = OutgoingMail(
            sender=own.address, sender_name=own.name, recipient=recipient, subject=asked["text"], text=asked["text"],
            message_id=marks.make_message_id(key, own.address, marks.OF_STAFF, job.id), sent_at=job.created_at,
            automatic=Automatic.GENERATED,
        )  # fmt: skip
        return _Ready(mail, (asked["text"], *below), language, ())

    async def _prepare_join(self, session: AsyncSession, job: ClaimedJob, rules: DeskSettings) -> "_Ready | Verdict":
        """Return the mail that asks an address if its requests are to be read in Telegram, or says that they are, or
        asks if a mail is from there. It is of no request, and the one mail that has the link."""
        data, row = job.load_payload(), await session.get_one(DeskRow, 1)
        theirs = await session.get(ExternalPerson, data["external"])
        address = read_address(own_systems.read_sender(theirs.external_id)[0]) if theirs is not None else None
        if theirs is None or address is None or marks.is_own_address(self._own.address, address):
            return Done("nobody to write to")
        language = catalog.choose_language(await session.get_one(Person, theirs.person_id), rules.locale)
        if data["do"] == "wrote":
            key = sender_questions.make_answer_key(row.file_key, data["question"])
            said = await self._word_question(session, key, address, rules, language)
        else:
            said = self._word_join(data, row, theirs, rules, language)
        if said is None:
            return Done("nothing to be told any more")
        subject = catalog.say(language, f"mail-{data['do']}-subject")
        mail = OutgoingMail(
            sender=self._own.address, sender_name=self._own.name, recipient=address, subject=subject, text=said,
            message_id=marks.make_message_id(row.file_key, self._own.address, marks.OF_STAFF, job.id),
            sent_at=job.created_at, automatic=Automatic.GENERATED,
        )  # fmt: skip
        name = catalog.say(language, "mail-signature", named=int(bool(self._own.name)), name=self._own.name)
        return _Ready(mail, (said, name), language, ())

    async def _word_question(
        self, session: AsyncSession, key: str, address: str, rules: DeskSettings, language: str
    ) -> str | None:
        """Ask if a mail is of the address, without a word of whoever wrote it; None once that is known or over."""
        question = await sender_questions.find_mailed_question(session, key, self._now())
        if question is None or rules.web.url is None:
            return None
        return catalog.say(language, "mail-wrote", address=address, url=f"{rules.web.url}/ask/wrote/{key}")

    def _word_join(
        self, data: dict[str, Any], row: DeskRow, theirs: ExternalPerson, rules: DeskSettings, language: str
    ) -> str | None:
        address = own_systems.read_sender(theirs.external_id)[0]
        if data["do"] == "join":
            payload = user_tickets.make_join_payload(row.file_key, data["link"])
            url = f"https://t.me/{row.bot_username}?start={payload}"
            return catalog.say(language, "mail-join", address=address, url=url) if row.bot_username else None
        undo = user_tickets.make_undo_key(row.file_key, theirs)
        if undo is None or rules.web.url is None:
            return None
        return catalog.say(
            language, "mail-joined", address=address, name=data["name"], url=f"{rules.web.url}/ask/undo/{undo}"
        )


@dataclass(slots=True)
class MailToWrite:
    """The mail of one job, written when it is sent: words that were withdrawn are in none."""

    session: AsyncSession
    rules: DeskSettings
    own: OwnMailbox
    job: ClaimedJob

    async def prepare(self) -> _Ready | Verdict:
        """Return the mail, or the verdict if none is to be sent."""
        ticket = await self.session.get_one(Ticket, self.job.ticket_id, populate_existing=True)
        to = await self._find_recipient(ticket)
        requester = await self.session.get_one(Person, ticket.requester_id)
        if requester.erased_at is not None or (to is None and ticket.origin is not Origin.MAIL):
            return Done("nobody to write to")
        copies = await participants.list_addresses(self.session, ticket, Told.ANSWER)
        blocked = await own_systems.list_blocked(self.session, copies)
        copies = [one for one in copies if one not in blocked]
        is_told = requester.telegram_id is not None and requester.bot_blocked_at is None
        if (only := self.job.load_payload().get("only")) is not None:  # others have it
            copies = [one for one in copies if one in only.split()]
            is_told = is_told or to is None or to.address not in only.split()
        if is_told:
            if not copies:
                return Done("told in Telegram")
            to = _Recipient(copies.pop(0), is_copy=True)
        said = await self._find_said(ticket, requester)
        if said is None or ((to is None or to.by_form or to.is_copy) and said.is_automatic):
            return Done("nothing to be told any more")
        if to is None:
            return Bury(f"{undelivered_answers.BOUNCED}no address")
        heard = [one for one in copies if one != to.address.lower()] if not said.is_automatic else []
        return await self._address(ticket, requester, to, said, heard)

    async def _find_recipient(self, ticket: Ticket) -> _Recipient | None:
        """Return who is written to: the sender of the mail, or who is named in the web form, never this desk."""
        theirs = select(ExternalPerson.external_id).join(Integration, Integration.id == ExternalPerson.system_id)
        mine = (ExternalPerson.id == ticket.external_person_id, Integration.name == own_systems.MAIL)
        sender = await self.session.scalar(theirs.where(*mine, Integration.revoked_at.is_(None)))
        if sender is not None:
            return await self._find_sender(ticket, sender)
        left = await own_systems.find_form_address(self.session, ticket)
        address = read_address(left) if left is not None else None
        is_other = address is not None and not marks.is_own_address(self.own.address, address)
        return _Recipient(address, by_form=True) if address is not None and is_other else None

    async def _find_sender(self, ticket: Ticket, external_id: str) -> _Recipient | None:
        """Return where the sender of a mail wants answers, never this desk."""
        wanted, (said, is_proven) = find_reply_address(ticket), own_systems.read_sender(external_id)
        address = wanted or read_address(said)
        if address is None or marks.is_own_address(self.own.address, address):
            return None
        is_known = (is_proven and wanted is None) or await self._has_answered(ticket.requester_id)
        return _Recipient(address, is_claimed=not is_known)

    async def _has_answered(self, requester_id: int) -> bool:
        """Return True if the requester has written by mail after an answer of the team: they can read what is sent."""
        answer = aliased(Entry)
        written = select(Entry.id).join(answer, answer.ticket_id == Entry.ticket_id).where(
            Entry.author_id == requester_id, Entry.origin == Origin.MAIL, answer.kind == EntryKind.REPLY,
            answer.id < Entry.id,
        )  # fmt: skip
        return await self.session.scalar(written.limit(1)) is not None

    async def _find_said(self, ticket: Ticket, requester: Person) -> _MailWords | None:
        data = self.job.load_payload()
        language = catalog.choose_language(requester, self.rules.locale)
        handed_at = await request_links.find_handed_at(self.session, ticket.id)
        if data["do"] == "receipt":
            if handed_at is not None:
                return None
            waits = night_alerts.can_ring(self.rules, self.job.created_at, ticket)
            key = "mail-receipt-waits" if waits else "mail-receipt"
            return _MailWords(catalog.say(language, key, number=ticket.number), waits=waits)
        event = await self.session.get(FeedEvent, data["event"])
        if event is None:
            return None
        if event.kind == api_event_kinds.NOTICE:
            is_theirs = handed_at is None or event.at > handed_at
            return await self._find_notice(ticket, event) if is_theirs else None
        return await self._find_answer(event.refs["entry"])

    async def _find_notice(self, ticket: Ticket, event: FeedEvent) -> _MailWords | None:
        """Return a notice, unless it only asks for an answer to what was written just before, or says who has the
        request: the answer does."""
        if event.refs.get("say") in TAKEN:
            return None
        if event.origin is Origin.CLOCK and await self._is_left_alone(ticket, event):
            return None
        if event.refs.get("asks") == ANSWER:
            written = select(Entry.id).where(
                any_of(Entry.ticket_id, ticket.thread_ids), Entry.kind == EntryKind.REPLY,
                Entry.created_at > event.at - _TOLD_WITH_ANSWER, Entry.withdrawn_at.is_(None),
            )  # fmt: skip
            if await self.session.scalar(written.limit(1)) is not None:
                return None
        system = await own_systems.get_or_create_system(self.session, own_systems.MAIL, event.at)
        (body,) = await bodies.make_bodies(self.session, system, [event], self.rules)
        asks_solved = event.refs.get("asks") == SOLVED and ticket.status is Status.RESOLVED
        return _MailWords(body["notice"]["text"], asks_solved=asks_solved)

    async def _is_left_alone(self, ticket: Ticket, event: FeedEvent) -> bool:
        """Return True if the clock has told enough about this request since somebody last did anything there: a desk
        that nobody reads writes no more, also to a program that answers each mail."""
        acts = select(func.max(History.at)).where(
            History.ticket_id == ticket.id, History.actor_id != ticket.requester_id, History.at < event.at
        )
        since = await self.session.scalar(acts) or ticket.created_at
        told = select(func.count()).where(
            FeedEvent.ticket_id == ticket.id, FeedEvent.kind == api_event_kinds.NOTICE, FeedEvent.at > since,
            FeedEvent.origin == Origin.CLOCK, FeedEvent.id < event.id,
        )  # fmt: skip
        return (await self.session.scalar(told) or 0) >= _MOST_BY_CLOCK

    async def _find_answer(self, entry_id: int) -> _MailWords | None:
        entry = await self.session.get(Entry, entry_id, populate_existing=True)
        if entry is None or entry.kind is not EntryKind.REPLY or entry.withdrawn_at is not None:
            return None
        files = (await load_files(self.session, [entry_id])).get(entry_id, ())
        words = RichText.load(entry.body, entry.entities or ())
        said = _MailWords(make_plain(words), entry.author_name, is_automatic=entry.author_id is None)
        await self._add_files(said, files)
        return said

    async def _add_files(self, said: _MailWords, files: Sequence[FileInfo]) -> None:
        """Add files whose bytes the desk has, as far as they fit; others are to be fetched, or named."""
        left = FILES_BYTES
        for file in files:
            content = b""
            if file.blob_id is not None and (file.size or 0) <= left:
                content = b"".join([piece async for piece in reading.read_pieces(self.session, file.blob_id)])
            if content:
                left -= len(content)
                said.files.append(Attachment(file.name, file.mime or "application/octet-stream", content))
            else:
                said.to_fetch.append(file)

    async def _address(
        self, ticket: Ticket, requester: Person, to: _Recipient, said: _MailWords, copies: Sequence[str]
    ) -> _Ready:
        language = catalog.choose_language(requester, self.rules.locale)
        key, own = (await installation.load_row(self.session)).file_key, self.own.address
        began = marks.make_message_id(key, own, ticket.id, 0) if to.by_form else ticket.external_ref or ""
        has_page = await request_links.has_page(self.session, ticket.id)
        began = "" if MASK in began or not has_page else began  # it is no id any more, or one of somebody else's mail
        mail = OutgoingMail(
            sender=own, sender_name=_join_names(said.author, self._name_desk(ticket)), recipient=to.address,
            copies=tuple(copies), subject=_make_subject(ticket, to, language), text=said.text,
            message_id=marks.make_message_id(key, own, ticket.id, self.job.id), sent_at=self.job.created_at,
            in_reply_to=began or None, references=(began,) if began else (),
            reply_to=marks.make_reply_address(key, own, ticket.id) if self.own.has_plus else own,
            automatic=Automatic.REPLIED if said.is_automatic else None, attachments=tuple(said.files),
        )  # fmt: skip
        to = replace(to, is_shared=to.is_copy or bool(copies), has_page=has_page)
        text = (said.text, *self._word_below(ticket, to, said, language, key))
        return _Ready(mail, text, language, tuple(said.to_fetch), is_copy=to.is_copy)

    def _name_desk(self, ticket: Ticket) -> str:
        """Return the event that the request belongs to, and the name in front of the desk's address."""
        event = next((one.name for one in self.rules.events if one.id == ticket.event_id), "")
        return _join_names(event, self.own.name)

    def _word_below(self, ticket: Ticket, to: _Recipient, said: _MailWords, language: str, key: bytes) -> list[str]:
        """Return a link to the page of the request, where there is one, how to answer, and who the mail is from."""
        below = [catalog.say(language, "mail-reply")]
        if to.is_shared:
            below.append(catalog.say(language, "mail-copies"))
        if to.is_unknown:
            why = "mail-form-why" if to.by_form else "mail-claimed-why"
            below.append(catalog.say(language, why, number=ticket.number))
        elif to.has_page and not to.is_shared and self.rules.web.url is not None:
            url = f"{self.rules.web.url}/ask/{request_links.make_page_key(key, ticket.id)}"
            page = "mail-solved" if said.asks_solved else "mail-urgent" if said.waits else "mail-page"
            below.insert(0, catalog.say(language, page, url=url))
        name = self._name_desk(ticket)
        return [*below, catalog.say(language, "mail-signature", named=int(bool(name)), name=name)]


def _join_names(*names: str) -> str:
    return " · ".join(one for one in names if one)


def _make_subject(ticket: Ticket, to: _Recipient, language: str) -> str:
    """Return the subject; to an address that nobody has proved without its own, which somebody else may have typed."""
    if to.is_unknown:
        return catalog.say(language, "mail-form-subject", number=ticket.number)
    subject = strip_prefixes(TicketSubject(ticket.subject, ticket.subject_line).say_in(language))
    return f"Re: {subject} [#{ticket.number}]"


def _make_html(text: Sequence[str], language: str) -> str:
    """Return the same words as a page without pictures or scripts; what follows the first text is smaller."""
    first, *below = (_LINK.sub(r'<a href="\g<0>">\g<0></a>', escape(one)).replace("\n", "<br>\n") for one in text)
    small = "".join(f'<p style="color:#667;font-size:85%">{one}</p>\n' for one in below)
    body = f'<p>{first}</p>\n<hr style="border:0;border-top:1px solid #dde">\n{small}'
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"></head>\n'
        f'<body style="font-family:sans-serif;line-height:1.5">\n{body}</body></html>\n'
    )
