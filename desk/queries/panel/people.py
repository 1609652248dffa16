"""The team and the requesters in the panel. Changes nothing, words nothing."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import AgentTopic, Category, Person, Role, Ticket, WebSession, any_of
from desk import DeskSettings
from desk.i18n import catalog
from desk.policy import permissions, visibility
from desk.queries import ticket_pages
from desk.queries.ticket_card import CategoryInfo
from desk.queries.ticket_pages import Page
from desk.sla.shifts import Rota, load_rotas

A_PAGE = 25
_MOST_WORDS = 8
_ASKED = exists().where(Ticket.requester_id == Person.id)


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


@dataclass(frozen=True, slots=True)
class RequesterLine:
    """A requester. `language`: the one the desk uses with them."""

    id: int
    name: str
    language: str
    is_blocked: bool
    open: int
    filed: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class RequesterPage:
    """A page of requesters, from 1."""

    lines: tuple[RequesterLine, ...]
    page: int
    pages: int
    total: int


async def list_team(session: AsyncSession, *, now: datetime, rules: DeskSettings) -> list[TeamLine]:
    """Return everyone on the team, admins first."""
    held = func.count(Ticket.id)
    found = (
        select(Person, held)
        .outerjoin(Ticket, and_(Ticket.assignee_id == Person.id, ticket_pages.IS_WORKED_ON))
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
    theirs = (Person.role.in_(permissions.STAFF), Person.dismissed_at.is_(None), *_match_names(words))
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


async def load_requesters(
    session: AsyncSession, words: str, page: int, locale: str, *, only_blocked: bool = False
) -> RequesterPage:
    """Load a page of requesters, newest first (one past the end is the last). `words`: each must be in the name;
    `locale`: the language for people whose own the desk does not have."""
    where = _match_requesters(words, only_blocked=only_blocked)
    total = (await session.execute(select(func.count()).select_from(Person).where(where))).scalar_one()
    pages = max(1, -(-total // A_PAGE))
    page = min(max(page, 1), pages)
    some = select(Person).where(where).order_by(Person.id.desc()).offset((page - 1) * A_PAGE).limit(A_PAGE)
    people = list(await session.scalars(some))
    filed = await _count_tickets(session, [one.id for one in people])
    lines = tuple(
        RequesterLine(
            one.id, one.name, catalog.choose_language(one, locale), one.blocked_at is not None,
            *filed.get(one.id, (0, 0, None)),
        )
        for one in people
    )  # fmt: skip
    return RequesterPage(lines, page, pages, total)


def _match_requesters(words: str, *, only_blocked: bool) -> ColumnElement[bool]:
    wanted = [Person.role == Role.REQUESTER, or_(Person.telegram_id.is_not(None), _ASKED), *_match_names(words)]
    if only_blocked:
        wanted.append(Person.blocked_at.is_not(None))
    return and_(*wanted)


def _match_names(words: str) -> list[ColumnElement[bool]]:
    said = (Person.name, Person.username)
    typed = [word.removeprefix("@") for word in words.split()[:_MOST_WORDS]]
    return [or_(*(one.icontains(word, autoescape=True) for one in said)) for word in typed]


async def _count_tickets(session: AsyncSession, ids: Collection[int]) -> dict[int, tuple[int, int, datetime | None]]:
    counted = (
        select(
            Ticket.requester_id, func.count().filter(ticket_pages.IS_OPEN), func.count(), func.max(Ticket.filed_at)
        )
        .where(any_of(Ticket.requester_id, ids), Ticket.filed_at.is_not(None))
        .group_by(Ticket.requester_id)
    )  # fmt: skip
    return {person_id: (open_, many, last) for person_id, open_, many, last in await session.execute(counted)}


@dataclass(frozen=True, slots=True)
class RequesterInfo:
    """A requester. `telegram_id`: None for those who come through an integration; `newest`: the number of their last
    ticket the viewer sees as staff."""

    id: int
    telegram_id: int | None
    name: str
    language: str
    since: datetime
    blocked_at: datetime | None
    blocked_by: str | None
    has_blocked: bool
    switches: Mapping[str, object]
    newest: int | None
    can_be_blocked: bool


async def load_requester(session: AsyncSession, person_id: int, viewer: Person, locale: str) -> RequesterInfo | None:
    """Load a requester by id (`locale` as in `load_requesters`); None for people on the team or unknown ids."""
    one = await session.get(Person, person_id) if 0 < person_id < 2**63 else None
    if one is None or one.role is not Role.REQUESTER:
        return None
    by = await session.get(Person, one.blocked_by) if one.blocked_by is not None else None
    theirs = select(Ticket.number).where(Ticket.requester_id == one.id, visibility.is_seen_by_staff(viewer))
    return RequesterInfo(
        one.id, one.telegram_id, one.name, catalog.choose_language(one, locale), one.created_at, one.blocked_at,
        by.name if by is not None else None, one.bot_blocked_at is not None, one.switches or {},
        await session.scalar(theirs.order_by(Ticket.id.desc()).limit(1)), one.is_reachable,
    )  # fmt: skip


async def load_requester_tickets(session: AsyncSession, person_id: int, viewer: Person, page: int) -> Page:
    """Load a page of their tickets that the viewer sees as staff, newest first."""
    where = and_(Ticket.requester_id == person_id, visibility.is_seen_by_staff(viewer))
    return await ticket_pages.load_page(session, where, (Ticket.id.desc(),), page, A_PAGE)
