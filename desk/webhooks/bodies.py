"""The bodies of deliveries, made of events of the feed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Category,
    Entry,
    EntryKind,
    ExternalPerson,
    FeedEvent,
    History,
    Integration,
    Person,
    Ticket,
    any_of,
)
from desk import DeskSettings, api_event_kinds, history
from desk.conversation.content_lines import add_content
from desk.files.visible_files import can_be_fetched
from desk.i18n import catalog
from desk.i18n.formats import format_args
from desk.integrations import scopes
from desk.integrations.scopes import Scope
from desk.organizations.of_ticket import TicketOrganization, load_organizations
from desk.queries.entries import FileInfo, Files, load_files
from desk.text import RichText, make_plain
from desk.text.markdown.writer import write_common_markdown

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
        if entries:
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
        words, line = RichText.load(entry.body, entry.entities or ()), (entry.content_line, self._language(event))
        return {
            "id": entry.id,
            "by": _BY[EntryKind.REPLY] if inside else _BY.get(entry.kind, entry.kind.value),
            "author": entry.author_name,
            "text": None if gone else add_content(make_plain(words), *line),
            "markdown": None if gone else add_content(write_common_markdown(words), *line),
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
