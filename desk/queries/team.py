"""The team as Telegram lists it: who belongs to it, what they hold, whom a ticket can be assigned to. Changes nothing,
words nothing."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Invite, Person, Role, Ticket
from desk.policy import STAFF
from desk.policy.permissions import Grant, get_grants, has_grant
from desk.queries.people import PersonInfo, describe_person


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of staff in `/staff`. `by_setting`: named in ADMIN_IDS; `waiting`: to be admitted as an admin;
    `limited`: may not work on requests, or not answer without approval."""

    person: PersonInfo
    by_setting: bool
    started: bool
    blocked: bool
    holding: int
    linked_as: str | None
    waiting: bool = False
    limited: bool = False


async def list_staff(session: AsyncSession) -> tuple[StaffRow, ...]:
    """Return admins, agents, and people to be admitted, for `/staff`."""
    held = (
        select(Ticket.assignee_id, func.count().label("n"))
        .where(Ticket.filed_at.is_not(None), Ticket.is_open)
        .group_by(Ticket.assignee_id)
    ).subquery()
    team = (
        select(Person, func.coalesce(held.c.n, 0))
        .outerjoin(held, held.c.assignee_id == Person.id)
        .where(Person.role.in_(STAFF), Person.dismissed_at.is_(None))
        .order_by(Person.role, Person.name, Person.id)
    )
    lines = [_make_staff_row(person, holding) for person, holding in await session.execute(team)]
    return (*lines, *(_make_staff_row(person, 0, waiting=True) for person in await _list_unadmitted(session)))


async def _list_unadmitted(session: AsyncSession) -> list[Person]:
    opened = (
        select(Person)
        .join(Invite, Invite.used_by == Person.id)
        .where(Invite.role == Role.ADMIN, Invite.admitted_at.is_(None), Person.role != Role.ADMIN)
        .where(Invite.made_by.is_not(None))
        .order_by(Invite.used_at)
    )
    return list((await session.scalars(opened)).unique())


def _make_staff_row(person: Person, holding: int, *, waiting: bool = False) -> StaffRow:
    return StaffRow(
        person=describe_person(person),
        by_setting=person.admin_by_setting,
        started=person.started_at is not None,
        blocked=person.bot_blocked_at is not None,
        holding=holding,
        linked_as=person.todoist_name if person.todoist_id is not None else None,
        waiting=waiting,
        limited=not waiting and not {Grant.WORK, Grant.SEND} <= get_grants(person),
    )


async def list_new_assignees(session: AsyncSession, ticket_id: int, viewer: Person) -> tuple[PersonInfo, ...]:
    """Return staff with Telegram to whom the ticket can be assigned: without its assignee, its requester, and (of an
    untaken ticket) the viewer, who can take it."""
    ticket = await session.get(Ticket, ticket_id)
    if ticket is None:
        return ()
    has_it = ticket.assignee_id if ticket.assignee_id is not None else viewer.id
    not_them = [has_it, ticket.requester_id]
    others = select(Person).where(
        Person.role.in_(STAFF),
        Person.dismissed_at.is_(None),
        Person.telegram_id.is_not(None),
        Person.id.not_in(not_them),
    )
    found = await session.scalars(others.order_by(Person.away, Person.id == viewer.id, Person.name).limit(50))
    return tuple(describe_person(person) for person in found if has_grant(person, Grant.WORK))
