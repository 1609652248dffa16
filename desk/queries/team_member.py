"""A member of the team: tickets, topics, shifts. Changes nothing, words nothing."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import AgentTopic, Category, Person, Ticket
from desk import DeskSettings
from desk.people import directory
from desk.policy import STAFF, WORKING, is_staff
from desk.policy.grants import Grant, get_grants
from desk.queries.people import PersonInfo, describe_person
from desk.queries.ticket_card import CategoryInfo
from desk.sla.shifts import Rota, find_empty_hours, load_rotas


@dataclass(frozen=True, slots=True)
class MemberInfo:
    """A member of staff. `grants`: what they may do. `holding`: numbers of assigned tickets by category (None: without
    one), most first."""

    person: PersonInfo
    by_setting: bool
    started: bool
    blocked: bool
    linked_as: str | None
    holding: tuple[tuple[CategoryInfo | None, int], ...]
    topics: tuple[CategoryInfo, ...]
    rota: Rota | None
    grants: frozenset[Grant] = frozenset()

    @property
    def in_hand(self) -> int:
        """Return how many tickets are assigned to them."""
        return sum(n for _, n in self.holding)


async def load_member(session: AsyncSession, person: int) -> MemberInfo | None:
    """Load a member by Telegram id; None for people not on the team."""
    found = await directory.find_by_telegram(session, person)
    if found is None or not is_staff(found):
        return None
    topics = select(Category).join(AgentTopic, AgentTopic.category_id == Category.id)
    named = topics.where(AgentTopic.person_id == found.id, Category.removed_at.is_(None)).order_by(Category.id)
    return MemberInfo(
        describe_person(found),
        found.admin_by_setting,
        found.started_at is not None,
        found.bot_blocked_at is not None,
        found.todoist_name if found.todoist_id is not None else None,
        await _count_by_category(session, found.id),
        tuple(CategoryInfo(row.id, row.name, row.names) for row in await session.scalars(named)),
        (await load_rotas(session, [found])).get(found.id),
        get_grants(found),
    )


async def _count_by_category(session: AsyncSession, person_id: int) -> tuple[tuple[CategoryInfo | None, int], ...]:
    count = func.count()
    held = (
        select(Ticket.category_id, Category.name, Category.names, count)
        .outerjoin(Category, Category.id == Ticket.category_id)
        .where(Ticket.assignee_id == person_id, Ticket.status.in_(WORKING))
        .group_by(Ticket.category_id, Category.name, Category.names)
        .order_by(count.desc(), Ticket.category_id)
    )
    rows = (await session.execute(held)).all()
    return tuple((CategoryInfo(key, name, names) if key is not None else None, n) for key, name, names, n in rows)


async def list_colleagues(session: AsyncSession, but: int) -> tuple[PersonInfo, ...]:
    """Return everyone else on the team with Telegram, available people first. `but`: a Telegram id."""
    others = select(Person).where(
        Person.role.in_(STAFF), Person.dismissed_at.is_(None), Person.telegram_id.is_not(None)
    )
    found = await session.scalars(others.where(Person.telegram_id != but).order_by(Person.away, Person.name, Person.id))
    return tuple(describe_person(person) for person in found)


async def list_topic_ids(session: AsyncSession, person: int) -> frozenset[int]:
    """Return the ids of a person's topics, by Telegram id."""
    chosen = select(AgentTopic.category_id).join(Person, Person.id == AgentTopic.person_id)
    return frozenset(await session.scalars(chosen.where(Person.telegram_id == person)))


async def find_uncovered_hours(
    session: AsyncSession, rules: DeskSettings, today: date
) -> list[tuple[date, tuple[int, int]]]:
    """Return the hours of the week from `today` in which the desk is open but no one works."""
    team = list(await session.scalars(select(Person).where(Person.role.in_(STAFF), Person.dismissed_at.is_(None))))
    known = await load_rotas(session, team)
    return find_empty_hours([known.get(person.id) for person in team], today, rules)
