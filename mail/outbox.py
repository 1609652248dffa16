"""Sends mails: receipts, answers and notices to requesters who write by mail, answers to an address from the web form,
and what wakes staff.

What happens is read from the feed of API events, as an integration reads it; each event becomes a job. Before the bytes
of a mail leave, its job says so. Killed before, it is sent by the next process; killed after, nobody knows if the
server took it: it is sent once more under the same Message-ID, by which mail programs know a copy, and counted.
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import structlog
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

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
    Integration,
    Job,
    Origin,
    Person,
    Subscription,
    Ticket,
    any_of,
)
from db.queue import Bury, ClaimedJob, Done, Retry, Verdict
from db.queue.consumer import Consumer
from desk import Desk, DeskSettings, api_event_kinds, installation, references
from desk.admin_settings.changes import CurrentSettings
from desk.conversation import undelivered_answers
from desk.i18n import catalog
from desk.integrations import own_systems, user_tickets
from desk.notifications import to_phone
from desk.queries.entries import FileInfo
from desk.questions import sender_questions
from desk.references import Purpose
from desk.requests import side_conversations
from desk.settings import VERSION, remember_version
from desk.text import Entity, RichText, count_units, join_texts, make_plain
from desk.text.html_marks import render_html
from desk.tickets import participants
from desk.webhooks import feed
from mail import marks, side_mail
from mail.addresses import read_address
from mail.alarm import MailAlarm, Side
from mail.answer_mail import FILES_BYTES, MailToWrite, Ready
from mail.contents import Attachment
from mail.mime_writing import Automatic, OutgoingMail, compose_mail
from mail.oauth import AccessTokens
from mail.own import OwnMailbox, queue_mail
from mail.servers import (
    MailRefusedError,
    OutgoingConnection,
    ServerError,
    UnknownEndError,
    make_reach,
    probe_server,
)
from mail.settings import ServerAccess
from ops.download import DownloadError
from ops.run import TroubleLog
from ops.telegram_files import TelegramFiles

KINDS = ("message.added", api_event_kinds.NOTICE)
MOST_SENDS = 2
"""How often a mail is sent at most if nobody knows what became of it."""
MOST_UNCONFIRMED = 10
"""Mails a day to one address that somebody left in the web form, until an answer comes from there."""
_GIVE_UP = timedelta(days=5)
_WAITS = tuple(timedelta(minutes=one) for one in (1, 5, 15, 30))
_LONGEST_WAIT = timedelta(hours=1)
_RESTS = tuple(timedelta(seconds=one) for one in (15, 60, 300))
_AT_ONCE, _EVENTS = 4, 500
_LOOK_SECONDS = 1.0

_WHOLE = ("text_link", "code", "pre")
_TO_MAIL = Job.box == Box.TO_MAIL.value
_LINK = re.compile(r"""https?://[^\s<>"']*[^\s<>"').,;:!?\]]""")

log = structlog.get_logger(__name__)


async def make_jobs(session: AsyncSession, rules: DeskSettings, now: datetime, own: OwnMailbox) -> int:
    """Make jobs of new events; return how many. An answer leaves when its author can no longer take it back."""
    system = await own_systems.get_or_create_system(session, own_systems.MAIL, now)
    cursor = await _lock_cursor(session, system, own, now)
    if cursor is None:
        return 0
    form = await own_systems.find_own_system(session, own_systems.FORM)
    page = await feed.read_page(session, system, cursor.sent_to, _EVENTS, KINDS, now=now, also=form)
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
            removed_at=now, sent_to=await feed.number_new_events(session, now),
        )  # fmt: skip
        session.add(row)
    return row


async def _is_behind(session: AsyncSession, now: datetime) -> bool:
    """Return True if there are events without jobs, or no cursor yet."""
    later = select(FeedEvent.id).where(FeedEvent.position > Subscription.sent_to).exists()
    mine = select(or_(feed.NEW, later)).select_from(Subscription).where(Subscription.url.like("mailto:%"))
    found = (await session.scalars(mine, {"now": now})).first()
    return found is None or found


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
        self.reach = make_reach()

    async def probe(self) -> None:
        """Ask the server for its greeting, for `reach`."""
        await probe_server(self.reach, self._access, is_outgoing=True)

    async def note_outage(self, seconds: float) -> None:
        """Note that the server does not answer, or for 0 seconds that it does: then what waits is sent."""
        if not seconds:
            self._rest_until = None
        await self._alarm.note_outage(Side.SENDING, seconds)

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
            is_behind = await _is_behind(session, self._now())
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
        if not isinstance(ready, Ready):
            if isinstance(ready, Bury) and job.entry_id is not None:
                return await self._report_unsent(job, ready.error)
            if isinstance(ready, Done):
                await self._note_mailed(job, is_taken=False)
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

    async def _send(self, job: ClaimedJob, ready: Ready) -> Verdict:
        """Send a mail. Raises ServerError and MailRefusedError if it was not sent, UnknownEndError if it may have
        been."""
        own_name = self._own.address.partition("@")[2]
        connection = OutgoingConnection(self._access, own_name, self._tokens, reach=self.reach)
        try:
            raw = await self._compose(ready)
            mail = ready.mail
            refused = await connection.begin(mail.sender, mail.readers)
            await self._note_sends(job, 1)
            await self._finish(job, connection, raw)
        finally:
            await connection.aclose()
        self.trouble, self._rest_until, self._failures = None, None, 0
        self._trouble_log.end()
        await self._alarm.end(Side.SENDING)
        if not ready.is_copy and not any(ready.mail.recipient in one.addresses for one in refused):
            await self._note_mailed(job, is_taken=True)
        if refused:
            await self._part_refused(job, ready, refused)
        return Done()

    async def _note_mailed(self, job: ClaimedJob, *, is_taken: bool) -> None:
        """Note what became of an answer to a requester; what the team asks others is none."""
        if job.entry_id is not None and "row" not in job.load_payload():
            async with self._database.unit_of_work() as session:
                await undelivered_answers.note_mailed(session, job.entry_id, is_taken=is_taken, now=self._now())

    async def _part_refused(self, job: ClaimedJob, ready: Ready, refused: Sequence[MailRefusedError]) -> None:
        """Go on with those whom the server has not taken a mail for that went to others: it is tried again for them
        alone, or, if they are refused for ever, that is noted."""
        never = {one: error for error in refused if error.is_final for one in error.addresses}
        later = [one for error in refused if not error.is_final for one in error.addresses]
        async with self._database.unit_of_work() as session:
            await self._note_bounced(session, job, list(never))
            if later and job.ticket_id is not None:
                key = (await installation.load_row(session)).file_key
                data = {name: value for name, value in job.load_payload().items() if name != "sent"}
                at, data["only"] = self._now() + _WAITS[1], " ".join(marks.name_address(key, one) for one in later)
                queue_mail(session, job.ticket_id, data, now=self._now(), due_at=at, entry_id=job.entry_id)
            if ready.mail.recipient in never and not ready.is_copy:
                why = f"{undelivered_answers.BOUNCED}{never[ready.mail.recipient].reason}"[:300]
                await self._tell_author(session, job, Bury(why))

    async def _note_bounced(self, session: AsyncSession, job: ClaimedJob, addresses: Sequence[str]) -> None:
        desk = Desk(session, Origin.CLOCK, None, now=self._now(), rules=await self._load_rules(session))
        await participants.note_bounced(desk, await session.get_one(Ticket, job.ticket_id), addresses)

    async def _compose(self, ready: Ready) -> bytes:
        """Fetch what Telegram has, and return the bytes of the mail; a file that cannot be fetched is named in it."""
        files, (said, *below) = list(ready.mail.attachments), ready.text
        missing = []
        for file in ready.to_fetch:
            content = await self._fetch(file, FILES_BYTES - sum(len(one.content) for one in files))
            if content:
                files.append(Attachment(file.name, file.mime or "application/octet-stream", content))
            else:
                missing.append(RichText(f"[{file.name}]"))
        first = join_texts([one for one in (said, *missing) if one.text], "\n\n")
        text = "\n\n".join(map(make_plain, (first, *below)))
        mail = replace(ready.mail, text=text, html=_make_html(first, below, ready.language), attachments=tuple(files))
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

    async def _take_refusal(self, job: ClaimedJob, ready: Ready, error: MailRefusedError) -> Verdict | None:
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
        if (row := job.load_payload().get("row")) is not None:
            desk = Desk(session, Origin.CLOCK, None, now=self._now(), rules=rules)
            await side_conversations.report_unsent(desk, row)
            return True
        await undelivered_answers.report_undelivered(
            session, job.entry_id, ticket.requester_id, verdict, now=self._now(), rules=rules
        )
        return True

    async def _prepare(self, session: AsyncSession, job: ClaimedJob) -> "Ready | Verdict":
        rules = await self._load_rules(session)
        if job.person_id is not None:
            return await self._prepare_alert(session, job, rules)
        if "external" in job.load_payload():
            return await self._prepare_join(session, job, rules)
        if "row" in job.load_payload():
            return await side_mail.prepare(session, rules, self._own, job)
        return await MailToWrite(session, rules, self._own, job).prepare()

    async def _prepare_alert(self, session: AsyncSession, job: ClaimedJob, rules: DeskSettings) -> "Ready | Verdict":
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
        if rules.web.public_url is not None and asked["ticket"] is not None:
            url = f"{rules.web.public_url}/tickets/{asked['ticket']}"
            below.insert(0, catalog.say(language, "alert-mail-open", url=url))
        mail = OutgoingMail(
            sender=own.address, sender_name=own.name, recipient=recipient, subject=asked["text"], text=asked["text"],
            message_id=marks.make_message_id(key, own.address, marks.OF_STAFF, job.id), sent_at=job.created_at,
            automatic=Automatic.GENERATED,
        )  # fmt: skip
        return Ready(mail, _as_rich(asked["text"], *below), language, ())

    async def _prepare_join(self, session: AsyncSession, job: ClaimedJob, rules: DeskSettings) -> "Ready | Verdict":
        """Return the mail that asks an address if its requests are to be read in Telegram, or says that they are, or
        asks if a mail is from there. It is of no request, and the one mail that has the link."""
        data, row = job.load_payload(), await session.get_one(DeskRow, 1)
        theirs = await session.get(ExternalPerson, data["external"])
        address = read_address(own_systems.read_sender(theirs.external_id)[0]) if theirs is not None else None
        if theirs is None or address is None or self._own.is_own(address):
            return Done("nobody to write to")
        language = catalog.choose_language(await session.get_one(Person, theirs.person_id), rules.locale)
        if data["do"] == "wrote":
            key = await references.make_reference(session, Purpose.WROTE, data["question"])
            said = await self._word_question(session, key, address, rules, language)
        else:
            said = await self._word_join(session, data, theirs, rules, language)
        if said is None:
            return Done("nothing to be told any more")
        subject = catalog.say(language, f"mail-{data['do']}-subject")
        mail = OutgoingMail(
            sender=self._own.address, sender_name=self._own.name, recipient=address, subject=subject, text=said,
            message_id=marks.make_message_id(row.file_key, self._own.address, marks.OF_STAFF, job.id),
            sent_at=job.created_at, automatic=Automatic.GENERATED,
        )  # fmt: skip
        name = catalog.say(language, "mail-signature", named=int(bool(self._own.name)), name=self._own.name)
        return Ready(mail, _as_rich(said, name), language, ())

    async def _word_question(
        self, session: AsyncSession, key: str, address: str, rules: DeskSettings, language: str
    ) -> str | None:
        """Ask if a mail is of the address, without a word of whoever wrote it; None once that is known or over."""
        question = await sender_questions.find_mailed_question(session, key, self._now())
        if question is None or rules.web.public_url is None:
            return None
        return catalog.say(language, "mail-wrote", address=address, url=f"{rules.web.public_url}/ask/wrote/{key}")

    async def _word_join(
        self, session: AsyncSession, data: dict[str, Any], theirs: ExternalPerson, rules: DeskSettings, language: str
    ) -> str | None:
        address = own_systems.read_sender(theirs.external_id)[0]
        name = (await installation.load_row(session)).bot_username
        if data["do"] == "join":
            url = f"https://t.me/{name}?start={await user_tickets.make_join_payload(session, data['link'])}"
            return catalog.say(language, "mail-join", address=address, url=url) if name else None
        if theirs.joined_at is None or rules.web.public_url is None:
            return None
        undo = await user_tickets.make_undo_key(session, theirs, theirs.joined_at)
        return catalog.say(
            language, "mail-joined", address=address, name=data["name"], url=f"{rules.web.public_url}/ask/undo/{undo}"
        )


def _as_rich(*texts: str) -> tuple[RichText, ...]:
    return tuple(map(RichText, texts))


def _link_addresses(rich: RichText) -> RichText:
    """Return words with a link at each address that is typed, unless they have one there or are code."""
    taken = [(one.offset, one.offset + one.length) for one in rich.entities if one.type in _WHOLE]
    found = []
    for one in _LINK.finditer(rich.text):
        start, length = count_units(rich.text[: one.start()]), count_units(one[0])
        if all(end <= start or start + length <= begin for begin, end in taken):
            found.append(Entity("text_link", start, length, (("url", one[0]),)))
    return RichText(rich.text, (*rich.entities, *found))


def _make_html(first: RichText, below: Sequence[RichText], language: str) -> str:
    """Return the same words as a page without pictures or scripts; what follows the first text is smaller."""
    said, *rest = (str(render_html(_link_addresses(one))).replace("\n", "<br>\n") for one in (first, *below))
    small = "".join(f'<p style="color:#667;font-size:85%">{one}</p>\n' for one in rest)
    body = f'<p>{said}</p>\n<hr style="border:0;border-top:1px solid #dde">\n{small}'
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"></head>\n'
        f'<body style="font-family:sans-serif;line-height:1.5">\n{body}</body></html>\n'
    )
