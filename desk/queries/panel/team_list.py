"""The team in the panel: who is on it, what they hold and know, when they work, whether they are signed in. Changes
nothing, words nothing."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import AgentTopic, Category, Person, Role, Ticket, WebSession, any_of
from desk import DeskSettings
from desk.policy import permissions
from desk.queries.people import match_names
from desk.queries.topic_choices import CategoryInfo
from desk.sla.shifts import Rota, load_rotas


@dataclass(frozen=True, slots=True)
class PanelSessions:
    """A person's open sessions in the panel: how many, and when one was last used."""

    open: int = 0
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A member of the team. `held`: number of open tickets; `rota`: None if business hours apply to them."""

    id: int
    name: str
    role: Role
    by_setting: bool
    started: bool
    has_blocked: bool
    is_away: bool
    away_until: datetime | None
    held: int
    topics: tuple[CategoryInfo, ...]
    rota: Rota | None
    sessions: PanelSessions


async def list_team(session: AsyncSession, *, now: datetime, rules: DeskSettings) -> list[TeamLine]:
    """Return everyone on the team, admins first."""
    held = func.count(Ticket.id)
    found = (
        select(Person, held)
        .outerjoin(Ticket, and_(Ticket.assignee_id == Person.id, Ticket.is_worked_on))
        .where(Person.role.in_(permissions.STAFF), Person.dismissed_at.is_(None))
        .group_by(Person.id)
        .order_by(Person.role, Person.name, Person.id)
    )
    rows = [(person, n) for person, n in await session.execute(found)]
    people = [person for person, _ in rows]
    topics, known = await _load_topics(session, people), await load_rotas(session, people)
    open_ = await _load_sessions(session, [person.id for person in people], now, rules)
    return [
        TeamLine(
            one.id, one.name, one.role, one.admin_by_setting, one.started_at is not None,
            one.bot_blocked_at is not None, one.away, one.away_until, n, tuple(topics[one.id]), known.get(one.id),
            open_.get(one.id, PanelSessions()),
        )
        for one, n in rows
    ]  # fmt: skip


async def find_team(session: AsyncSession, words: str, most: int) -> list[tuple[int, str]]:
    """Return ids and names of the first on the team that match. `words`: each must be in the name."""
    theirs = (Person.role.in_(permissions.STAFF), Person.dismissed_at.is_(None), match_names(words))
    found = select(Person.id, Person.name).where(*theirs).order_by(Person.name, Person.id).limit(most)
    return [(person_id, name) for person_id, name in await session.execute(found)]


async def _load_topics(session: AsyncSession, people: Sequence[Person]) -> dict[int, list[CategoryInfo]]:
    theirs = select(AgentTopic.person_id, Category).join(Category, Category.id == AgentTopic.category_id)
    wanted = theirs.where(any_of(AgentTopic.person_id, [one.id for one in people]), Category.removed_at.is_(None))
    found: dict[int, list[CategoryInfo]] = defaultdict(list)
    for person_id, row in await session.execute(wanted.order_by(Category.position, Category.id)):
        found[person_id].append(CategoryInfo(row.id, row.name, row.names))
    return found


async def _load_sessions(
    session: AsyncSession, ids: Collection[int], now: datetime, rules: DeskSettings
) -> dict[int, PanelSessions]:
    good = (
        select(WebSession.person_id, func.count(), func.max(WebSession.seen_at))
        .where(
            any_of(WebSession.person_id, ids),
            WebSession.ended_at.is_(None),
            func.greatest(WebSession.seen_at, WebSession.wall_seen_at) >= now - rules.web.idle,
            WebSession.began_at >= now - rules.web.stays,
        )
        .group_by(WebSession.person_id)
    )
    return {person_id: PanelSessions(n, seen_at) for person_id, n, seen_at in await session.execute(good)}
