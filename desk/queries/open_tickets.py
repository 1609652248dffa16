"""All open tickets for staff: a page, and values to filter by. Changes nothing."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import BoardCard, Category, Person, Ticket
from desk.listing import Key
from desk.policy import permissions, visibility
from desk.policy.lateness import MOST_URGENT_FIRST, is_due_before
from desk.policy.open_filter import STATUSES_OF_TURN, WITHOUT_ONE, FilterField, OpenFilter, Order
from desk.queries import lists
from desk.queries.lists import TicketLines
from desk.queries.topic_choices import list_categories
from desk.tickets.topic_names import get_topic_name

_LAST_CHANGE = func.greatest(Ticket.updated_at, Ticket.last_entry_at)
_ORDERS = {
    Order.URGENT: MOST_URGENT_FIRST,
    Order.CHANGED: (Key(_LAST_CHANGE, descending=True),),
}
_ON_BOARD = exists().where(BoardCard.ticket_id == Ticket.id, BoardCard.gone.is_(None), BoardCard.task_id.is_not(None))


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """A topic or a person to filter by."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class OpenPage:
    """A page of `/open`, filtered by `chosen`; `off_board`: how many have no task; `names` of category and agent;
    `promised`: some tickets may become overdue."""

    page: TicketLines
    chosen: OpenFilter
    off_board: int
    names: dict[FilterField, str]
    promised: bool = False


async def load_open_page(
    session: AsyncSession, viewer: Person, chosen: OpenFilter, page: int, *, now: datetime, board: bool, language: str
) -> OpenPage:
    """Load a page of `/open`; with a `board`, count the tickets without a task."""
    where = _match_filter(viewer, chosen, now)
    lines = await lists.load_page(session, where, _ORDERS[chosen.order], page)
    off_board = 0
    if board and lines.total:
        missing = select(func.count()).select_from(Ticket).where(where, ~_ON_BOARD)
        off_board = (await session.execute(missing)).scalar_one()
    return OpenPage(lines, chosen, off_board, await name_choices(session, chosen, language))


async def has_open_target(session: AsyncSession) -> bool:
    """Return True if an open ticket may become overdue."""
    promised = select(Ticket.id).where(Ticket.is_open, Ticket.due_at.is_not(None)).exists()
    return bool(await session.scalar(select(promised)))


def _match_filter(viewer: Person, chosen: OpenFilter, now: datetime) -> ColumnElement[bool]:
    wanted: list[ColumnElement[bool]] = [Ticket.is_open.expression, visibility.is_seen_by_staff(viewer)]
    if chosen.status is not None:
        wanted.append(Ticket.status == chosen.status)
    if chosen.priority is not None:
        wanted.append(Ticket.priority == chosen.priority)
    if chosen.category is not None:
        none = chosen.category == WITHOUT_ONE
        wanted.append(Ticket.category_id.is_(None) if none else Ticket.category_id == chosen.category)
    if chosen.agent == WITHOUT_ONE:
        wanted.append(Ticket.assignee_id.is_(None))
    elif chosen.agent is not None:
        wanted.append(Ticket.assignee_id == chosen.agent)
    if chosen.waits is not None:
        wanted.append(Ticket.status.in_(STATUSES_OF_TURN[chosen.waits]))
    if chosen.late:
        wanted.append(is_due_before(now))
    return and_(*wanted)


async def name_choices(session: AsyncSession, chosen: OpenFilter, language: str) -> dict[FilterField, str]:
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
