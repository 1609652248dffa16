"""Pages of tickets: whose, which, in which order, with which words; and the cursor that follows a page."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, false, literal, or_, select, true, tuple_

from db.enums import FINISHED
from db.models import ExternalPerson, Organization, Ticket, any_of
from desk.integrations.scopes import Scope
from desk.policy.lateness import MOST_URGENT_FIRST
from desk.search import ticket_search
from desk.text import clean_text
from desk.text.masking.secret_masking import mask_secrets_in
from web.api import reading
from web.api.caller import Caller
from web.api.problems import ApiError, name_scope
from web.api.reading import TicketOfCaller
from web.api.schemas.tickets import TicketPage, TicketSort, TicketsWanted
from web.api.schemas.values import tidy_text

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BY_CHANGE = (TicketSort.RECENTLY_UPDATED, TicketSort.LEAST_RECENTLY_UPDATED)
_ASCENDING = (TicketSort.OLDEST, TicketSort.LEAST_RECENTLY_UPDATED)


async def load_page(caller: Caller, wanted: TicketsWanted) -> TicketPage:
    """Return a page of the tickets that the caller sees. Raises ApiError 403, 422."""
    where = await _make_filter(caller, wanted)
    if wanted.sort is TicketSort.QUEUE:
        return await _load_queue(caller, where, wanted)
    if wanted.cursor is not None:
        where.append(_follow(wanted.sort, wanted.cursor))
    if wanted.sort is TicketSort.NEWEST:
        found = await reading.list_tickets(caller, *where, limit=wanted.limit + 1)
    else:
        found = await reading.list_tickets_by(
            caller, _make_order(wanted.sort), *where, of_user=_names_user(wanted), limit=wanted.limit + 1
        )
    return await _make_page(caller, found, wanted.limit, lambda last: _make_cursor(wanted.sort, last))


async def _load_queue(caller: Caller, where: Sequence[ColumnElement[bool]], wanted: TicketsWanted) -> TicketPage:
    """Return a page of the queue; its cursor is how many were read."""
    if not caller.bearer.has_scope(Scope.ALL_READ):
        raise ApiError(403, "scope", f"sort=queue needs {name_scope(Scope.ALL_READ)}")
    offset, _ = _split_cursor(wanted.cursor)
    found = await reading.list_tickets_by(
        caller,
        MOST_URGENT_FIRST,
        Ticket.is_worked_on.expression,
        *where,
        of_user=_names_user(wanted),
        offset=offset,
        limit=wanted.limit + 1,
    )
    return await _make_page(caller, found, wanted.limit, lambda _: str(offset + wanted.limit))


def _names_user(wanted: TicketsWanted) -> bool:
    return wanted.external_id is not None


async def _make_page(
    caller: Caller, found: Sequence[TicketOfCaller], limit: int, following: Callable[[Ticket], str]
) -> TicketPage:
    has_more = len(found) > limit
    items = await reading.show_tickets(caller, found[:limit])
    return TicketPage(
        items=items, next_cursor=following(found[limit - 1].ticket) if has_more else None, has_more=has_more
    )


async def _make_filter(caller: Caller, wanted: TicketsWanted) -> list[ColumnElement[bool]]:
    status = reading.select_status(caller)
    where = [*_filter_records(caller, wanted), *_filter_fields(caller, wanted)]
    if wanted.status:
        named = status.in_([one for one in wanted.status if one != "open"])
        where.append(or_(named, status.not_in(FINISHED)) if "open" in wanted.status else named)
    if wanted.open is not None:
        where.append(status.not_in(FINISHED) if wanted.open else status.in_(FINISHED))
    where += _filter_moments(wanted)
    if wanted.q is not None:
        where.append(any_of(Ticket.id, await _find(caller, wanted.q)))
    return where


def _filter_moments(wanted: TicketsWanted) -> list[ColumnElement[bool]]:
    """Return the conditions about when they were filed, ended and changed."""
    moments = (
        (wanted.updated_since, _is_updated_since), (wanted.filed_since, Ticket.filed_at.__ge__),
        (wanted.filed_before, Ticket.filed_at.__lt__), (wanted.ended_since, Ticket.ended_at.__ge__),
        (wanted.ended_before, Ticket.ended_at.__lt__),
    )  # fmt: skip
    return [compare(at) for at, compare in moments if at is not None]


def _filter_records(caller: Caller, wanted: TicketsWanted) -> list[ColumnElement[bool]]:
    """Return the conditions about whose requests they are, and of which of the caller's records."""
    where: list[ColumnElement[bool]] = []
    if wanted.external_id is not None:
        where.append(ExternalPerson.external_id == wanted.external_id)
    if wanted.external_ref is not None:
        said = tidy_text(wanted.external_ref)
        where.append(any_of(Ticket.external_ref, [said, mask_secrets_in(said, caller.rules.masking)]))
    if wanted.organization is not None:
        named = select(Organization.id).where(Organization.external_id == wanted.organization)
        where.append(Ticket.organization_id.in_(named) if caller.rules.organizations.enabled else false())
    if wanted.assignee is not None:
        where.append(reading.select_assignee(caller) == wanted.assignee)
    return where


def _filter_fields(caller: Caller, wanted: TicketsWanted) -> list[ColumnElement[bool]]:
    """Return the conditions about what only the team reads. Raises ApiError 403."""
    if (wanted.topic is not None or wanted.tag is not None) and not caller.bearer.has_scope(Scope.ALL_READ):
        raise ApiError(403, "scope", f"topic and tag need {name_scope(Scope.ALL_READ)}")
    topic = [] if wanted.topic is None else [Ticket.category_id == wanted.topic]
    return topic if wanted.tag is None else [*topic, Ticket.tags.contains([wanted.tag])]


async def _find(caller: Caller, words: str) -> list[int]:
    """Return the ids of visible tickets with these words; in notes only with both scopes."""
    in_notes = {Scope.NOTES, Scope.ALL_READ} <= caller.bearer.scopes
    may_see = reading.is_visible(caller)
    typed = clean_text(words).strip()
    if not typed:
        return []
    return (await ticket_search.find_tickets(caller.session, typed, may_see, true() if in_notes else false())).ids


def _is_updated_since(at: datetime) -> ColumnElement[bool]:
    """Return the condition; the day has an index."""
    return and_(Ticket.updated_on >= at.astimezone(UTC).date(), Ticket.updated_at >= at)


def _make_order(sort: TicketSort) -> tuple[ColumnElement[Any], ...]:
    """Return the columns: first the day, which has an index."""
    columns: tuple[Any, ...] = (Ticket.updated_on, Ticket.updated_at, Ticket.id) if sort in _BY_CHANGE else (Ticket.id,)
    return tuple(one.asc() if sort in _ASCENDING else one.desc() for one in columns)


def _make_cursor(sort: TicketSort, last: Ticket) -> str:
    if sort not in _BY_CHANGE:
        return str(last.id)
    return f"{(last.updated_at - _EPOCH) // timedelta(microseconds=1)}.{last.id}"


def _follow(sort: TicketSort, cursor: str) -> ColumnElement[bool]:
    """Return the condition for what follows the last ticket of a page. Raises ApiError 422."""
    first, second = _split_cursor(cursor)
    if sort not in _BY_CHANGE:
        return Ticket.id > first if sort in _ASCENDING else Ticket.id < first
    try:
        at = _EPOCH + timedelta(microseconds=first)
    except OverflowError:
        raise ApiError(422, "request", "cursor: of another list") from None
    place = tuple_(Ticket.updated_on, Ticket.updated_at, Ticket.id)
    last = tuple_(literal(at.date()), literal(at), literal(second, BigInteger))
    return place > last if sort in _ASCENDING else place < last


def _split_cursor(cursor: str | None) -> tuple[int, int]:
    first, _, second = (cursor or "0").partition(".")
    return int(first), int(second or 0)
