"""Requesters in the panel: the pages of all of them, and one with their tickets. Changes nothing, words nothing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, join, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Membership, Organization, Person, Role, Ticket, any_of
from desk.i18n import catalog
from desk.listing import Key, ListOf, Page, filter_by, read_flag, read_words
from desk.people.chat_ids import FIRST_OWN_CHAT, is_own_chat
from desk.policy import visibility
from desk.policy.lateness import is_due_before
from desk.policy.permissions import is_member
from desk.policy.ticket_list import ALL, TICKETS, TicketFilters, read_as_staff
from desk.queries import lists
from desk.queries.lists import TicketLines
from desk.queries.panel.named_in_search import name_firms
from desk.queries.people import match_names

A_PAGE = 25
_HAS_REQUESTS = exists().where(
    Ticket.requester_id == Person.id, or_(Person.telegram_id.is_(None), Ticket.filed_at.is_not(None))
)
"""In a colleague's own account only what the team may see: the first words there are the owner's alone."""


@dataclass(frozen=True, slots=True)
class RequesterLine:
    """A requester. `language`: the one the desk uses with them; `open`, `late`, `filed`: their tickets that the viewer
    sees; `last_at`: when they last wrote there; `firm`: an organization that they are a member of."""

    id: int
    name: str
    language: str
    is_blocked: bool
    open: int
    late: int
    filed: int
    last_at: datetime | None
    firm: str


SORTS = ("name", "firm", "open", "late", "last")
"""Columns to sort by; "-" before it: descending. The usual order is the last word, newest first."""


def _read_sort(said: str) -> str:
    if said.removeprefix("-") not in SORTS:
        raise ValueError(said)
    return "" if said == f"-{SORTS[-1]}" else said


@dataclass(frozen=True, slots=True)
class RequesterFilters:
    """Which requesters are listed. `q`: words of which each must be in the name; `sort`: a column of `SORTS`."""

    q: str = filter_by(match_names, "", read=read_words)
    blocked: bool = filter_by(lambda _: Person.blocked_at.is_not(None), default=False, read=read_flag)
    sort: str = filter_by(None, "", read=_read_sort, said=False)


REQUESTERS = ListOf[None, RequesterFilters](
    "requesters",
    Person.id,
    seen=lambda _: and_(Person.role == Role.REQUESTER, or_(Person.telegram_id < FIRST_OWN_CHAT, _HAS_REQUESTS)),
    orders={"newest": (Key(Person.id, descending=True),)},
)
_LATEST = 10_000
_WORD = func.greatest(Ticket.filed_at, Ticket.requester_spoke_at)


async def load_requesters(
    session: AsyncSession, viewer: Person, filters: RequesterFilters, page: int, locale: str, *, now: datetime
) -> Page[RequesterLine]:
    """Load a page of requesters (one past the end is the last). `locale`: the language for people whose own the desk
    does not have."""
    by, seen = filters.sort or f"-{SORTS[-1]}", visibility.is_seen_by_staff(viewer)
    listed = _order(by.removeprefix("-"), seen, now, descending=by.startswith("-"))
    found = await listed.choose(None, filters).load_page(session, page, A_PAGE, select(Person))
    ids = [one.id for one in found.lines]
    counts, firms = await _count_tickets(session, ids, seen, now), await name_firms(session, ids)
    return found.show(
        RequesterLine(
            one.id, one.name, catalog.choose_language(one, locale), one.blocked_at is not None,
            *counts.get(one.id, (0, 0, 0, None)), firms.get(one.id, ""),
        )
        for one in found.lines
    )  # fmt: skip


def _order(by: str, seen: ColumnElement[bool], now: datetime, *, descending: bool) -> ListOf[None, RequesterFilters]:
    """Return the list in the order of a column: what it counts or finds is joined once. Last words are those of the
    tickets that changed last, so that this takes no longer as history grows; others follow, the newest people first."""
    if by == "name":
        return replace(REQUESTERS, orders={by: (Key(func.lower(Person.name), descending),)})
    if by == "firm":
        member = select(Membership.person_id.label("of"), func.min(Organization.folded).label("by"))
        theirs = member.join(Organization, Organization.id == Membership.organization_id)
        theirs = theirs.where(is_member(), Organization.removed_at.is_(None))
    elif by == "last":
        newest = select(Ticket.requester_id, _WORD.label("word")).where(seen).order_by(Ticket.updated_on.desc())
        latest = newest.limit(_LATEST).subquery().c
        theirs = select(latest.requester_id.label("of"), func.max(latest.word).label("by"))
    else:
        which = is_due_before(now) if by == "late" else true()
        theirs = select(Ticket.requester_id.label("of"), func.count().label("by"))
        theirs = theirs.where(seen, Ticket.is_open, which)
    column = theirs.group_by(theirs.selected_columns[0]).subquery().c
    keys = Key(column.by.is_(None)), Key(column.by, descending, nullable=True), Key(Person.id, descending=True)
    source = join(Person, column.by.table, column.of == Person.id, isouter=True)
    return replace(REQUESTERS, orders={by: keys}, source=source)


async def _count_tickets(
    session: AsyncSession, ids: Collection[int], seen: ColumnElement[bool], now: datetime
) -> dict[int, tuple[int, int, int, datetime | None]]:  # fmt: skip
    late = and_(Ticket.is_open, is_due_before(now))
    counted = (
        select(
            Ticket.requester_id, func.count().filter(Ticket.is_open), func.count().filter(late), func.count(),
            func.max(_WORD),
        )
        .where(any_of(Ticket.requester_id, ids), seen)
        .group_by(Ticket.requester_id)
    )  # fmt: skip
    return {person_id: tuple(rest) for person_id, *rest in await session.execute(counted)}


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
