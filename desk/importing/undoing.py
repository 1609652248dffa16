"""Takes an import back for a day: what nobody has touched is deleted as if it had never come, the rest is named.

A ticket was touched if anything but the import refers to it: all foreign keys of the models are asked, so that a table
of tomorrow is asked too. Bytes of files go when no file has used them for a day, as those of all uploads.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, SQLColumnExpression, Table, delete, exists, func, select

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
    """What came from a source: how many tickets, since when and until when runs began."""

    source: str
    tickets: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class UndoneBatch:
    """The next tickets of a run: the id of the last, how many were deleted, numbers of those that stay."""

    after: int
    deleted: int
    kept: Sequence[int]


async def list_sources(desk: Desk) -> list[ImportedSource]:
    """Return where tickets came from, the newest run last."""
    began = func.max(ImportedRow.began_at)
    rows = select(ImportedRow.source, func.count(ImportedRow.ticket_id), func.min(ImportedRow.began_at), began)
    found = await desk.session.execute(rows.group_by(ImportedRow.source).order_by(began))
    return [ImportedSource(*row) for row in found]


def _is_of(source: str, now: datetime) -> ColumnElement[bool]:
    return (ImportedRow.source == source) & (ImportedRow.began_at > now - KEPT)


async def undo_batch(desk: Desk, source: str, after: int) -> UndoneBatch | None:
    """Delete the next tickets that came from a source within the last day, in the caller's unit of work, unless
    somebody touched them; None after the last."""
    await begin_quietly(desk)
    session, is_touched = desk.session, _is_ticket_touched()
    of_run = _is_of(source, desk.now)
    rows = select(Ticket.id, Ticket.number, is_touched.label("touched")).join(
        ImportedRow, ImportedRow.ticket_id == Ticket.id
    )
    lock = rows.where(of_run, Ticket.id > after).order_by(Ticket.id).limit(_AT_ONCE).with_for_update(of=Ticket)
    found = (await session.execute(lock)).all()
    if not found:
        return None
    ids = [row.id for row in found if not row.touched]
    said = select(Entry.id).where(any_of(Entry.ticket_id, ids))
    await facts.forget_tickets(session, ids, desk.rules)
    for table in (EntryFile, MaskedWords):
        await session.execute(delete(table).where(table.entry_id.in_(said)))
    for rows_of in (Entry, History, ImportedRow):
        await session.execute(delete(rows_of).where(any_of(rows_of.ticket_id, ids)))
    await session.execute(delete(Ticket).where(any_of(Ticket.id, ids)))
    return UndoneBatch(found[-1].id, len(ids), [row.number for row in found if row.touched])


async def undo_people(desk: Desk, source: str) -> int:
    """Delete the people whom runs of the last day have made and nothing else knows; return their number."""
    await begin_quietly(desk)
    session, people = desk.session, ImportedRow.person_id
    of_run = select(people).where(_is_of(source, desk.now), people.is_not(None))
    is_known = _is_referred("people", Person.id, {"imported_rows", "external_people"})
    untouched = Person.started_at.is_(None) & Person.todoist_id.is_(None) & Person.username.is_(None)
    alone = select(Person.id).where(Person.id.in_(of_run), untouched, ~is_known, ~_has_used_sender()).with_for_update()
    ids = list(await session.scalars(alone))
    await session.execute(delete(ImportedRow).where(any_of(people, ids)))
    await session.execute(delete(ExternalPerson).where(any_of(ExternalPerson.person_id, ids)))
    await session.execute(delete(Person).where(any_of(Person.id, ids)))
    return len(ids)


def _list_references(to: str, own: set[str]) -> Iterator[tuple[Table, str]]:
    """Yield the columns of other tables than the import's `own` that name a row of a table."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if table.name not in own and any(key.column.table.name == to for key in column.foreign_keys):
                yield table, str(column.name)


def _is_referred(to: str, key: SQLColumnExpression[int], own: set[str]) -> ColumnElement[bool]:
    """Match rows that another table names."""
    found: ColumnElement[bool] = key.is_(None)
    for table, name in _list_references(to, own):
        other = table.alias()
        found = found | exists().select_from(other).where(other.c[name] == key)
    return found


def _has_used_sender() -> ColumnElement[bool]:
    """Match people whose row in the mailbox is named by another table."""
    senders = Base.metadata.tables["external_people"].alias()
    is_used = _is_referred("external_people", senders.c.id, set())
    return exists(select(senders.c.id).where(senders.c.person_id == Person.id, is_used))


def _is_ticket_touched() -> ColumnElement[bool]:
    """Match tickets that something but the import refers to, or with history or words of another origin."""
    entries = Base.metadata.tables["entries"].alias()
    of_words = select(entries.c.id).where(
        entries.c.ticket_id == Ticket.id,
        (entries.c.origin != Origin.IMPORT)
        | entries.c.edited_at.is_not(None)
        | entries.c.withdrawn_at.is_not(None)
        | _is_referred("entries", entries.c.id, _OF_IMPORT),
    )
    changed = exists().where(History.ticket_id == Ticket.id, History.origin != Origin.IMPORT)
    own = _OF_IMPORT | {"entries", "history"}
    return _is_referred("tickets", Ticket.id, own) | exists(of_words) | changed
