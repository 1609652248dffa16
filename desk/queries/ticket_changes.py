"""All changes of a ticket, for staff: who, what, when, from where; earlier wordings, movements of its money. Changes
nothing.

Requesters and people who left staff get none of it; `history` is for them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import CompoundSelect, literal, select, true, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Entry,
    EntryKind,
    EntryVersion,
    History,
    LedgerEntry,
    LedgerKind,
    Organization,
    Origin,
    PaymentMethod,
    PaymentRequest,
    Person,
    Ticket,
    any_of,
)  # fmt: skip
from desk import history
from desk.i18n import TicketSubject
from desk.listing import Following, Key, ListQuery, Shown
from desk.policy import permissions, visibility
from desk.queries.entries import PAGE
from desk.text.money import pack_money

_KINDS = 3
_CHANGED, _EDITED, _MOVED = range(_KINDS)
_Row = TypeVar("_Row", History, EntryVersion)


@dataclass(frozen=True, slots=True)
class Change:
    """A row of a ticket's history. `old` and `new` as stored (people and categories by their names at that time),
    None for nothing; an assignee who is unknown on the board is "". `by`: a name, None if only the origin is known;
    `lost`: a later change of the field was applied instead."""

    at: datetime
    field: str
    old: str | None
    new: str | None
    by: str | None
    origin: Origin
    lost: bool = False


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """A page of a ticket's history, oldest first, from 1; the last page is the newest."""

    number: int
    subject: TicketSubject
    changes: tuple[Change, ...]
    page: int
    pages: int


async def find_last_changer(session: AsyncSession, ticket_id: int, fields: Sequence[str]) -> int | None:
    """Return the id of the person who last changed one of these fields; None if there is none or it is unknown."""
    newest = select(History.actor_id).where(History.ticket_id == ticket_id, any_of(History.field, fields))
    return (await session.execute(newest.order_by(History.id.desc()).limit(1))).scalar_one_or_none()


async def load_changes_page(session: AsyncSession, ticket_id: int, viewer: Person, page: int) -> ChangesPage | None:
    """Load a page, from 1; 0 or one past the end is the last. None if the viewer may not see it."""
    ticket = await session.get(Ticket, ticket_id)
    who = await permissions.get_access(session, ticket, viewer) if ticket is not None else permissions.Access()
    if ticket is None or not (who.staff and visibility.can_see_ticket(ticket, who)):
        return None
    kinds = [kind for kind in EntryKind if visibility.can_see_kind(kind, who)]
    return await load_page(session, ticket, kinds, page)


async def load_page(session: AsyncSession, ticket: Ticket, kinds: Collection[EntryKind], page: int = 0) -> ChangesPage:
    """Load a page for a reader who may see all changes of the ticket, and entries of these kinds."""
    chosen, shown = _choose(ticket.id, kinds)
    total = await chosen.count(session)
    found = await chosen.load_page(session, page if page > 0 else total, PAGE, shown, total=total)
    subject, changes = TicketSubject(ticket.subject, ticket.subject_line), await _describe(session, found.lines)
    return ChangesPage(ticket.number, subject, changes, found.page, found.pages)


async def load_following(
    session: AsyncSession, ticket: Ticket, kinds: Collection[EntryKind], cursor: str | None
) -> Following[Change] | None:
    """Load the changes behind a cursor for such a reader; None if it is of another list."""
    chosen, shown = _choose(ticket.id, kinds)
    found = await chosen.load_following(session, cursor, PAGE, shown)
    return found and Following(await _describe(session, found.lines), found.cursor)


def _choose(ticket_id: int, kinds: Collection[EntryKind]) -> tuple[ListQuery, Shown]:
    every = _select_rows(ticket_id, kinds).subquery()
    order = Key(every.c.at), Key(every.c.kind)
    about = "changes", ticket_id
    chosen = ListQuery(every.c.id * _KINDS + every.c.kind, true(), order, about=about, source=every)
    return chosen, select(every.c.kind, every.c.id)


async def _describe(session: AsyncSession, found: Sequence[tuple[int, int]]) -> tuple[Change, ...]:
    stood = await _load_rows(session, History, [key for kind, key in found if kind == _CHANGED])
    said = await _load_rows(session, EntryVersion, [key for kind, key in found if kind == _EDITED])
    moved = await _load_movements(session, [key for kind, key in found if kind == _MOVED])
    editors = await _load_editor_names(session, {version.by for version in said.values()})
    shown = [
        _describe_edit(said[key], editors)
        if kind == _EDITED
        else moved[key]
        if kind == _MOVED
        else _describe_change(stood[key])
        for kind, key in found
    ]
    named = await _load_account_names(session, shown)
    return tuple(replace(one, new=named.get(one.new, "")) if _is_lost_assignee(one) else one for one in shown)


def _select_rows(ticket_id: int, kinds: Collection[EntryKind]) -> CompoundSelect[Any]:
    """Select changes of the ticket, edits of its entries of these kinds that were not withdrawn, and movements of its
    money."""
    changed = select(History.at, literal(_CHANGED).label("kind"), History.id)
    edited = select(EntryVersion.at, literal(_EDITED), EntryVersion.id).join(Entry)
    moved = select(LedgerEntry.at, literal(_MOVED), LedgerEntry.id)
    moved = moved.join(PaymentRequest, PaymentRequest.id == LedgerEntry.request_id)
    return union_all(
        changed.where(History.ticket_id == ticket_id),
        edited.where(Entry.ticket_id == ticket_id, Entry.kind.in_(kinds), Entry.withdrawn_at.is_(None)),
        moved.where(PaymentRequest.ticket_id == ticket_id),
    )


async def _load_movements(session: AsyncSession, ids: Sequence[int]) -> dict[int, Change]:
    """Load entries of the ledger as changes: what it was, how much, and of which organization's balance."""
    if not ids:
        return {}
    rows = await session.execute(
        select(LedgerEntry, PaymentRequest.method, Organization.name, Person.name)
        .join(PaymentRequest, PaymentRequest.id == LedgerEntry.request_id)
        .outerjoin(Organization, Organization.id == LedgerEntry.organization_id)
        .outerjoin(Person, Person.id == LedgerEntry.made_by)
        .where(any_of(LedgerEntry.id, ids))
    )
    return {row.id: _describe_movement(row, method, owner, by) for row, method, owner, by in rows}


def _describe_movement(row: LedgerEntry, method: PaymentMethod, owner: str | None, by: str | None) -> Change:
    kind = row.kind.value
    if row.kind is LedgerKind.CHARGE:
        taken = "balance" if method is PaymentMethod.BALANCE else kind
        kind = "back" if row.amount > 0 else taken
    new = f"{kind}:{pack_money(abs(row.amount), row.currency)}:{owner or ''}"
    return Change(row.at, history.MONEY, None, new, by, row.origin)


async def _load_rows(session: AsyncSession, table: type[_Row], ids: Sequence[int]) -> dict[int, _Row]:
    if not ids:
        return {}
    return {row.id: row for row in await session.scalars(select(table).where(any_of(table.id, ids)))}


async def _load_editor_names(session: AsyncSession, ids: set[int | None]) -> dict[int, str]:
    known = [one for one in ids if one is not None]
    if not known:
        return {}
    rows = await session.execute(select(Person.id, Person.name).where(any_of(Person.id, known)))
    return {person_id: name for person_id, name in rows}  # noqa: C416  (rows are not tuples of the key's type)


def _describe_edit(version: EntryVersion, editors: Mapping[int, str]) -> Change:
    by = editors.get(version.by) if version.by is not None else None
    return Change(version.at, history.WORDING, version.body, None, by, version.origin)


def _describe_change(row: History) -> Change:
    lost = row.field.startswith(history.LOST)
    field = row.field.removeprefix(history.LOST)
    old, new = history.get_values(row)
    return Change(row.at, field, old, new, row.actor_name, row.origin, lost)


def _is_lost_assignee(change: Change) -> bool:
    return change.lost and change.field == history.ASSIGNEE and change.new is not None


async def _load_account_names(session: AsyncSession, shown: Sequence[Change]) -> dict[str | None, str]:
    """Load the names of people the board named by Todoist id."""
    ids = [change.new for change in shown if _is_lost_assignee(change)]
    if not ids:
        return {}
    rows = await session.execute(select(Person.todoist_id, Person.name).where(any_of(Person.todoist_id, ids)))
    return {todoist_id: name for todoist_id, name in rows}  # noqa: C416  (rows are not tuples of the key's type)
