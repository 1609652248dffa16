"""People in lists: the team, possible assignees, accounts to link. Changes nothing, words nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import (
    BoardState,
    ClientRole,
    Collaborator,
    DigestLine,
    Invite,
    Membership,
    MembershipSource,
    Organization,
    Outlet,
    Person,
    Role,
    Ticket,
    any_of,
)
from desk.organizations import members
from desk.policy import STAFF
from desk.policy.permissions import Grant, get_grants, has_grant, is_member
from desk.policy.wanted_notifications import OFFERED, MemberNotice, has_notice

# The organizations of a person, and the members of one for who leads it. Changes nothing, words nothing.


A_PAGE = 8
_HIGHEST_FIRST = case(
    {ClientRole.DIRECTOR: 0, ClientRole.ADMINISTRATOR: 1, ClientRole.USER: 2}, value=Membership.role, else_=3
)


@dataclass(frozen=True, slots=True)
class ClientMemberRow:
    """A membership that has not ended. `name`: the person's; `outlet`: where they work, empty if not known; `notices`:
    those of their role, and whether they are on."""

    id: int
    person_id: int
    name: str
    organization_id: int
    organization: str
    role: ClientRole
    source: MembershipSource
    since: datetime
    confirmed: bool
    outlet: str
    notices: Mapping[MemberNotice, bool]


@dataclass(frozen=True, slots=True)
class ClientMemberPage:
    """A page of an organization's members, `number` of `count`."""

    organization: str
    shown: tuple[ClientMemberRow, ...]
    number: int
    count: int


def _select_members() -> Select[*tuple[Any, ...]]:
    return (
        select(Membership, Person.name, Organization.name.label("organization"), Outlet.name.label("outlet"))
        .join(Person, Person.id == Membership.person_id)
        .join(Organization, Organization.id == Membership.organization_id)
        .outerjoin(Outlet, Outlet.id == Membership.outlet_id)
        .where(is_member(confirmed=False))
    )


def _make_row(row: Row[Any]) -> ClientMemberRow:
    found: Membership = row.Membership
    return ClientMemberRow(
        found.id, found.person_id, row.name, found.organization_id, row.organization, found.role, found.source,
        found.made_at, found.confirmed_at is not None, row.outlet or "",
        {kind: has_notice(found, kind) for kind in OFFERED[found.role]},
    )  # fmt: skip


async def list_own(session: AsyncSession, viewer: Person) -> list[ClientMemberRow]:
    """Return the viewer's own memberships, in the order of joining."""
    mine = _select_members().where(Membership.person_id == viewer.id).order_by(Membership.id)
    return [_make_row(row) for row in await session.execute(mine)]


async def load_page(
    session: AsyncSession, viewer: Person, organization_id: int, number: int
) -> ClientMemberPage | None:
    """Return a page of an organization's members, directors first, or None unless the viewer is its director or an
    admin."""
    if await members.find_leading_role(session, viewer, organization_id) is None:
        return None
    theirs = _select_members().where(Membership.organization_id == organization_id)
    n = await session.scalar(select(func.count()).select_from(theirs.subquery())) or 0
    count = max(1, -(-n // A_PAGE))
    number = min(number, count)
    page = theirs.order_by(_HIGHEST_FIRST, Person.name, Membership.id).offset((number - 1) * A_PAGE).limit(A_PAGE)
    rows = [_make_row(row) for row in await session.execute(page)]
    return ClientMemberPage(rows[0].organization, tuple(rows), number, count) if rows else None


async def load_member(session: AsyncSession, viewer: Person, membership_id: int) -> ClientMemberRow | None:
    """Return a member, or None unless the viewer is a director of that organization or an admin."""
    row = (await session.execute(_select_members().where(Membership.id == membership_id))).first()
    found = _make_row(row) if row is not None else None
    if found is None or await members.find_leading_role(session, viewer, found.organization_id) is None:
        return None
    return found


# The lines of one daily digest. Changes nothing, words nothing.


_Last = aliased(DigestLine)


@dataclass(frozen=True, slots=True)
class DigestRow:
    """A line of a digest, as it would have been sent alone, and its ticket's number."""

    key: str
    args: dict[str, str | int]
    number: int


async def load_digest(session: AsyncSession, viewer: Person, last_id: int) -> tuple[DigestRow, ...]:
    """Load the lines sent together with line `last_id`, oldest first, of the viewer's own tickets."""
    rows = await session.execute(
        select(DigestLine.key, DigestLine.args, Ticket.number)
        .join(_Last, (_Last.id == last_id) & (_Last.told_at == DigestLine.told_at))
        .join(Ticket, Ticket.id == DigestLine.ticket_id)
        .where(DigestLine.person_id == viewer.id, Ticket.requester_id == viewer.id)
        .order_by(DigestLine.id)
    )
    return tuple(DigestRow(row.key, row.args, row.number) for row in rows)


_MOST_INVITES = 20


@dataclass(frozen=True, slots=True)
class PersonInfo:
    """A person by name. `key` identifies them in callback data: the Telegram id, None for people without one."""

    id: int
    name: str
    key: int | None
    role: Role
    away: bool = False
    away_until: datetime | None = None


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


@dataclass(frozen=True, slots=True)
class InviteRow:
    """An unused invitation in `/staff`; `by`: the name of its creator."""

    role: Role
    by: str
    until: datetime


@dataclass(frozen=True, slots=True)
class LinkableAccount:
    """A Todoist collaborator who is not linked yet, or the account of the token."""

    todoist_id: str
    name: str
    is_own: bool


def describe_person(person: Person) -> PersonInfo:
    """Describe a person for views."""
    return PersonInfo(person.id, person.name, person.telegram_id, person.role, person.away, person.away_until)


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


async def list_unused_invites(session: AsyncSession, now: datetime) -> tuple[InviteRow, ...]:
    """Return valid invitations, the first to expire first."""
    good = (
        select(Invite.role, Person.name, Invite.expires_at)
        .join(Person, Person.id == Invite.made_by)
        .where(Invite.used_at.is_(None), Invite.expires_at > now)
        .order_by(Invite.expires_at, Invite.id)
        .limit(_MOST_INVITES)
    )
    return tuple(InviteRow(role, name, until) for role, name, until in await session.execute(good))


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


def _can_link(account: Person, viewer: Person) -> bool:
    return account.dismissed_at is None or account.former_id == viewer.id


async def list_linkable(session: AsyncSession, viewer: Person) -> tuple[LinkableAccount, ...]:
    """Return collaborators without a link by name, the account of the token last. The account of a former member is
    offered only to them."""
    own = set((await session.scalars(select(BoardState.account_id))).all())
    there = await session.scalars(select(Collaborator).where(Collaborator.active).order_by(Collaborator.name))
    names = dict.fromkeys(own, "") | {one.todoist_id: one.name for one in there}
    known = await session.scalars(select(Person).where(any_of(Person.todoist_id, names)))
    people = {person.todoist_id: person for person in known}
    found = []
    for todoist_id, name in names.items():
        person = people.get(todoist_id)
        if person is None or (person.telegram_id is None and _can_link(person, viewer)):
            shown = name or (person and (person.todoist_name or person.name)) or todoist_id
            found.append(LinkableAccount(todoist_id, shown, todoist_id in own))
    return tuple(sorted(found, key=lambda one: (one.is_own, one.name)))
