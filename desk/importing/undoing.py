"""Takes an import back for a day: what nobody has touched is deleted as if it had never come, the rest is named.

A ticket was touched if anything but the import refers to it: all foreign keys of the models are asked, so that a table
of tomorrow is asked too. Bytes of files go when no file has used them for a day, as those of all uploads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, any_, delete, func, literal, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Base,
    Entry,
    EntryFile,
    ExternalPerson,
    History,
    ImportedRow,
    MaskedWords,
    Origin,
    Person,
    Ticket,
    any_of,
)
from desk import Desk
from desk.importing.writing import begin_quietly
from desk.metrics import facts

KEPT = timedelta(days=1)
_AT_ONCE = 200
_OF_IMPORT = {"imported_rows", "files", "masked_words"}
"""Tables whose rows about an untouched ticket are the import's own."""


@dataclass(frozen=True, slots=True)
class ImportedSource:
    """A source with the number of its tickets, and when its first and last run began."""

    source: str
    tickets: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class UndoneBatch:
    """The next tickets or people of a run: the id of the last, how many were deleted, numbers of tickets that stay."""

    after: int
    deleted: int
    kept: Sequence[int]


async def list_sources(desk: Desk) -> list[ImportedSource]:
    """Return where tickets came from, the newest run last."""
    began = func.max(ImportedRow.began_at)
    rows = select(ImportedRow.source, func.count(ImportedRow.ticket_id), func.min(ImportedRow.began_at), began)
    found = await desk.session.execute(
        rows.where(ImportedRow.ticket_id.is_not(None)).group_by(ImportedRow.source).order_by(began)
    )
    return [ImportedSource(*row) for row in found]


def _is_of(source: str, now: datetime) -> ColumnElement[bool]:
    return (ImportedRow.source == source) & (ImportedRow.began_at > now - KEPT)


async def undo_batch(desk: Desk, source: str, after: int) -> UndoneBatch | None:
    """Delete the next tickets that came from a source within the last day, in the caller's unit of work, unless
    somebody touched them; None after the last."""
    await begin_quietly(desk)
    session = desk.session
    rows = select(Ticket.id, Ticket.number).join(ImportedRow, ImportedRow.ticket_id == Ticket.id)
    of_run = rows.where(_is_of(source, desk.now), Ticket.id > after).order_by(Ticket.id).limit(_AT_ONCE)
    numbers = {row.id: row.number for row in await session.execute(of_run.with_for_update(of=Ticket))}
    if not numbers:
        return None
    touched = await _find_touched(session, list(numbers))
    ids = [one for one in numbers if one not in touched]
    said = select(Entry.id).where(any_of(Entry.ticket_id, ids))
    await facts.forget_tickets(session, ids)
    for table in (EntryFile, MaskedWords):
        await session.execute(delete(table).where(table.entry_id.in_(said)))
    for rows_of in (Entry, History, ImportedRow):
        await session.execute(delete(rows_of).where(any_of(rows_of.ticket_id, ids)))
    await session.execute(delete(Ticket).where(any_of(Ticket.id, ids)))
    return UndoneBatch(max(numbers), len(ids), [numbers[one] for one in numbers if one in touched])


async def undo_people(desk: Desk, source: str, after: int) -> UndoneBatch | None:
    """Delete the next people whom runs of the last day have made and nothing else knows; None after the last."""
    await begin_quietly(desk)
    session = desk.session
    made = select(Person).join(ImportedRow, ImportedRow.person_id == Person.id).where(_is_of(source, desk.now))
    page = made.where(Person.id > after).order_by(Person.id).limit(_AT_ONCE).with_for_update(of=Person)
    people = (await session.scalars(page)).all()
    if not people:
        return None
    senders = select(ExternalPerson.id, ExternalPerson.person_id).where(
        any_of(ExternalPerson.person_id, [one.id for one in people])
    )
    owners = {row.id: row.person_id for row in await session.execute(senders)}
    used = {owners[one] for one in await _find_referred(session, "external_people", list(owners), set())}
    used |= await _find_referred(session, "people", [one.id for one in people], {"imported_rows", "external_people"})
    ids = [one.id for one in people if one.id not in used and not (one.started_at or one.todoist_id or one.username)]
    for table in (ImportedRow, ExternalPerson):
        await session.execute(delete(table).where(any_of(table.person_id, ids)))
    await session.execute(delete(Person).where(any_of(Person.id, ids)))
    return UndoneBatch(people[-1].id, len(ids), ())


async def _find_referred(session: AsyncSession, to: str, ids: Sequence[int], own: set[str]) -> set[int]:
    """Return the ids of rows of a table that another table than the import's `own` names."""
    columns = [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if table.name not in own and any(key.column.table.name == to for key in column.foreign_keys)
    ]
    named = union_all(
        *(select(column.label("id")).where(column == any_(literal(list(ids), ARRAY(BigInteger)))) for column in columns)
    )
    return set(await session.scalars(named)) if ids else set()


async def _find_touched(session: AsyncSession, ids: Sequence[int]) -> set[int]:
    """Return the tickets that something but the import refers to, or with history or words of another origin."""
    theirs = select(Entry.id, Entry.ticket_id, Entry.origin, Entry.edited_at, Entry.withdrawn_at)
    entries = (await session.execute(theirs.where(any_of(Entry.ticket_id, ids)))).all()
    used = await _find_referred(session, "entries", [one.id for one in entries], _OF_IMPORT)
    touched = {
        one.ticket_id for one in entries
        if one.id in used or one.origin is not Origin.IMPORT or one.edited_at or one.withdrawn_at
    }  # fmt: skip
    changed = select(History.ticket_id).where(any_of(History.ticket_id, ids), History.origin != Origin.IMPORT)
    touched |= set(await session.scalars(changed))
    return touched | await _find_referred(session, "tickets", ids, _OF_IMPORT | {"entries", "history"})
