"""The people a system brings, by its own ids for them, and which tickets of theirs it sees. Knows no door."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import ExternalPerson, Person, System, Ticket
from desk.people.names import cleaned


async def of_id(session: AsyncSession, system: System, external_id: str) -> ExternalPerson | None:
    """Who that is, if they were met before."""
    theirs = (ExternalPerson.system_id == system.id, ExternalPerson.external_id == external_id)
    return await session.scalar(select(ExternalPerson).where(*theirs))


async def met(
    session: AsyncSession, system: System, external_id: str, *, name: str | None, language: str | None, now: datetime
) -> ExternalPerson:
    """Who that is; somebody new where they were never met. A name counts as long as they have no Telegram, which has
    its own; a language as long as they chose none."""
    found = await of_id(session, system, external_id)
    if found is None:
        found = await _made(session, system, external_id, now)
    person = await session.get_one(Person, found.person_id)
    if person.telegram_id is None:
        called = cleaned(name)
        if called and person.name != called:
            person.name = called
        if language is not None and person.language != language:
            person.language = language
    return found


async def _made(session: AsyncSession, system: System, external_id: str, now: datetime) -> ExternalPerson:
    """Of two at the same moment one is first; the other's row is never seen."""
    name = cleaned(f"{system.name} {external_id}")
    person = Person(name=name, system_id=system.id, created_at=now)
    session.add(person)
    await session.flush()
    row = insert(ExternalPerson).values(system_id=system.id, external_id=external_id, person_id=person.id, made_at=now)
    made = await session.scalar(row.on_conflict_do_nothing().returning(ExternalPerson.id))
    if made is None:
        await session.delete(person)
        await session.flush()
    found = await of_id(session, system, external_id)
    assert found is not None
    return found


def visible(system_id: int) -> ColumnElement[bool]:
    """Of tickets joined with who filed them (`ExternalPerson`): those a system sees. Its own, and what somebody who
    joined has begun in Telegram since; never what came through another system, nor a draft."""
    since = and_(Ticket.system_id.is_(None), Ticket.created_at >= ExternalPerson.joined_at)
    theirs = and_(ExternalPerson.system_id == system_id, ExternalPerson.person_id == Ticket.requester_id)
    return and_(theirs, Ticket.filed_at.is_not(None), or_(Ticket.system_id == system_id, since))
