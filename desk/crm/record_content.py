"""Reads what a record says at this moment: never a note, never a withdrawn word."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Category,
    Contact,
    Entry,
    EntryFile,
    EntryKind,
    History,
    LedgerEntry,
    Membership,
    Organization,
    Outlet,
    Person,
    Rating,
    Ticket,
)
from desk.conversation.content_lines import add_content
from desk.crm.record_kinds import RecordContent, RecordKey, RecordKind, format_time
from desk.policy import Access
from desk.policy.visibility import can_see_entry

_READER = Access(requester=True, staff=False)
_BY = {EntryKind.COMMENT: "requester"}
_TEAM = "team"


async def read_message(session: AsyncSession, key: RecordKey) -> RecordContent | None:
    """Return a message, without words that were withdrawn or became a note."""
    row = await session.get(Entry, key.id)
    if row is None or row.ticket_id is None:
        return None
    shown = can_see_entry(row, _READER)
    values = {
        "by": _BY.get(row.kind, _TEAM),
        "author": row.author_name,
        "text": add_content(row.body, row.content_line, "en") if shown else None,
        "files": await _list_files(session, row) if shown else [],
        "edited": row.edited_at is not None,
        "withdrawn": not shown,
        "at": format_time(row.created_at),
    }
    return RecordContent(key, values, _of(row.ticket_id))


async def _read_status(session: AsyncSession, key: RecordKey) -> RecordContent | None:
    """Return a change of a request's status; it never changes any more."""
    row = await session.get(History, key.id)
    if row is None:
        return None
    values = {"old": row.old, "new": row.new, "by": row.actor_name, "at": format_time(row.at)}
    return RecordContent(key, values, _of(row.ticket_id))


async def _read_rating(session: AsyncSession, key: RecordKey) -> RecordContent | None:
    """Return a rating with its words; None without stars."""
    row = await session.get(Rating, key.id)
    if row is None or row.stars is None or row.marked_at is None:
        return None
    about = await session.get(Person, row.person_id) if row.person_id is not None else None
    values = {
        "about": row.about.value, "stars": row.stars, "words": row.words,
        "agent": about.name if about is not None else None, "at": format_time(row.marked_at),
    }  # fmt: skip
    return RecordContent(key, values, _of(row.ticket_id))


async def _list_files(session: AsyncSession, entry: Entry) -> list[dict[str, object]]:
    rows = await session.scalars(
        select(EntryFile).where(EntryFile.entry_id == entry.id).order_by(EntryFile.ordinal, EntryFile.id)
    )
    return [{"name": row.name, "kind": row.kind, "size": row.size} for row in rows]


def _of(ticket_id: int) -> dict[str, RecordKey]:
    return {"request": RecordKey(RecordKind.REQUEST, ticket_id)}


Read = Callable[[AsyncSession, RecordKey], Awaitable[RecordContent | None]]


async def read_content(session: AsyncSession, key: RecordKey) -> RecordContent | None:
    """Return the content of a record; None if there is none (any more), or none for the CRM."""
    return await _READ[key.kind](session, key)


async def _read_organization(session: AsyncSession, key: RecordKey) -> RecordContent | None:
    row = await session.get(Organization, key.id)
    if row is None:
        return None
    values = {"name": row.name, "tax_id": row.tax_id, "removed": row.removed_at is not None}
    return RecordContent(key, values, external_id=row.external_id)


async def _read_outlet(session: AsyncSession, key: RecordKey) -> RecordContent | None:
    row = await session.get(Outlet, key.id)
    if row is None:
        return None
    removed = row.removed_at is not None
    values = {"name": row.name, "address": row.address, "equipment": list(row.equipment), "removed": removed}
    return RecordContent(key, values, _name(organization=row.organization_id), row.external_id)


async def _read_contact(session: AsyncSession, key: RecordKey) -> RecordContent | None:
    row = await session.get(Contact, key.id)
    if row is None:
        return None
    removed = row.removed_at is not None
    values = {
        "name": row.name, "phone": row.phone, "position": row.position, "email": row.email, "removed": removed,
    }  # fmt: skip
    return RecordContent(key, values, _name(organization=row.organization_id, outlet=row.outlet_id), row.external_id)


async def _read_request(session: AsyncSession, key: RecordKey) -> RecordContent | None:
    row = await session.get(Ticket, key.id)
    if row is None or row.filed_at is None:
        return None
    topic = await session.get(Category, row.category_id) if row.category_id is not None else None
    agent = await session.get(Person, row.assignee_id) if row.assignee_id is not None else None
    into = await session.get(Ticket, row.merged_into_id) if row.merged_into_id is not None else None
    values: dict[str, Any] = {
        "number": row.number,
        "subject": row.subject,
        "status": row.status.value,
        "priority": row.priority,
        "topic": topic.name if topic is not None else None,
        "requester": (await session.get_one(Person, row.requester_id)).name,
        "assignee": agent.name if agent is not None else None,
        "merged_into": into.number if into is not None else None,
        "filed_at": format_time(row.filed_at),
    }
    contact = await _find_contact(session, row)
    return RecordContent(key, values, _name(organization=row.organization_id, outlet=row.outlet_id, contact=contact))


async def _read_payment(session: AsyncSession, key: RecordKey) -> RecordContent | None:
    row = await session.get(LedgerEntry, key.id)
    if row is None:
        return None
    person = await session.get(Person, row.person_id) if row.person_id is not None else None
    values = {
        "kind": row.kind.value, "amount": row.amount, "currency": row.currency, "reason": row.reason,
        "person": person.name if person is not None else None, "at": format_time(row.at),
    }  # fmt: skip
    return RecordContent(key, values, _name(organization=row.organization_id, request=row.ticket_id))


async def _find_contact(session: AsyncSession, ticket: Ticket) -> int | None:
    """Return the contact that the requester is in the ticket's organization, also after their membership ended."""
    if ticket.organization_id is None:
        return None
    theirs = (Membership.person_id == ticket.requester_id, Membership.organization_id == ticket.organization_id)
    found = select(Membership.contact_id).where(*theirs, Membership.contact_id.is_not(None))
    contact: int | None = await session.scalar(found.order_by(Membership.id.desc()).limit(1))
    return contact


def _name(**ids: int | None) -> dict[str, RecordKey]:
    return {name: RecordKey(RecordKind(name), own_id) for name, own_id in ids.items() if own_id is not None}


_READ: dict[RecordKind, Read] = {
    RecordKind.ORGANIZATION: _read_organization,
    RecordKind.OUTLET: _read_outlet,
    RecordKind.CONTACT: _read_contact,
    RecordKind.REQUEST: _read_request,
    RecordKind.MESSAGE: read_message,
    RecordKind.STATUS: _read_status,
    RecordKind.RATING: _read_rating,
    RecordKind.PAYMENT: _read_payment,
}
