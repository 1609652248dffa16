"""The users of an integration, by its own ids: found, or created with their person."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    ExternalPerson,
    Integration,
    Person,
    Ticket,
    any_of,
)
from desk.people.names import clean_person_name
from desk.settings.defaults.retention import MaskingRules
from desk.text.masking.secret_masking import mask_secrets_in


async def find_user(session: AsyncSession, system: Integration, external_id: str) -> ExternalPerson | None:
    """Return the user of that id, or None if unknown."""
    theirs = (ExternalPerson.system_id == system.id, ExternalPerson.external_id == external_id)
    return await session.scalar(select(ExternalPerson).where(*theirs))


async def get_or_create(
    session: AsyncSession,
    system: Integration,
    external_id: str,
    *,
    name: str | None,
    language: str | None,
    now: datetime,
) -> ExternalPerson:
    """Return the user of that id, created if unknown. The given name counts until they have a Telegram account, which
    has its own; the language until they choose one."""
    found = await find_user(session, system, external_id)
    if found is None:
        found = await _create(session, system, external_id, now)
    person = await session.get_one(Person, found.person_id)
    if person.telegram_id is None:
        called = clean_person_name(mask_secrets_in(name or "", MaskingRules()))
        if called and person.name != called:
            person.name = called
        if language is not None and person.language != language:
            person.language = language
    return found


async def list_ids(session: AsyncSession, system: Integration, people: Sequence[int]) -> list[str]:
    """Return the ids that an integration gave these people."""
    theirs = (ExternalPerson.system_id == system.id, any_of(ExternalPerson.person_id, people))
    return list(await session.scalars(select(ExternalPerson.external_id).where(*theirs).order_by(ExternalPerson.id)))


async def _create(session: AsyncSession, system: Integration, external_id: str, now: datetime) -> ExternalPerson:
    """Create the user; if two do so at once, the first one wins."""
    person = make_person(system, external_id, now)
    session.add(person)
    await session.flush()
    row = insert(ExternalPerson).values(system_id=system.id, external_id=external_id, person_id=person.id, made_at=now)
    made = await session.scalar(row.on_conflict_do_nothing().returning(ExternalPerson.id))
    if made is None:
        await session.delete(person)
        await session.flush()
    found = await find_user(session, system, external_id)
    assert found is not None
    return found


def make_person(system: Integration, external_id: str, now: datetime) -> Person:
    """Make a person without Telegram, named by their id until their integration says a name."""
    return Person(name=clean_person_name(f"{system.name} {external_id}"), system_id=system.id, created_at=now)


def make_hint(external_id: str) -> str:
    """Return as much of an id as its owner recognizes, and no more: "m…y"."""
    return f"{external_id[:1]}…{external_id[-1:] if len(external_id) > 2 else ''}"


def is_ticket_visible(system_id: int) -> ColumnElement[bool]:
    """Match the tickets that an integration sees, joined with `ExternalPerson`: those filed as this user, and those
    that the connected person has filed in Telegram since; never those of another integration, of another of its users,
    or drafts."""
    since = and_(Ticket.system_id.is_(None), Ticket.created_at >= ExternalPerson.joined_at)
    unsaid = and_(Ticket.external_person_id.is_(None), Ticket.system_id == system_id)  # filed by the version before
    theirs = and_(ExternalPerson.system_id == system_id, ExternalPerson.person_id == Ticket.requester_id)
    as_them = or_(Ticket.external_person_id == ExternalPerson.id, unsaid, since)
    return and_(theirs, Ticket.filed_at.is_not(None), as_them)
