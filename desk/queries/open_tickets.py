"""All open tickets for staff: a page, and values to filter by. Changes nothing."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import BoardCard, Category, Person, Ticket
from desk.policy import permissions
from desk.policy.ticket_list import TICKETS, FilterField, TicketFilters, read_as_staff
from desk.queries import lists
from desk.queries.lists import TicketLines
from desk.queries.topic_choices import list_categories
from desk.tickets.topic_names import get_topic_name

_ON_BOARD = exists().where(BoardCard.ticket_id == Ticket.id, BoardCard.gone.is_(None), BoardCard.task_id.is_not(None))


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """A topic, a person or what a declared field holds, to filter by."""

    id: int | str
    name: str


@dataclass(frozen=True, slots=True)
class OpenPage:
    """A page of `/open`, filtered by `chosen`; `off_board`: how many have no task; `names` of category and agent;
    `promised`: some tickets may become overdue."""

    page: TicketLines
    chosen: TicketFilters
    off_board: int
    names: dict[FilterField, str]
    promised: bool = False


async def load_open_page(
    session: AsyncSession,
    viewer: Person,
    chosen: TicketFilters,
    page: int,
    *,
    now: datetime,
    board: bool,
    language: str,
) -> OpenPage:
    """Load a page of `/open`; with a `board`, count the tickets without a task."""
    tickets = TICKETS.choose(read_as_staff(viewer, now), chosen, chosen.sort)
    lines = await lists.load_page(session, tickets, page)
    off_board = 0
    if board and lines.total:
        missing = select(func.count()).select_from(Ticket).where(tickets.where, ~_ON_BOARD)
        off_board = (await session.execute(missing)).scalar_one()
    return OpenPage(lines, chosen, off_board, await name_choices(session, chosen, language))


async def has_open_target(session: AsyncSession) -> bool:
    """Return True if an open ticket may become overdue."""
    promised = select(Ticket.id).where(Ticket.is_open, Ticket.due_at.is_not(None)).exists()
    return bool(await session.scalar(select(promised)))


async def name_choices(session: AsyncSession, chosen: TicketFilters, language: str) -> dict[FilterField, str]:
    """Return the names of the chosen category and agent."""
    found = {}
    if chosen.category:
        category = await session.get(Category, chosen.category)
        found[FilterField.CATEGORY] = get_topic_name(category, language) if category is not None else ""
    if chosen.agent:
        agent = await session.get(Person, chosen.agent)
        found[FilterField.AGENT] = agent.name if agent is not None else ""
    return found


async def list_choices(session: AsyncSession, by: FilterField, language: str) -> tuple[FilterChoice, ...]:
    """Return what the filter offers: topics in the order of their tree, the team by name."""
    if by is FilterField.CATEGORY:
        topics = await list_categories(session)
        return tuple(FilterChoice(topic.id, topic.get_name(language)) for topic in topics)
    team = select(Person.id, Person.name).where(Person.role.in_(permissions.STAFF), Person.dismissed_at.is_(None))
    of = team.order_by(Person.name, Person.id)
    return tuple(FilterChoice(row.id, row.name) for row in await session.execute(of))
