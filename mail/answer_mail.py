"""Write mails to requesters: find if one is due and to whom, then its words and files, subject and footer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import (
    Entry,
    EntryKind,
    ExternalPerson,
    FeedEvent,
    History,
    Integration,
    Origin,
    Participation,
    Person,
    Status,
    Ticket,
    any_of,
)
from db.queue import Bury, ClaimedJob, Done, Verdict
from db.settings import DeskAddress
from desk import DeskSettings, api_event_kinds, installation, references
from desk.conversation import undelivered_answers
from desk.conversation.content_lines import add_content
from desk.files import reading
from desk.i18n import TicketSubject, catalog
from desk.integrations import own_systems, request_links
from desk.notifications.notifier import ANSWER, SOLVED
from desk.policy.digest_lines import TAKEN
from desk.policy.visibility import BY_RULE
from desk.policy.who_is_told import Told
from desk.privacy.person_file import list_facts
from desk.queries.entries import FileInfo, load_files
from desk.references import Purpose
from desk.requests import drafts
from desk.sla import night_alerts
from desk.text import RichText
from desk.text.masking.secret_masking import MASK
from desk.tickets import mail_facts, participants
from desk.webhooks import bodies
from mail import marks
from mail.addresses import read_address
from mail.contents import Attachment
from mail.mime_writing import Automatic, OutgoingMail
from mail.own import OwnMailbox
from mail.subject_marks import make_mark, strip_prefixes

FILES_BYTES = 10 * 1024 * 1024
"""Files of one mail together; others are read on the page of the request."""
_TOLD_WITH_ANSWER = timedelta(minutes=10)
_MOST_BY_CLOCK = 2
_TAG = re.compile("</?b>")


@dataclass(frozen=True, slots=True)
class Ready:
    """A mail that is ready to leave, but for its words, in `text` below each other, and the files that Telegram has.
    `is_copy`: it goes only to addresses that take part."""

    mail: OutgoingMail
    text: tuple[RichText, ...]
    language: str
    to_fetch: tuple[FileInfo, ...]
    is_copy: bool = False


@dataclass(frozen=True, slots=True)
class _Recipient:
    """An address that is written to. `by_form`: somebody typed it into the web form, so it gets the words of the team,
    no notice, and no link to what the sender wrote. `is_named`: the same, as a mail only names it in Reply-To.
    `is_neutral`: the subject is the desk's own for as long as the request lasts, so that a mail program shows one
    conversation.
    `is_claimed`: a mail only says that it comes from there, so nothing that its sender wrote goes there, and no link to
    it, until somebody has answered from there. `is_copy`: it only takes part, and the requester is told elsewhere.
    `is_shared`: others than the requester read the mail, so it has no link that opens the request. `has_page`: False if
    somebody else may have that link. `forwarded_by`: the name of who forwarded the mail of theirs, empty if it is not
    known."""

    address: str
    by_form: bool = False
    is_claimed: bool = False
    is_named: bool = False
    is_neutral: bool = False
    is_copy: bool = False
    is_shared: bool = False
    has_page: bool = True
    forwarded_by: str | None = None

    @property
    def is_unknown(self) -> bool:
        return self.by_form or self.is_claimed


@dataclass(slots=True)
class _MailWords:
    """The words of a mail: its text, files, if a person wrote it, if it asks whether a request is solved, or says that
    it waits."""

    text: RichText
    author: str = ""
    files: list[Attachment] = field(default_factory=list)
    to_fetch: list[FileInfo] = field(default_factory=list)
    is_automatic: bool = True
    asks_solved: bool = False
    waits: bool = False


@dataclass(slots=True)
class MailToWrite:
    """The mail of one job, written when it is sent: words that were withdrawn are in none."""

    session: AsyncSession
    rules: DeskSettings
    own: OwnMailbox
    job: ClaimedJob

    async def prepare(self) -> Ready | Verdict:
        """Return the mail, or the verdict if none is to be sent."""
        ticket = await self.session.get_one(Ticket, self.job.ticket_id, populate_existing=True)
        to = await self._find_recipient(ticket)
        requester = await self.session.get_one(Person, ticket.requester_id)
        if requester.erased_at is not None or (to is None and ticket.origin is not Origin.MAIL):
            return Done("nobody to write to")
        copies = await participants.list_addresses(self.session, ticket, Told.ANSWER)
        blocked = await own_systems.list_blocked(self.session, list(copies))
        copies = {one: part for one, part in copies.items() if one not in blocked and not self.own.is_own(one)}
        is_told = requester.telegram_id is not None and requester.bot_blocked_at is None
        if (only := self.job.load_payload().get("only")) is not None:  # others have it
            left = await self._list_left(only.split(), [*copies, *([to.address] if to is not None else [])])
            copies = {one: part for one, part in copies.items() if one in left}
            is_told = is_told or to is None or to.address not in left
        if is_told:
            if not copies:
                return Done("told in Telegram")
            seen = [one for one, part in copies.items() if part is Participation.COPIED]
            to = _Recipient(next(iter(seen), self._find_own(ticket).address), is_copy=True)
        said = await self._find_said(ticket, requester)
        if said is None or ((to is None or to.by_form or to.is_named or to.is_copy) and said.is_automatic):
            return Done("nothing to be told any more")
        if to is None:
            return Bury(f"{undelivered_answers.BOUNCED}no address")
        if await own_systems.find_own_system(self.session, own_systems.MAIL) is None:
            is_told = said.is_automatic or to.is_copy
            return Done(undelivered_answers.REVOKED) if is_told else Bury(undelivered_answers.REVOKED)
        copies.pop(to.address.lower(), None)
        return await self._address(ticket, requester, to, said, {} if said.is_automatic else copies)

    async def _list_left(self, names: Sequence[str], addresses: Sequence[str]) -> list[str]:
        """Return the addresses that a job names, by marks which say nothing of whoever is erased."""
        key = (await installation.load_row(self.session)).file_key
        return [one for one in addresses if not {one, marks.name_address(key, one)}.isdisjoint(names)]

    async def _find_recipient(self, ticket: Ticket) -> _Recipient | None:
        """Return who is written to: the sender of the mail, or who is named in the web form, never this desk."""
        theirs = select(ExternalPerson.external_id).join(Integration, Integration.id == ExternalPerson.system_id)
        mine = (ExternalPerson.id == ticket.external_person_id, Integration.door == own_systems.MAIL)
        sender = await self.session.scalar(theirs.where(*mine))
        if sender is not None:
            return await self._find_sender(ticket, sender)
        left = await own_systems.find_form_address(self.session, ticket)
        address = read_address(left) if left is not None else None
        is_other = address is not None and not self.own.is_own(address)
        return _Recipient(address, by_form=True) if address is not None and is_other else None

    async def _find_sender(self, ticket: Ticket, external_id: str) -> _Recipient | None:
        """Return where the sender of a mail wants answers, never this desk."""
        # who wrote it is who agrees
        wanted = None if ticket.filed_at is None else mail_facts.find_address_of(ticket, mail_facts.REPLY)
        said, is_proven = own_systems.read_sender(external_id)
        address = wanted or read_address(said)
        if address is None or self.own.is_own(address):
            return None
        if wanted is None:
            is_known = (
                is_proven or _is_begun(ticket) or await self._has_answered(Entry.author_id == ticket.requester_id)
            )
        else:
            here = (Entry.author_id == ticket.requester_id, any_of(Entry.ticket_id, ticket.thread_ids))
            is_known = await self._is_theirs(ticket.requester_id, wanted) or await self._has_answered(*here)
        is_neutral = (wanted is not None or not is_proven) and not _is_begun(ticket)
        return _Recipient(
            address, is_claimed=not is_known, is_named=not is_known and wanted is not None, is_neutral=is_neutral
        )

    async def _is_theirs(self, requester_id: int, address: str) -> bool:
        """Return True if the requester has proved that address, too."""
        named = (ExternalPerson.person_id == requester_id, ExternalPerson.external_id == address.lower())
        theirs = select(ExternalPerson.id).where(*named, own_systems.is_of_mail())
        return await self.session.scalar(theirs.limit(1)) is not None

    async def _has_answered(self, *theirs: ColumnElement[bool]) -> bool:
        """Return True if such words came by mail after an answer of a person: their author can read what is sent."""
        answer = aliased(Entry)
        written = select(Entry.id).join(answer, answer.ticket_id == Entry.ticket_id).where(
            *theirs, Entry.origin == Origin.MAIL, answer.kind == EntryKind.REPLY,
            answer.author_id.is_not(None), answer.id < Entry.id,
        )  # fmt: skip
        return await self.session.scalar(written.limit(1)) is not None

    async def _find_forwarder(self, ticket: Ticket) -> str | None:
        """Return the name of who forwarded the mail from which the request was handed to its writer; "" if they said
        nothing of their own, None if nobody did."""
        if mail_facts.read_facts(ticket).get(mail_facts.DOUBT) != "mail-forwarded":
            return None
        theirs = (Entry.ticket_id == ticket.id, Entry.kind == EntryKind.NOTE, Entry.origin == Origin.MAIL)
        return await self.session.scalar(select(Entry.author_name).where(*theirs).order_by(Entry.id).limit(1)) or ""

    async def _find_said(self, ticket: Ticket, requester: Person) -> _MailWords | None:
        data = self.job.load_payload()
        language = catalog.choose_language(requester, self.rules.locale)
        handed_at = await request_links.find_handed_at(self.session, ticket.id)
        if data["do"] == "receipt":
            if handed_at is not None:
                return None
            if ticket.is_draft:
                return _MailWords(RichText(await self._ask_to_agree(ticket, language)))
            if ticket.end_reason == "waited":
                days = self.rules.privacy.waiting.days
                told = catalog.say(language, "waited-too-long", number=ticket.number, days=days)
                return _MailWords(RichText(_TAG.sub("", told)))
            waits = night_alerts.can_ring(self.rules, self.job.created_at, ticket)
            asks = await drafts.is_only_greeting(self.session, ticket)
            key = "mail-receipt-hello" if asks else "mail-receipt-waits" if waits else "mail-receipt"
            told = catalog.say(language, key, number=ticket.number)
            return _MailWords(RichText(told), waits=waits and not asks)
        event = await self.session.get(FeedEvent, data["event"])
        if event is None:
            return None
        if event.kind == api_event_kinds.NOTICE:
            is_theirs = handed_at is None or event.at > handed_at
            return await self._find_notice(ticket, event) if is_theirs else None
        return await self._find_answer(event.refs["entry"], language)

    async def _ask_to_agree(self, ticket: Ticket, language: str) -> str:
        """Return the question whether the requester agrees to how their data is handled, with all of that."""
        facts = await list_facts(self.session, self.rules)
        told = [catalog.say(language, one.key, **one.make_args(language)) for one in facts]
        asked = [catalog.say(language, "mail-consent", number=ticket.number), "", catalog.say(language, "privacy-text")]
        return "\n".join([*asked, *(_TAG.sub("", one) for one in told)])

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
                Entry.created_at > event.at - _TOLD_WITH_ANSWER, Entry.withdrawn_at.is_(None), ~BY_RULE,
            )  # fmt: skip
            if await self.session.scalar(written.limit(1)) is not None:
                return None
        system = await own_systems.get_or_create_system(self.session, own_systems.MAIL, event.at)
        (body,) = await bodies.make_bodies(self.session, system, [event], self.rules)
        asks_solved = event.refs.get("asks") == SOLVED and ticket.status is Status.RESOLVED
        return _MailWords(RichText(body["notice"]["text"]), asks_solved=asks_solved)

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

    async def _find_answer(self, entry_id: int, language: str) -> _MailWords | None:
        entry = await self.session.get(Entry, entry_id, populate_existing=True)
        if entry is None or entry.kind is not EntryKind.REPLY or entry.withdrawn_at is not None:
            return None
        words = RichText.load(entry.body, entry.entities or ())
        text = add_content(words.text, entry.content_line, language, shows_phones=True)
        said = _MailWords(RichText(text, words.entities), entry.author_name, is_automatic=entry.author_id is None)
        said.files, said.to_fetch = await load_attachments(self.session, entry)
        return said

    async def _address(
        self,
        ticket: Ticket,
        requester: Person,
        to: _Recipient,
        said: _MailWords,
        copies: Mapping[str, Participation],
    ) -> Ready:
        language = catalog.choose_language(requester, self.rules.locale)
        row, of = await installation.load_row(self.session), self._find_own(ticket)
        key, own = row.file_key, of.address
        terms = marks.number_terms(key, self.rules.privacy.consent, row.backup_at) if ticket.is_draft else 0
        is_ours = to.by_form or ticket.begun_by is not None  # there is no first mail of theirs
        began = marks.make_message_id(key, own, ticket.id, 0) if is_ours else ticket.external_ref or ""
        has_page = await request_links.has_page(self.session, ticket.id)
        seen = tuple(one for one, part in copies.items() if part is Participation.COPIED)
        is_id = has_page and MASK not in began and " " not in began  # not masked, of nobody else's mail, of no import
        began = began if is_id else ""
        mail = OutgoingMail(
            sender=own, sender_name=_join_names(said.author, self._name_desk(ticket, of)), recipient=to.address,
            copies=seen, blind=tuple(one for one in copies if one not in seen),
            subject=_make_subject(ticket, to, language, terms), text="",
            message_id=marks.make_message_id(key, own, ticket.id, self.job.id, terms=terms),
            sent_at=self.job.created_at,
            in_reply_to=began or None, references=(began,) if began else (),
            reply_to=marks.make_reply_address(key, own, ticket.id) if self.own.has_plus else own,
            automatic=Automatic.REPLIED if said.is_automatic else None, attachments=tuple(said.files),
        )  # fmt: skip
        to = replace(to, is_shared=to.is_copy or bool(seen), has_page=has_page and not copies)
        to = replace(to, forwarded_by=await self._find_forwarder(ticket) if to.is_claimed else None)
        page = await references.make_reference(self.session, Purpose.PAGE, ticket.id)
        below = self._word_below(ticket, to, said, language, page=page, name=self._name_desk(ticket, of))
        text = (said.text, *map(RichText, below))
        return Ready(mail, text, language, tuple(said.to_fetch), is_copy=to.is_copy)

    def _find_own(self, ticket: Ticket) -> DeskAddress:
        return self.own.find([ticket.answers_from or ""])

    def _name_desk(self, ticket: Ticket, of: DeskAddress) -> str:
        """Return the event that the request belongs to, and the name in front of the address that answers."""
        event = next((one.name for one in self.rules.events if one.id == ticket.event_id), "")
        return _join_names(event, of.name)

    def _word_below(
        self, ticket: Ticket, to: _Recipient, said: _MailWords, language: str, *, page: str, name: str
    ) -> list[str]:
        """Return a link to the page of the request, where there is one, how to answer, and who the mail is from."""
        below = [catalog.say(language, "mail-reply")]
        if to.is_shared:
            below.append(catalog.say(language, "mail-copies"))
        if to.is_unknown:
            below.append(_word_why(ticket, to, language))
        elif to.has_page and not to.is_shared and not ticket.is_draft and self.rules.web.public_url is not None:
            url = f"{self.rules.web.public_url}/ask/{page}"
            asks = "mail-solved" if said.asks_solved else "mail-urgent" if said.waits else "mail-page"
            below.insert(0, catalog.say(language, asks, url=url))
        return [*below, catalog.say(language, "mail-signature", named=int(bool(name)), name=name)]


async def load_attachments(session: AsyncSession, entry: Entry) -> tuple[list[Attachment], list[FileInfo]]:
    """Return the files of an entry whose bytes the desk has, as far as they fit; then those to be fetched, or named."""
    left, files, to_fetch = FILES_BYTES, list[Attachment](), list[FileInfo]()
    for file in (await load_files(session, [entry.id])).get(entry.id, ()):
        content = b""
        if file.blob_id is not None and (file.size or 0) <= left:
            content = b"".join([piece async for piece in reading.read_pieces(session, file.blob_id)])
        if content:
            left -= len(content)
            files.append(Attachment(file.name, file.mime or "application/octet-stream", content))
        else:
            to_fetch.append(file)
    return files, to_fetch


def _join_names(*names: str) -> str:
    return " · ".join(one for one in names if one)


def _word_why(ticket: Ticket, to: _Recipient, language: str) -> str:
    """Return why somebody gets a mail about a request that nobody has proved to be theirs."""
    if to.forwarded_by is None:
        return catalog.say(language, "mail-form-why" if to.by_form else "mail-claimed-why", number=ticket.number)
    given: dict[str, str | int] = {"named": int(bool(to.forwarded_by)), "name": to.forwarded_by}
    return catalog.say(language, "mail-forwarded-why", number=ticket.number, **given)


def _make_subject(ticket: Ticket, to: _Recipient, language: str, terms: int) -> str:
    """Return the subject; to an address that nobody has proved without its own, which somebody else may have typed."""
    mark = make_mark(ticket.number, terms)
    if to.is_unknown or to.is_neutral:
        said = catalog.say(language, "mail-form-subject", number=ticket.number)
        return f"{said} {mark}" if terms else said
    subject = strip_prefixes(TicketSubject(ticket.subject, ticket.subject_line).say_in(language))
    is_first = ticket.begun_by is not None and ticket.requester_spoke_at is None
    return f"{'' if is_first else 'Re: '}{subject} {mark}"


def _is_begun(ticket: Ticket) -> bool:
    """Return True if the team chose the address, and the request has no words of another one."""
    return ticket.begun_by is not None and not ticket.merged_ids
