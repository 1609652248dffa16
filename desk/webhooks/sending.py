"""Jobs for the subscribed addresses, made from the feed, and their outcomes. Knows no HTTP.

A job's key is subscription and ticket, so that events of one ticket arrive in order; its payload names the event, whose
words are read when it is sent. Nothing piles up while no sender runs: the sender makes the jobs, from a feed that is
kept for a while. While an integration's token is expired nothing is sent; with a new one it gets what it missed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import TIMESTAMP, ColumnElement, and_, bindparam, func, literal_column, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import (
    Box,
    Category,
    Entry,
    EntryKind,
    ExternalPerson,
    FeedEvent,
    History,
    Integration,
    Job,
    Person,
    Subscription,
    Ticket,
    any_of,
)
from db.queue import Bury, ClaimedJob, Done, Retry, Verdict, keys
from db.unit_of_work import NewJob
from desk import DeskSettings, api_event_kinds, history
from desk.admin_settings.changes import CurrentSettings
from desk.conversation.new_entry import load_line
from desk.files.visible_files import can_be_fetched
from desk.i18n import catalog
from desk.i18n.formats import format_args
from desk.integrations import scopes
from desk.integrations.scopes import Scope
from desk.notifications import to_staff
from desk.organizations.of_ticket import TicketOrganization, load_organizations
from desk.queries.entries import FileInfo, Files, load_files
from desk.settings import VERSION
from desk.text import RichText, make_plain
from desk.text.masking import phone_numbers
from desk.webhooks import feed, subscriptions, testing

# API events as integrations read them. Words are read when they are sent, so that withdrawn ones are left out. The
# shape is part of the interface (docs/reference/webhook-events.md): fields may be added, none is removed.


Body = dict[str, Any]
_BY = {EntryKind.COMMENT: "requester", EntryKind.REPLY: "team", EntryKind.NOTE: "note"}
_ID = "evt_"
_ELSEWHERE = {
    "closed-by-board": "closed-by-board-elsewhere",
    "resolved-stars-silence": "resolved-stars-silence-elsewhere",
}
"""Texts that ask for a reply to the message itself, with those for channels without one."""


def make_event_id(event: int) -> str:
    """Return an event's id, the same for each delivery."""
    return f"{_ID}{event}"


async def make_bodies(
    session: AsyncSession, system: Integration, events: Sequence[FeedEvent], rules: DeskSettings
) -> list[Body]:
    """Return what the integration reads of these events, in order; `rules` has the desk's language and zone."""
    read = await _BodyReader.of(session, system, events)
    read.rules = rules
    if rules.organizations.enabled:
        read.organizations = await load_organizations(session, list(read.tickets.values()))
    return [read.make_body(event) for event in events]


class _BodyReader:
    """The rows that bodies are made from, by id."""

    rules: DeskSettings
    sees_all: bool

    def __init__(self) -> None:
        self.tickets: dict[int, Ticket] = {}
        self.people: dict[int, Person] = {}
        self.categories: dict[int, str] = {}
        self.external: dict[int, str] = {}
        self.filed_as: dict[int | None, str] = {}
        self.history: dict[int, History] = {}
        self.entries: dict[int, Entry] = {}
        self.files: Files = {}
        self.organizations: Mapping[int, TicketOrganization] = {}

    @classmethod
    async def of(cls, session: AsyncSession, system: Integration, events: Sequence[FeedEvent]) -> "_BodyReader":
        read = cls()
        read.sees_all = Scope.ALL_READ in scopes.parse_scopes(system.scopes)
        read.tickets = await _by_id(session, Ticket, {event.ticket_id for event in events})
        asking = {ticket.requester_id for ticket in read.tickets.values()}
        having = {ticket.assignee_id for ticket in read.tickets.values()}
        read.people = await _by_id(session, Person, asking | having - {None})
        about = await _by_id(session, Category, {ticket.category_id for ticket in read.tickets.values()} - {None})
        read.categories = {one.id: one.name for one in about.values()}
        theirs = select(ExternalPerson).where(
            ExternalPerson.system_id == system.id, any_of(ExternalPerson.person_id, asking)
        )
        newest_first = (await session.scalars(theirs.order_by(ExternalPerson.id.desc()))).all()
        read.external = {row.person_id: row.external_id for row in newest_first}  # of several the oldest, as in the API
        read.filed_as = {row.id: row.external_id for row in newest_first}
        read.history = await _by_id(session, History, {event.refs.get("history") for event in events} - {None})
        entries = {event.refs.get("entry") for event in events} - {None}
        entries.update(one for event in events for one in event.refs.get("entries", ()))
        read.entries = await _by_id(session, Entry, entries)
        read.files = await load_files(session, sorted(one for one in entries if one is not None))
        return read

    def make_body(self, event: FeedEvent) -> Body:
        told: Body = {
            "id": make_event_id(event.id),
            "type": event.kind,
            "at": _time(event.at),
            "origin": event.origin.value,
            "actor": self._actor(event),
            "ticket": self._ticket(event.ticket_id),
        }
        changed = self.history.get(event.refs.get("history", 0))
        entry = self.entries.get(event.refs.get("entry", 0))
        if event.kind == api_event_kinds.CREATED:
            words = [self.entries[one] for one in event.refs["entries"] if one in self.entries]
            told["messages"] = [self._message(event, entry) for entry in words]
        elif event.kind == api_event_kinds.LATE:
            told["late"] = {"of": event.refs["of"], "since": _time(event.at)}
        elif event.kind == api_event_kinds.NOTICE:
            told["notice"] = self._notice(event)
        elif event.kind == api_event_kinds.RULE:
            told["rule"] = event.refs["rule"]
        elif changed is not None:
            told["change"] = _change(event, changed)
        elif entry is not None:
            told["message"] = self._message(event, entry)
        return told

    def _actor(self, event: FeedEvent) -> str | None:
        """Return the actor's name at that time; None if there is none, or it is unknown."""
        changed = self.history.get(event.refs.get("history", 0))
        if event.kind == api_event_kinds.CREATED:
            return self.people[self.tickets[event.ticket_id].requester_id].name
        if changed is not None:
            return changed.actor_name
        entry = self.entries.get(event.refs.get("entry", 0))
        known = entry is not None and (event.origin == entry.origin)
        return entry.author_name if entry is not None and known else None

    def _ticket(self, ticket_id: int) -> Body:
        ticket = self.tickets[ticket_id]
        agent = self.people.get(ticket.assignee_id or 0)
        return {
            "number": ticket.number,
            "external_id": self.filed_as.get(ticket.external_person_id, self.external.get(ticket.requester_id)),
            "external_ref": ticket.external_ref,
            "requester": self.people[ticket.requester_id].name,
            "subject": ticket.subject,
            "status": ticket.status.value,
            "assignee": {"id": agent.id, "name": agent.name} if agent is not None else None,
            "priority": ticket.priority if self.sees_all else None,
            "category": self.categories.get(ticket.category_id or 0) if self.sees_all else None,
            **_describe_organization(self.organizations.get(ticket_id)),
        }

    def _message(self, event: FeedEvent, entry: Entry) -> Body:
        """Return a message as the API shows it, without words that were withdrawn or moved, or an answer that became a
        note: receivers of one need not receive the other."""
        inside = entry.kind is EntryKind.NOTE and event.kind not in api_event_kinds.OF_NOTES
        gone = inside or entry.withdrawn_at is not None or entry.ticket_id != event.ticket_id
        return {
            "id": entry.id,
            "by": _BY[EntryKind.REPLY] if inside else _BY.get(entry.kind, entry.kind.value),
            "author": entry.author_name,
            "text": None
            if gone
            else make_plain(RichText.load(entry.body, entry.entities or ())) or self._line(event, entry.content_line),
            "at": _time(entry.created_at),
            "edited": entry.edited_at is not None,
            "withdrawn": gone,
            "files": [] if gone else [self._file(file) for file in self.files[entry.id]],
        }

    def _file(self, file: FileInfo) -> Body:
        can = can_be_fetched(file, self.rules)
        return {
            "id": file.id,
            "name": file.name,
            "kind": file.kind,
            "mime": file.mime,
            "size": file.size,
            "available": can,
        }

    def _notice(self, event: FeedEvent) -> Body:
        """Return what the requester is notified of or asked, in their language; a text that this version does not know
        is its key."""
        key: str = event.refs["say"]
        args, language = event.refs["args"], self._language(event)
        given = format_args(language, args, now=event.at, zone=self.rules.timezone)
        for name in event.refs.get("keyed", ()):
            given[name] = catalog.say(language, args[name]) if catalog.has_key(language, args[name]) else args[name]
        said = _ELSEWHERE.get(key, key)
        text = catalog.say(language, said, **given) if catalog.has_key(language, said) else key
        return {"key": key, "text": text, "asks": event.refs["asks"]}

    def _language(self, event: FeedEvent) -> str:
        return catalog.choose_language(self.people[self.tickets[event.ticket_id].requester_id], self.rules.locale)

    def _line(self, event: FeedEvent, stored: str | None) -> str:
        """Describe a message without text or file; numbers of shared contacts are masked."""
        if stored is None:
            return ""
        key, args = load_line(stored)
        if key == phone_numbers.CONTACT:
            args = phone_numbers.mask_contact(args)
        language = self._language(event)
        return catalog.say(language, key, **args) if catalog.has_key(language, key) else ""


def _describe_organization(of: TicketOrganization | None) -> Body:
    """Return the fields that the API's ticket shows to a requester's integration: nothing about people."""
    if of is None:
        return {"organization": None, "outlet": None}
    outlet = of.outlet
    return {
        "organization": {"id": of.id, "external_id": of.external_id, "name": of.name, "removed": of.is_removed},
        "outlet": None
        if outlet is None
        else {"id": outlet.id, "external_id": outlet.external_id, "name": outlet.name, "address": outlet.address},
    }


def _change(event: FeedEvent, changed: History) -> Body:
    """Return a change: statuses and priorities as stored, people and topics by their names at that time."""
    if event.kind == api_event_kinds.RATED:
        return {"field": "rating", "old": None, "new": changed.new}
    if event.kind in (api_event_kinds.MERGED, api_event_kinds.UNMERGED):
        into = (changed.new if event.kind == api_event_kinds.MERGED else changed.old) or ""
        return {"field": "merged_into", "old": None, "new": into.lstrip("#")}
    if event.kind == api_event_kinds.ESCALATED:
        return {"field": "escalated", "old": None, "new": changed.field.removeprefix("escalated").strip("_") or "hand"}
    old, new = (None if text == history.WITHDRAWN else text for text in history.get_values(changed))
    return {"field": api_event_kinds.FIELDS.get(changed.field, changed.field), "old": old, "new": new}


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


async def _by_id(session: AsyncSession, rows: Any, ids: Iterable[Any]) -> dict[int, Any]:
    wanted = sorted(ids)
    found = select(rows).where(any_of(rows.id, wanted)).execution_options(populate_existing=True)
    return {row.id: row for row in await session.scalars(found)} if wanted else {}


# Deliveries of a webhook as its integration reads them, from the jobs that are kept. Changes nothing.


def is_of(subscription_id: int) -> tuple[ColumnElement[bool], ...]:
    """Match the jobs of a subscription, as their index names them."""
    subscription = func.split_part(Job.key, literal_column("':'"), literal_column("1"))
    return Job.box == literal_column("'to_webhooks'"), subscription == str(subscription_id)


AT_ONCE = 500
"""Events of one subscription in one unit of work."""
GONE = 410
_WAITS = tuple(timedelta(seconds=one) for one in (5, 30, 120, 600, 1800))
LONGEST_WAIT = timedelta(hours=1)
MOST_TRIES = len(_WAITS) + 24
"""Tries that, with their pauses, take a day."""
_PAUSE = timedelta(minutes=5)
SWITCHED_OFF = Done("switched off")
"""The verdict on a job whose subscription is off or removed, or whose integration is revoked: no request is made."""
_NOW = bindparam("now", type_=TIMESTAMP(timezone=True))
_LIVE = and_(
    Subscription.off_at.is_(None), Subscription.removed_at.is_(None), Integration.revoked_at.is_(None),
    or_(Integration.expires_at.is_(None), Integration.expires_at > _NOW),
)  # fmt: skip
_BEHIND = or_(feed.NEW, select(FeedEvent.id).where(FeedEvent.position > Subscription.sent_to).exists())
_LOOK = (
    select(func.count(), func.count().filter(_BEHIND))
    .select_from(Subscription)
    .join(Integration, Integration.id == Subscription.system_id)
    .where(_LIVE)
)


@dataclass(frozen=True, slots=True)
class WebhookPost:
    """A request to send; `secret` is encrypted."""

    subscription: int
    url: str
    secret: bytes
    body: Body


@dataclass(frozen=True, slots=True)
class WebhookAnswer:
    """The result: a status, or the reason why there is none."""

    status: int | None
    error: str = ""

    @property
    def is_taken(self) -> bool:
        """True if the receiver accepted it."""
        return self.status is not None and 200 <= self.status < 300


async def find_work(session: AsyncSession, now: datetime) -> tuple[bool, bool]:
    """Return two flags: there is a subscription with a valid token, and some events have no jobs yet."""
    live, behind = (await session.execute(_LOOK, {"now": now})).one()
    return live > 0, behind > 0


async def make_jobs(session: AsyncSession, now: datetime) -> int:
    """Make jobs of new events for each subscription; return how many. Several processes may do so at once: each takes
    other subscriptions."""
    await feed.number_new_events(session)
    behind = (
        select(Subscription, Integration)
        .join(Integration, Integration.id == Subscription.system_id)
        .where(_LIVE, _BEHIND)
    )
    locked = behind.order_by(Subscription.id).with_for_update(of=Subscription, skip_locked=True)
    made = 0
    for row, system in (await session.execute(locked.execution_options(populate_existing=True), {"now": now})).all():
        page = await feed.read_page(session, system, row.sent_to, AT_ONCE, row.kinds)
        for event in page.events:
            queue.put_job(session, _job(row.id, event, now))
        row.sent_to = page.next
        made += len(page.events)
    return made


def _job(subscription_id: int, event: FeedEvent, now: datetime) -> NewJob:
    payload = queue.encode_payload({"do": "send", "subscription": subscription_id, "event": event.id})
    key = keys.make_webhook_key(subscription_id, event.ticket_id)
    return NewJob(Box.TO_WEBHOOKS, key, payload, now, ticket_id=event.ticket_id)


async def prepare_post(
    session: AsyncSession, job: ClaimedJob, now: datetime, current: CurrentSettings
) -> WebhookPost | Verdict:
    """Return what a job sends now, or its verdict if no request is to be made."""
    data = job.load_payload()
    is_test = "event" not in data
    found = select(Subscription, Integration, VERSION).join(Integration, Integration.id == Subscription.system_id)
    of_job = found.where(Subscription.id == data["subscription"]).execution_options(populate_existing=True)
    row, system, version = (await session.execute(of_job)).one()
    if row.off_at is not None or row.removed_at is not None or system.revoked_at is not None:
        return SWITCHED_OFF
    if system.expires_at is not None and system.expires_at <= now:
        return Retry(now + _PAUSE, "the system's token has run out", counts=False)
    if is_test:
        return WebhookPost(row.id, row.url, row.secret, testing.make_test_body(data["id"], system.name, now))
    if row.rest_until is not None and row.rest_until > now:
        return Retry(row.rest_until, "rests", counts=False)
    event = await session.scalar(select(FeedEvent).where(FeedEvent.id == data["event"], feed.is_event_visible(system)))
    if event is None:
        return Done("nothing to be told any more")
    (body,) = await make_bodies(session, system, [event], await current.get_at_version(session, version))
    return WebhookPost(row.id, row.url, row.secret, body)


async def settle_answer(
    session: AsyncSession, job: ClaimedJob, sent: WebhookPost, answer: WebhookAnswer, now: datetime
) -> tuple[Verdict, bool]:
    """Return the verdict on a sent job, and True if the address has recovered, so that all that waits for it is due. A
    day without an answer, or status 410, switches the subscription off and notifies the admins. A test counts for
    nothing, and is not repeated."""
    row = await session.get_one(Subscription, sent.subscription, with_for_update=True, populate_existing=True)
    if row.removed_at is not None:
        return SWITCHED_OFF, False
    why = f"answered {answer.status}" if answer.status is not None else answer.error
    if "event" not in job.load_payload():
        return Done(str(answer.status) if answer.is_taken else why), False
    if answer.is_taken:
        was_failing = row.failing_since is not None
        row.failing_since = row.failing_from = row.rest_until = None
        row.failures = 0
        return Done(str(answer.status)), was_failing
    await _rest(session, row, job, now)
    if answer.status == GONE or row.failures >= MOST_TRIES:
        await _switch_off(session, row, why, now)
        return Bury(why), False
    if job.attempts + 1 >= MOST_TRIES:
        return Bury(why), False
    return Retry(now + get_wait(job.attempts), why), False


async def rewind_to(session: AsyncSession, job: ClaimedJob) -> None:
    """Rewind the subscription to a `SWITCHED_OFF` job's event, which is sent once that is undone; a test is not."""
    data = job.load_payload()
    if "event" not in data:
        return
    position = select(FeedEvent.position).where(FeedEvent.id == data["event"]).scalar_subquery()
    row = update(Subscription).where(Subscription.id == data["subscription"])
    await session.execute(row.values(sent_to=func.least(Subscription.sent_to, position - 1)))


async def _rest(session: AsyncSession, row: Subscription, job: ClaimedJob, now: datetime) -> None:
    """Let the address rest, so that it gets no other job; an error of one ticket's event need not affect others."""
    position = await session.scalar(select(FeedEvent.position).where(FeedEvent.id == job.load_payload()["event"])) or 1
    row.failing_since = row.failing_since or now
    row.failing_from = min(position - 1, row.failing_from if row.failing_from is not None else position - 1)
    if row.rest_until is None or row.rest_until <= now:  # of several sent at once, only the first counts
        row.rest_until = now + get_wait(row.failures)
        row.failures += 1


async def _switch_off(session: AsyncSession, row: Subscription, why: str, now: datetime) -> None:
    """Switch the subscription off. Once it is on again, it gets everything from the first event that failed."""
    row.sent_to = min(row.sent_to, row.failing_from if row.failing_from is not None else row.sent_to)
    if row.off_at is not None:
        return
    row.off_at, row.off_why = now, why
    system = await session.get_one(Integration, row.system_id)
    host = subscriptions.get_host(row.url)
    await to_staff.tell_admins(session, "webhook-off", now=now, system=system.name, host=host, why=why)


def get_wait(tries: int) -> timedelta:
    """Return the pause after so many failures: seconds at first, then an hour."""
    return _WAITS[tries] if tries < len(_WAITS) else LONGEST_WAIT


async def list_latest_jobs(session: AsyncSession, subscription_id: int, most: int = 5) -> list[Job]:
    """Return its last jobs, newest first."""
    mine = select(Job).where(*is_of(subscription_id))
    return list(await session.scalars(mine.order_by(Job.id.desc()).limit(most)))
