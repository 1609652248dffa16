"""Requesters in the panel: the pages of all of them, and one with their tickets. Changes nothing, words nothing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Role, Ticket, any_of
from desk.i18n import catalog
from desk.listing import Key, ListOf, Page, filter_by, read_flag, read_words
from desk.people.chat_ids import FIRST_OWN_CHAT, is_own_chat
from desk.policy import visibility
from desk.policy.ticket_list import ALL, TICKETS, TicketFilters, read_as_staff
from desk.queries import lists
from desk.queries.lists import TicketLines
from desk.queries.people import match_names

A_PAGE = 25
_HAS_REQUESTS = exists().where(
    Ticket.requester_id == Person.id, or_(Person.telegram_id.is_(None), Ticket.filed_at.is_not(None))
)
"""In a colleague's own account only what the team may see: the first words there are the owner's alone."""


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
class RequesterFilters:
    """Which requesters are listed. `q`: words of which each must be in the name."""

    q: str = filter_by(lambda words: and_(*match_names(words)), "", read=read_words)
    blocked: bool = filter_by(lambda _: Person.blocked_at.is_not(None), default=False, read=read_flag)


REQUESTERS = ListOf[None, RequesterFilters](
    "requesters",
    Person.id,
    seen=lambda _: and_(Person.role == Role.REQUESTER, or_(Person.telegram_id < FIRST_OWN_CHAT, _HAS_REQUESTS)),
    orders={"newest": (Key(Person.id, descending=True),)},
)


async def load_requesters(
    session: AsyncSession, filters: RequesterFilters, page: int, locale: str
) -> Page[RequesterLine]:  # fmt: skip
    """Load a page of requesters (one past the end is the last). `locale`: the language for people whose own the desk
    does not have."""
    found = await REQUESTERS.choose(None, filters).load_page(session, page, A_PAGE, select(Person))
    filed = await _count_tickets(session, [one.id for one in found.lines])
    return found.show(
        RequesterLine(
            one.id, one.name, catalog.choose_language(one, locale), one.blocked_at is not None,
            *filed.get(one.id, (0, 0, None)),
        )
        for one in found.lines
    )  # fmt: skip


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
    ticket the viewer sees as staff; `is_away`: nothing can be sent there now, in a colleague's account."""

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
    is_away: bool


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
        one.bot_blocked_at is not None and is_own_chat(one.telegram_id),
    )  # fmt: skip


async def load_requester_tickets(session: AsyncSession, person_id: int, viewer: Person, page: int) -> TicketLines:
    """Load a page of their tickets that the viewer sees as staff, newest first."""
    tickets = TICKETS.choose(read_as_staff(viewer), TicketFilters(ALL, requester=person_id), "newest")
    return await lists.load_page(session, tickets, page, A_PAGE)
