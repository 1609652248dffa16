"""The records that the CRM has: its ids of them, and what it was last sent."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import exists, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import (
    Contact,
    CrmRecord,
    Organization,
    Outlet,
    Ticket,
)
from desk.crm.record_kinds import RecordKey, RecordKind, RecordToSend

_DIRECTORY: dict[RecordKind, type[Organization | Outlet | Contact]] = {
    RecordKind.ORGANIZATION: Organization,
    RecordKind.OUTLET: Outlet,
    RecordKind.CONTACT: Contact,
}


async def load(session: AsyncSession, wanted: Iterable[RecordKey]) -> dict[RecordKey, CrmRecord]:
    """Return those of the records that the CRM has."""
    named = [(one.kind.value, one.id) for one in wanted]
    found = select(CrmRecord).where(tuple_(CrmRecord.kind, CrmRecord.own_id).in_(named))
    rows = await session.scalars(found.execution_options(populate_existing=True))
    return {RecordKey(RecordKind(row.kind), row.own_id): row for row in rows}


async def store_sent(session: AsyncSession, sent: RecordToSend, ref: str | None, now: datetime) -> None:
    """Store that the CRM took a record, and its id there also where people and the API find the record by it. A request
    that came through another system keeps that system's name, or none."""
    await _store(session, sent.key, ref or sent.ref, sent.content_hash, now)
    if ref is None:
        return
    if (table := _DIRECTORY.get(sent.key.kind)) is not None:
        other = aliased(table)
        taken = exists().where(other.external_id == ref, other.removed_at.is_(None))
        row = update(table).where(table.id == sent.key.id, table.external_id.is_(None), ~taken)
        await session.execute(row.values(external_id=ref))
    elif sent.key.kind is RecordKind.REQUEST:
        unnamed = (Ticket.external_ref.is_(None), Ticket.system_id.is_(None))
        ticket = update(Ticket).where(Ticket.id == sent.key.id, *unnamed)
        await session.execute(ticket.values(external_ref=ref))


async def store_own(session: AsyncSession, key: RecordKey, system_id: int, now: datetime) -> None:
    """Store that the CRM changed a record itself: what it has is not known, so the next change is sent to it."""
    ref = None
    if (table := _DIRECTORY.get(key.kind)) is not None:
        ref = await session.scalar(select(table.external_id).where(table.id == key.id))
    elif key.kind is RecordKind.REQUEST:
        mine = (Ticket.id == key.id, Ticket.system_id == system_id)
        ref = await session.scalar(select(Ticket.external_ref).where(*mine))
    await _store(session, key, ref, None, now)


async def _store(session: AsyncSession, key: RecordKey, ref: str | None, digest: bytes | None, now: datetime) -> None:
    row = insert(CrmRecord).values(
        kind=key.kind.value, own_id=key.id, external_ref=ref, content_hash=digest, at=now
    )  # fmt: skip
    new = {
        "external_ref": func.coalesce(row.excluded.external_ref, CrmRecord.external_ref),
        "content_hash": row.excluded.content_hash,
        "at": row.excluded.at,
    }
    await session.execute(row.on_conflict_do_update(index_elements=["kind", "own_id"], set_=new))
