"""Makes two people again of one who was connected by an integration's link."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    BY_SYSTEM,
    Entry,
    ExternalPerson,
    Integration,
    IntegrationLink,
    Person,
    Ticket,
    any_of,
)
from desk import Desk, Outdated, history
from desk.integrations.user_rows import make_hint, make_person
from desk.notifications import message_refresh
from desk.outbox import Say, jobs, letters
from desk.people.person_locks import take_turn
from desk.policy.permissions import Grant, has_grant
from desk.tickets import participants


@dataclass(frozen=True, slots=True)
class JoinedAs:
    """A user of an integration that a Telegram person is connected with, and since when; `key` is what undoes it."""

    key: int
    system: str
    hint: str
    since: datetime


async def list_connections(session: AsyncSession, person_id: int) -> list[JoinedAs]:
    """Return all connections of a person, oldest first."""
    found = (
        select(ExternalPerson, Integration.name)
        .join(Integration, Integration.id == ExternalPerson.system_id)
        .where(ExternalPerson.person_id == person_id, ExternalPerson.joined_at.is_not(None))
        .order_by(ExternalPerson.joined_at, ExternalPerson.id)
    )
    return [
        JoinedAs(row.id, name, make_hint(row.external_id), row.joined_at)
        for row, name in await session.execute(found)
        if row.joined_at is not None
    ]


async def separate_person(desk: Desk, key: int) -> str:
    """Undo a connection; return the name of the integration. Requests filed through the integration go back to its
    user, who is blocked if the person is; all messages written in Telegram stay. Raises Outdated if it is undone
    already, or the actor is neither the person nor an admin."""
    await desk.refresh_actor()
    theirs = await desk.session.get(ExternalPerson, key)
    if theirs is None:
        raise Outdated
    await take_turn(desk.session, theirs.person_id)
    await desk.session.refresh(theirs, with_for_update=True)
    owner = await desk.session.get_one(Person, theirs.person_id)
    is_own = owner.id == desk.require_actor().id
    by_admin = has_grant(desk.require_actor(), Grant.INTEGRATIONS)
    if theirs.joined_at is None or not (is_own or by_admin):
        raise Outdated
    name = await separate(desk, theirs, owner)
    if not is_own:
        letters.queue_letter(desk.session, owner.id, Say("system-parted", {"system": name}), now=desk.now)
    return name


async def separate(desk: Desk, theirs: ExternalPerson, owner: Person) -> str:
    system = await desk.session.get_one(Integration, theirs.system_id)
    other = make_person(system, theirs.external_id, desk.now)
    other.blocked_at, other.blocked_by = owner.blocked_at, owner.blocked_by
    desk.session.add(other)
    await desk.session.flush()
    await _links_end(desk, theirs, owner)
    theirs.person_id, theirs.joined_at = other.id, None
    await _back(desk, theirs, owner, other)
    history.record_action(desk, "system-parted", f"person:{owner.id}", system.name)
    return system.name


async def _links_end(desk: Desk, theirs: ExternalPerson, owner: Person) -> None:
    """Delete unopened links, and detach the next request from the one that was opened."""
    its = IntegrationLink.external_person_id == theirs.id
    if (
        await desk.session.scalar(select(IntegrationLink.id).where(its, IntegrationLink.id == owner.link_id))
        is not None
    ):
        owner.link_id = None
    await desk.session.execute(delete(IntegrationLink).where(its, IntegrationLink.opened_by.is_(None)))


async def _back(desk: Desk, theirs: ExternalPerson, owner: Person, other: Person) -> None:
    """Return the tickets filed through the integration, and the messages written there."""
    filed = select(Ticket).where(
        Ticket.requester_id == owner.id, Ticket.external_person_id == theirs.id, Ticket.origin.in_(BY_SYSTEM)
    )
    tickets = (await desk.session.scalars(filed.order_by(Ticket.id).with_for_update())).all()
    for ticket in tickets:
        ticket.requester_id = other.id
        await jobs.request_compare(desk, ticket.id)
    ids = [ticket.id for ticket in tickets]
    said = (any_of(Entry.ticket_id, ids), Entry.author_id == owner.id, Entry.origin.in_(BY_SYSTEM))
    await desk.session.execute(update(Entry).where(*said).values(author_id=other.id))
    await participants.end_shares(desk, ids)
    await desk.session.flush()
    for ticket in tickets:
        await message_refresh.refresh_messages(desk, ticket, staff_only=True)
