"""Tickets as the API shows them: to the integration of their requester what the requester may see; with `all:read`
what the team sees. Read only."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, cast, false, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Category, Entry, EntryKind, ExternalPerson, Person, Status, Ticket, any_of
from desk import DeskSettings
from desk.conversation.content_lines import add_content
from desk.files.visible_files import can_be_fetched
from desk.i18n import catalog
from desk.integrations import user_rows
from desk.integrations.scopes import Scope
from desk.organizations.of_ticket import TicketOrganization
from desk.payments.ledger import TicketPrice, load_prices
from desk.policy import Access, Verb, transitions, visibility
from desk.policy.ticket_list import TICKETS, TicketFilters, TicketReader
from desk.queries import entries
from desk.queries.entries import EntryInfo, FileInfo
from desk.queries.expected_times import KeptTargets, expect_answer
from desk.settings.own_fields import list_values
from desk.sla import night_alerts
from desk.text import make_plain
from desk.text.markdown.writer import write_common_markdown
from desk.text.money import format_plain
from desk.tickets import mail_facts, participants
from web.api.caller import Caller
from web.api.lists.following import load_following
from web.api.organizations.of_tickets import describe_organization, load_shown
from web.api.problems import ApiError
from web.api.schemas.tickets import (
    Assigned,
    ExpectedAnswer,
    FileMeta,
    MessageSeen,
    ParticipantSeen,
    PriceOfTicket,
    TicketChanged,
    TicketSeen,
    TicketSort,
    TicketsWanted,
    TicketWhole,
)

MOST_MESSAGES = 100
_ORDERS = {TicketSort.QUEUE: "urgent"}
_BY = {EntryKind.COMMENT: "requester", EntryKind.REPLY: "team", EntryKind.NOTE: "note"}


@dataclass(frozen=True, slots=True)
class TicketOfCaller:
    """A ticket, and the caller's user who filed it. `external` is None where it is visible through `all:read` only;
    `is_read` is False where the caller may change but not read it."""

    ticket: Ticket
    external: ExternalPerson | None
    is_read: bool = True


async def find_ticket(caller: Caller, number: int) -> TicketOfCaller:
    """Return the ticket of that number if the caller may see it. Raises ApiError 404."""
    found = await list_tickets(caller, Ticket.number == number, limit=1)
    if not found:
        raise ApiError(404, "no-such-ticket")
    return found[0]


async def find_own_ticket(caller: Caller, number: int) -> TicketOfCaller:
    """Return the ticket of that number if one of the caller's users filed it. Raises ApiError 404."""
    seen = await find_ticket(caller, number)
    if seen.external is None or not caller.bearer.has_scope(Scope.TICKETS):
        raise ApiError(404, "no-such-ticket")
    return seen


async def find_writable_ticket(caller: Caller, number: int) -> TicketOfCaller:
    """Return the ticket of that number if the caller may change it: with `all:write`, any filed ticket. Raises
    ApiError 404."""
    seen = await list_tickets(caller, Ticket.number == number, limit=1)
    if seen:
        return seen[0]
    filed = select(Ticket).where(Ticket.number == number, Ticket.filed_at.is_not(None))
    found = await caller.session.scalar(filed) if caller.bearer.has_scope(Scope.ALL_WRITE) else None
    if found is None:
        raise ApiError(404, "no-such-ticket")
    return TicketOfCaller(found, None, is_read=False)


async def list_tickets(caller: Caller, *where: ColumnElement[bool], limit: int) -> list[TicketOfCaller]:
    """Return up to `limit` tickets that the caller may see, newest first."""
    rows = await caller.session.execute(_visible_tickets(caller).where(*where).limit(limit))
    return [TicketOfCaller(ticket, external) for ticket, external in rows]


async def list_tickets_by(
    caller: Caller, reader: TicketReader, filters: TicketFilters, wanted: TicketsWanted
) -> tuple[list[TicketOfCaller], str | None]:
    """Return tickets that the caller may see, in another order, and the cursor behind them. They are ordered before
    anything is joined, so that a page reads as much of the history as it shows. Where `wanted` names one of the
    caller's users, who have few, those are read first. Raises ApiError 422."""
    seen = and_(Ticket.filed_at.is_not(None), is_visible(caller), reader.seen)
    if wanted.external_id is not None:
        seen = Ticket.id.in_(_visible_tickets(caller).where(reader.seen).with_only_columns(Ticket.id))
    chosen = TICKETS.choose(replace(reader, seen=seen), filters, _ORDERS.get(wanted.sort, wanted.sort.value))
    page = await load_following(caller, chosen, wanted.cursor, wanted.limit, select(Ticket.id))
    found = {
        one.ticket.id: one for one in await list_tickets(caller, any_of(Ticket.id, page.lines), limit=wanted.limit)
    }
    return [found[one] for one in page.lines if one in found], page.cursor


def _visible_tickets(caller: Caller) -> Select[Ticket, ExternalPerson | None]:
    """Select the visible tickets, newest first, each once: one of several of the caller's users as the first of
    them."""
    mine = _own_people_tickets(caller)
    rows = select(Ticket, ExternalPerson).ext(distinct_on(Ticket.id)).order_by(Ticket.id.desc(), ExternalPerson.id)
    if caller.bearer.has_scope(Scope.ALL_READ):
        return rows.outerjoin(ExternalPerson, mine).where(Ticket.filed_at.is_not(None))
    return rows.join(ExternalPerson, mine if caller.bearer.has_scope(Scope.TICKETS) else false())


def is_visible(caller: Caller) -> ColumnElement[bool]:
    """Match the tickets that the caller may see."""
    if caller.bearer.has_scope(Scope.ALL_READ):
        return Ticket.filed_at.is_not(None)
    mine = _own_people_tickets(caller) if caller.bearer.has_scope(Scope.TICKETS) else false()
    return select(ExternalPerson.id).where(mine).correlate(Ticket).exists()


def _own_people_tickets(caller: Caller) -> ColumnElement[bool]:
    mine = user_rows.is_ticket_visible(caller.bearer.system.id)
    return mine if caller.bearer.only is None else and_(mine, ExternalPerson.id == caller.bearer.only.id)


def access_of(caller: Caller) -> Access:
    """Return with which rights the caller sees tickets: the team's, or those of the person who filed them."""
    return Access(staff=True) if caller.bearer.has_scope(Scope.ALL_READ) else Access(requester=True)


async def show_tickets(caller: Caller, found: Sequence[TicketOfCaller]) -> list[TicketSeen]:
    """Return tickets without their messages, with the same number of statements for any number of tickets."""
    tickets, session = [one.ticket for one in found], caller.session
    person_ids = {one.requester_id for one in tickets} | {(one.tell or {}).get("assignee") for one in tickets}
    person_ids |= {one.intake_group_id for one in tickets}
    known = [
        *await _rows(session, Person, person_ids | {one.assignee_id for one in tickets}),
        *await _rows(session, Ticket, {one.merged_into_id for one in tickets}),
        *await _rows(session, Category, {one.category_id for one in tickets}),
    ]
    kept: KeptTargets = {}
    of, priced = await load_shown(caller, tickets), await load_prices(session, tickets, caller.rules)
    shown = [TicketSeen(**await _show_ticket(caller, one, of, priced, kept)) for one in found]
    del known  # held so far: the session gives what it has, and forgets what nobody holds
    return shown


async def _rows(session: AsyncSession, of: Any, ids: set[int | None]) -> Sequence[Any]:
    wanted = sorted(one for one in ids if one is not None)
    return (await session.scalars(select(of).where(any_of(of.id, wanted)))).all() if wanted else ()


async def show_ticket(caller: Caller, seen: TicketOfCaller) -> TicketWhole:
    """Return the ticket with its messages."""
    of = await load_shown(caller, [seen.ticket])
    priced = await load_prices(caller.session, [seen.ticket], caller.rules)
    shown = await _show_ticket(caller, seen, of, priced)
    ticket, is_team = seen.ticket, access_of(caller).staff
    others = await participants.describe(caller.session, ticket) if is_team else ()
    return TicketWhole(
        **shown,
        participants=[ParticipantSeen(name=one.name, state=one.state) for one in others] if is_team else None,
        waits_until=ticket.broadcast_at if night_alerts.can_ring(caller.rules, caller.now, ticket) else None,
        messages=await list_messages(caller, ticket),
    )


async def show_changed_ticket(caller: Caller, seen: TicketOfCaller) -> TicketWhole | TicketChanged:
    """Return the answer to a change: the ticket, as far as the caller may read it."""
    if seen.is_read:
        return await show_ticket(caller, seen)
    ticket = seen.ticket
    who = await caller.session.get(Person, ticket.assignee_id) if ticket.assignee_id is not None else None
    return TicketChanged(
        number=ticket.number, status=ticket.status, priority=ticket.priority, external_ref=ticket.external_ref,
        assignee=Assigned(id=who.id, name=who.name) if who is not None else None,
    )  # fmt: skip


async def _describe_place(caller: Caller, ticket: Ticket, *, is_team: bool) -> dict[str, object]:
    """Return where a ticket was written; its group chat, event and declared fields for the team only."""
    group_id = ticket.intake_group_id if is_team else None
    group = await caller.session.get(Person, group_id) if group_id is not None else None
    event = next((one.slug for one in caller.rules.events if is_team and one.id == ticket.event_id), None)
    return {
        "source": ticket.origin,
        "group": group.name if group is not None else None,
        "event": event,
        "context": mail_facts.show_context(ticket, caller.rules.locale),
        "fields": _list_fields(caller, ticket) if is_team else None,
    }


async def _show_ticket(
    caller: Caller,
    seen: TicketOfCaller,
    of: Mapping[int, TicketOrganization],
    priced: Mapping[int, TicketPrice],
    kept: KeptTargets | None = None,
) -> dict[str, object]:
    ticket, session = seen.ticket, caller.session
    is_team = access_of(caller).staff
    requester = await session.get_one(Person, ticket.requester_id)
    status, assignee_id = (ticket.status, ticket.assignee_id) if is_team else _get_told_status(ticket)
    assignee = await session.get(Person, assignee_id) if assignee_id is not None else None
    soon = await expect_answer(session, ticket, now=caller.now, settings=caller.rules, kept=kept)
    into = await session.get(Ticket, ticket.merged_into_id) if ticket.merged_into_id is not None else None
    category = await session.get(Category, ticket.category_id) if is_team and ticket.category_id is not None else None
    asked = ticket.rating_asked_at is not None and ticket.rated_at is None
    return {
        "number": ticket.number,
        "external_id": seen.external.external_id if seen.external is not None else None,
        **_describe_requester(caller, requester, is_team=is_team),
        "subject": ticket.subject,
        "status": status,
        "assignee": Assigned(id=assignee.id, name=assignee.name) if assignee is not None else None,
        **await _describe_place(caller, ticket, is_team=is_team),
        "filed_at": ticket.filed_at,
        "updated_at": ticket.updated_at,
        "ended_at": ticket.ended_at,
        "begun_by_team": ticket.begun_by is not None,
        "merged_into": into.number if into is not None else None,
        "expected": ExpectedAnswer(what=soon.what, at=soon.at) if soon is not None else None,
        "can_rate": asked and transitions.get_target_status(Verb.RATE, ticket.status) is not None,
        "rating": ticket.rating,
        "external_ref": ticket.external_ref,
        "priority": ticket.priority if is_team else None,
        "category": category.name if category is not None else None,
        "topic": category.id if category is not None else None,
        "tags": list(ticket.tags) if is_team else None,
        "price": _describe_price(priced.get(ticket.id)),
        **describe_organization(of.get(ticket.id), is_team=is_team),
    }


def _list_fields(caller: Caller, ticket: Ticket) -> dict[str, str]:
    return {one.field.name: one.text for one in list_values(caller.rules.own_fields, ticket.own_fields)}


def _describe_requester(caller: Caller, requester: Person, *, is_team: bool) -> dict[str, object]:
    is_shown = is_team and caller.rules.news.answer_way
    return {"requester": requester.name, "answer_way": requester.answer_way if is_shown else None}


def _describe_price(price: TicketPrice | None) -> PriceOfTicket | None:
    if price is None:
        return None
    amount = format_plain(price.amount, price.currency)
    return PriceOfTicket(amount=amount, currency=price.currency, paid=price.is_paid)


def select_status(caller: Caller) -> ColumnElement[Any]:
    """Return the SQL expression of the status that the caller is shown."""
    known = Ticket.__table__.c
    return known.status if access_of(caller).staff else func.coalesce(known.tell["status"].astext, known.status)


def select_assignee(caller: Caller) -> ColumnElement[Any]:
    """Return the SQL expression of the assignee's id that the caller is shown."""
    known = Ticket.__table__.c
    if access_of(caller).staff:
        return known.assignee_id
    return case((known.tell.is_not(None), cast(known.tell["assignee"].astext, BigInteger)), else_=known.assignee_id)


def _get_told_status(ticket: Ticket) -> tuple[Status, int | None]:
    """Return the status the requester was last told, where it differs from the present one."""
    if ticket.tell is None:
        return ticket.status, ticket.assignee_id
    return Status(ticket.tell["status"]), ticket.tell["assignee"]


async def require_topic(caller: Caller, topic: int | None) -> None:
    """Check that a ticket can have this topic, or none. Raises ApiError 422, which names the field."""
    found = await caller.session.get(Category, topic) if topic is not None else None
    if topic is not None and (found is None or found.removed_at is not None or found.is_group):
        said = "topic: a ticket cannot have it; GET /topics lists those that it can have"
        raise ApiError(422, "no-such-topic", said, where="body.topic")


async def list_messages(
    caller: Caller, ticket: Ticket, *, after: int | None = None, limit: int = MOST_MESSAGES
) -> list[MessageSeen]:
    """Return messages, oldest first: the newest ones, or those after the message with the id `after`."""
    ticket = await load_thread_ticket(caller, ticket)
    visible = select_visible_entries(caller, ticket)
    if after is None:
        found = list(await caller.session.scalars(visible.order_by(Entry.id.desc()).limit(limit)))[::-1]
    else:
        found = list(await caller.session.scalars(visible.where(Entry.id > after).order_by(Entry.id).limit(limit)))
    requester = await caller.session.get_one(Person, ticket.requester_id)
    language = catalog.choose_language(requester, caller.rules.locale)
    return [_message(one, language, caller) for one in await entries.describe_entries(caller.session, found, ticket)]


async def load_thread_ticket(caller: Caller, ticket: Ticket) -> Ticket:
    """Return the ticket whose thread has its messages: the one that it was merged into, or itself."""
    return await caller.session.get_one(Ticket, ticket.merged_into_id or ticket.id)


def select_visible_entries(caller: Caller, ticket: Ticket) -> Select[Entry]:
    """Select the entries of a ticket's thread that the caller may see; of merged tickets, only those of the caller's
    users."""
    kinds = [kind for kind in list_kinds(caller) if visibility.can_see_kind(kind, access_of(caller))]
    shown = entries.select_visible(ticket, access_of(caller), caller.now).where(Entry.kind.in_(kinds))
    shown = shown.where(visibility.select_left(caller.now))  # an integration that reads all is not of the team
    if not ticket.merged_ids or caller.bearer.has_scope(Scope.ALL_READ):
        return shown
    mine = (
        select(Ticket.id).join(ExternalPerson, _own_people_tickets(caller)).where(any_of(Ticket.id, ticket.thread_ids))
    )
    return shown.where(Entry.ticket_id.in_(mine))


def list_kinds(caller: Caller) -> Sequence[EntryKind]:
    """Return the kinds of entries shown: notes need a scope of their own; remarks of the desk are for the team only."""
    noted = (EntryKind.NOTE,) if caller.bearer.has_scope(Scope.NOTES) else ()
    return (EntryKind.COMMENT, EntryKind.REPLY, *noted)


def _message(entry: EntryInfo, language: str, caller: Caller) -> MessageSeen:
    is_of_team = caller.bearer.has_scope(Scope.ALL_READ)
    return MessageSeen(
        id=entry.id,
        by=_BY[entry.kind],
        author=entry.author_name,
        text=add_content(make_plain(entry.words), entry.content_line, language),
        markdown=add_content(write_common_markdown(entry.words), entry.content_line, language),
        at=entry.at,
        edited=entry.edited,
        files=[_file(one, caller.rules) for one in entry.files],
        delivery=entry.delivered or None if is_of_team else None,
    )  # fmt: skip


def _file(file: FileInfo, rules: DeskSettings) -> FileMeta:
    return FileMeta(
        id=file.id,
        name=file.name,
        kind=file.kind,
        mime=file.mime,
        size=file.size,
        available=can_be_fetched(file, rules),
    )


def make_etag(shown: TicketSeen | TicketChanged) -> str:
    """Return the ETag of an answer: equal as long as all of it but `updated_at` is, which hidden changes move too."""
    said = shown.model_dump_json(exclude={"updated_at"})
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'


async def require_match(caller: Caller, seen: TicketOfCaller, if_match: str | None) -> None:
    """Refuse a change if the ticket is no longer as the caller read it, and lock its row. Raises ApiError 412."""
    await caller.session.refresh(seen.ticket, with_for_update=True)
    if if_match is not None:
        now = make_etag(await show_changed_ticket(caller, seen))
        if not is_named_by(if_match, now):
            raise ApiError(412, "changed", "read it again", headers={"ETag": now})


def is_named_by(given: str, now: str) -> bool:
    """Return True if a header names this ETag; `*` names any (RFC 9110, 13.1). A `W/` prefix, which compressing
    proxies add, is ignored."""
    return given.strip() == "*" or now in [one.strip().removeprefix("W/") for one in given.split(",")]
