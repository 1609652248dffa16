"""Somebody who came to Telegram through a system's link is two people again: what they ask in Telegram is theirs alone,
and what was asked there is their system's person's. Undone by themselves, or by an admin. Knows no door."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Entry, ExternalPerson, Origin, Person, Role, System, SystemLink, Ticket, any_of
from desk import Desk, Outdated, audit
from desk.integrations import people
from desk.notifications import refresh
from desk.outbox import Say, board_jobs, letters
from desk.people.one_at_a_time import take_turn
from desk.policy import permissions


@dataclass(frozen=True, slots=True)
class JoinedAs:
    """As whom of a system's people somebody in Telegram is known, and since when; `key`: to undo it by."""

    key: int
    system: str
    hint: str
    since: datetime


async def joined(session: AsyncSession, person_id: int) -> list[JoinedAs]:
    """All of somebody's, in the order in which they came about."""
    found = (
        select(ExternalPerson, System.name)
        .join(System, System.id == ExternalPerson.system_id)
        .where(ExternalPerson.person_id == person_id, ExternalPerson.joined_at.is_not(None))
        .order_by(ExternalPerson.joined_at, ExternalPerson.id)
    )
    return [
        JoinedAs(row.id, name, people.hint(row.external_id), row.joined_at)
        for row, name in await session.execute(found)
        if row.joined_at is not None
    ]


async def part(desk: Desk, key: int) -> str:
    """Undo one of them: the system's name. What was filed through the system itself goes back to its person, who is
    blocked where the other is; all that was written in Telegram stays. Raises Outdated where it is undone already or is
    neither the actor's own nor an admin's to undo."""
    await desk.refresh_actor()
    theirs = await desk.session.get(ExternalPerson, key)
    if theirs is None:
        raise Outdated
    await take_turn(desk.session, theirs.person_id)
    await desk.session.refresh(theirs, with_for_update=True)
    owner = await desk.session.get_one(Person, theirs.person_id)
    is_own = owner.id == desk.me().id
    by_admin = permissions.is_staff(desk.me()) and desk.me().role is Role.ADMIN
    if theirs.joined_at is None or not (is_own or by_admin):
        raise Outdated
    system = await desk.session.get_one(System, theirs.system_id)
    other = people.new_person(system, theirs.external_id, desk.now)
    other.blocked_at, other.blocked_by = owner.blocked_at, owner.blocked_by
    desk.session.add(other)
    await desk.session.flush()
    await _links_end(desk, theirs, owner)
    theirs.person_id, theirs.joined_at = other.id, None
    await _back(desk, theirs, owner, other)
    audit.record(desk, "system-parted", f"person:{owner.id}", system.name)
    if not is_own:
        letters.post(desk.session, owner.id, Say("system-parted", {"system": system.name}), now=desk.now)
    return system.name


async def _links_end(desk: Desk, theirs: ExternalPerson, owner: Person) -> None:
    """None that is still about leads here, and the next request is of none."""
    its = SystemLink.external_person_id == theirs.id
    if await desk.session.scalar(select(SystemLink.id).where(its, SystemLink.id == owner.link_id)) is not None:
        owner.link_id = None
    await desk.session.execute(delete(SystemLink).where(its, SystemLink.opened_by.is_(None)))


async def _back(desk: Desk, theirs: ExternalPerson, owner: Person, other: Person) -> None:
    """What they filed through the system itself, and what they said to it there."""
    filed = select(Ticket).where(
        Ticket.requester_id == owner.id, Ticket.external_person_id == theirs.id, Ticket.origin == Origin.API
    )
    tickets = (await desk.session.scalars(filed.order_by(Ticket.id).with_for_update())).all()
    for ticket in tickets:
        ticket.requester_id = other.id
        await board_jobs.request_compare(desk, ticket.id)
    ids = [ticket.id for ticket in tickets]
    said = (any_of(Entry.ticket_id, ids), Entry.author_id == owner.id, Entry.origin == Origin.API)
    await desk.session.execute(update(Entry).where(*said).values(author_id=other.id))
    await desk.session.flush()
    for ticket in tickets:
        await refresh.refresh_messages(desk, ticket, staff_only=True)
