"""The team and the requesters in the panel. Changes nothing, words nothing."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from db.enums import REQUESTERS_TURN
from db.models import AgentTopic, Category, Person, Role, Status, Ticket, WebSession, any_of
from desk import DeskSettings
from desk.i18n import catalog
from desk.policy import permissions, visibility
from desk.policy.permissions import Grant, has_grant
from desk.queries import lists
from desk.queries.lists import Page
from desk.queries.ticket_card import CategoryInfo
from desk.sla.shifts import Rota, load_rotas
from desk.tickets import assignment

# The page Now next to its tickets: the day so far, who waits longest, how the load is shared, how near each due time
# is. Changes nothing, words nothing.


_WEEKS = 8
_FEWEST_DAYS, _FEWEST_MARKS = 3, 10


@dataclass(frozen=True, slots=True)
class WaitingNow:
    """Numbers of tickets that are untaken and that wait for an answer, whatever else they need, and since when the
    oldest of each."""

    untaken: int
    untaken_since: datetime | None
    waits: int
    waits_since: datetime | None


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour of the day: filed, resolved, and usually filed tickets; None if that is unknown."""

    hour: int
    filed: int
    solved: int
    usual: int | None


@dataclass(frozen=True, slots=True)
class Today:
    """Tickets filed and resolved since midnight in the desk's zone. `usual`: how many were filed by this time of
    day, the median of the last eight such weekdays, None if there were any on fewer than three. `stars`: the mean of
    the day's `marks`, None of fewer than ten. `hours`: all 24."""

    filed: int
    solved: int
    usual: int | None
    stars: float | None
    marks: int
    hours: tuple[Hour, ...]

    @property
    def busy_hours(self) -> tuple[Hour, ...]:
        """Return the hours from the first with anything filed, resolved or usual to the last such hour; none on a
        day without."""
        busy = [one.hour for one in self.hours if one.filed or one.solved or one.usual]
        return self.hours[busy[0] : busy[-1] + 1] if busy else ()


@dataclass(frozen=True, slots=True)
class Nearness:
    """The distance to a ticket's next due time. `which`: "first", "solve" or "promised"; `share`: how much of the
    time since filing has passed, 0 to 1; `waits_since`: when the requester wrote, if no one has answered;
    `can_ring`: it is untaken, and all agents may get it once more; `rang_at`: they just did."""

    which: str
    share: float
    waits_since: datetime | None
    can_ring: bool
    rang_at: datetime | None


@dataclass(frozen=True, slots=True)
class LoadLine:
    """The load of a member of the team by whose turn it is; `waits`: tickets whose requester wrote last, the oldest
    since `waits_since`."""

    id: int
    name: str
    is_away: bool
    away_until: datetime | None
    works: int
    waits: int
    pending: int
    on_hold: int
    waits_since: datetime | None

    @property
    def total(self) -> int:
        """Return how many tickets are assigned to them."""
        return self.works + self.waits + self.pending + self.on_hold


async def count_waiting(session: AsyncSession, viewer: Person) -> WaitingNow:
    """Count all tickets for admins; for agents, their own and untaken ones."""
    mine = true() if has_grant(viewer, Grant.TEAM) else or_(Ticket.assignee_id == viewer.id, Ticket.is_untaken)
    seen = and_(visibility.is_seen_by_staff(viewer), Ticket.is_open, mine)
    counts = select(
        func.count().filter(Ticket.is_untaken), func.min(Ticket.filed_at).filter(Ticket.is_untaken),
        func.count().filter(Ticket.waits_for_answer), func.min(Ticket.waits_since).filter(Ticket.waits_for_answer),
    ).select_from(Ticket)  # fmt: skip
    return WaitingNow(*(await session.execute(counts.where(seen))).one())


async def measure_today(session: AsyncSession, now: datetime, zone: str) -> Today:
    """Count the day so far."""
    local = now.astimezone(ZoneInfo(zone))
    midnight = datetime.combine(local.date(), time.min, ZoneInfo(zone))
    solved, rated = Ticket.resolved_at >= midnight, Ticket.rated_at >= midnight
    hour = case((solved, func.extract("hour", func.timezone(zone, Ticket.resolved_at))))
    done = select(hour, func.count().filter(solved), func.count(Ticket.rating).filter(rated),
                  func.coalesce(func.sum(Ticket.rating).filter(rated), 0))  # fmt: skip
    rows = (await session.execute(done.where(or_(solved, rated)).group_by(hour))).all()
    marks, stars = sum(row[2] for row in rows), sum(row[3] for row in rows)
    filed = await _load_filing_times(session, local, zone)
    before = [sum(1 for at in day if at <= local.time()) for day in filed[1:]]
    is_known = sum(1 for count in before if count) >= _FEWEST_DAYS
    by_hour = [Counter(at.hour for at in day) for day in filed]
    solved_by_hour = {int(row[0]): row[1] for row in rows if row[0] is not None}
    usual = [round(median(day[hour] for day in by_hour[1:])) if is_known else None for hour in range(24)]
    return Today(
        filed=len(filed[0]), solved=sum(solved_by_hour.values()),
        usual=round(median(before)) if is_known else None,
        stars=stars / marks if marks >= _FEWEST_MARKS else None, marks=marks,
        hours=tuple(Hour(n, by_hour[0][n], solved_by_hour.get(n, 0), usual[n]) for n in range(24)),
    )  # fmt: skip


async def _load_filing_times(session: AsyncSession, local: datetime, zone: str) -> list[list[time]]:
    """Load at what times of day tickets were filed: today, then on as many such weekdays before."""
    days = [(local - timedelta(weeks=back)).date() for back in range(_WEEKS + 1)]
    spans = [
        and_(Ticket.filed_at >= datetime.combine(day, time.min, ZoneInfo(zone)),
             Ticket.filed_at < datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone)))
        for day in days
    ]  # fmt: skip
    found: dict[date, list[time]] = {day: [] for day in days}
    for (at,) in await session.execute(select(func.timezone(zone, Ticket.filed_at)).where(or_(*spans))):
        found[at.date()].append(at.time())
    return list(found.values())


async def measure_nearness(
    session: AsyncSession, ids: Iterable[int], now: datetime, rules: DeskSettings
) -> Mapping[int, Nearness]:
    """Measure the nearness of these tickets, by id."""
    rows = await session.scalars(select(Ticket).where(any_of(Ticket.id, list(ids))))
    return {ticket.id: _measure_ticket(ticket, now, rules) for ticket in rows}


def _measure_ticket(ticket: Ticket, now: datetime, rules: DeskSettings) -> Nearness:
    which, due = "promised", ticket.promised_at
    if due is None:
        is_first = ticket.first_response_at is None
        which, due = ("first", ticket.first_due_at) if is_first else ("solve", ticket.solve_due_at)
    began = ticket.filed_at or ticket.created_at
    whole = (due - began).total_seconds() if due else 0.0
    share = (now - began).total_seconds() / whole if whole > 0 else 1.0
    refusal = assignment.find_refusal(ticket, now=now, rules=rules)
    rang_at = ticket.broadcast_at if refusal == assignment.BROADCAST_JUST_NOW else None
    waits_since = ticket.waits_since if ticket.needs_answer else None
    return Nearness(which, min(max(share, 0.0), 1.0), waits_since, refusal is None, rang_at)


async def list_team_load(session: AsyncSession) -> list[LoadLine]:
    """Return everyone on the team, most tickets first."""
    theirs = (Ticket.assignee_id == Person.id) & Ticket.is_worked_on
    ours = Ticket.is_teams_turn
    found = (
        select(
            Person,
            func.count(Ticket.id).filter(ours, ~Ticket.needs_answer),
            func.count(Ticket.id).filter(ours, Ticket.needs_answer),
            func.count(Ticket.id).filter(Ticket.status.in_(REQUESTERS_TURN)),
            func.count(Ticket.id).filter(Ticket.status == Status.ON_HOLD),
            func.min(Ticket.requester_spoke_at).filter(ours, Ticket.needs_answer),
        )
        .outerjoin(Ticket, theirs)
        .where(Person.role.in_(permissions.STAFF), Person.dismissed_at.is_(None))
        .group_by(Person.id)
        .order_by(func.count(Ticket.id).desc(), Person.name, Person.id)
    )
    rows = await session.execute(found)
    return [
        LoadLine(p.id, p.name, p.away, p.away_until, works, waits, pending, on_hold, since)
        for p, works, waits, pending, on_hold, since in rows
    ]


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
            Ticket.requester_id, func.count().filter(Ticket.is_open), func.count(), func.max(Ticket.filed_at)
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
    return await lists.load_page(session, where, (Ticket.id.desc(),), page, A_PAGE)
