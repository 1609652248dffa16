"""Pages of tickets: whose, which, in which order, with which words; and the cursor that follows a page."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from db.enums import FINISHED
from db.models import ExternalPerson, Organization, Ticket, any_of
from desk.integrations.scopes import Scope
from desk.listing import Key
from desk.policy.lateness import MOST_URGENT_FIRST
from desk.search import ticket_search
from desk.text import clean_text
from desk.text.masking.secret_masking import mask_secrets_in
from web.api import reading
from web.api.caller import Caller
from web.api.lists.following import make_page
from web.api.problems import ApiError, name_scope
from web.api.reading import TicketOfCaller
from web.api.schemas.tickets import TicketPage, TicketSort, TicketsWanted
from web.api.schemas.values import OF_CURSOR, tidy_text

_IS_ID = re.compile("[0-9]{1,18}")

_BY_CHANGE = Key(Ticket.updated_on), Key(Ticket.updated_at), Key(Ticket.id)
"""First the day, which has an index."""
_ORDERS = {
    TicketSort.OLDEST: (Key(Ticket.id),),
    TicketSort.LEAST_RECENTLY_UPDATED: _BY_CHANGE,
    TicketSort.RECENTLY_UPDATED: tuple(replace(one, descending=True) for one in _BY_CHANGE),
    TicketSort.QUEUE: MOST_URGENT_FIRST,
}


async def load_page(caller: Caller, wanted: TicketsWanted) -> TicketPage:
    """Return a page of the tickets that the caller sees. Raises ApiError 403, 422."""
    where = await _make_filter(caller, wanted)
    if wanted.sort is TicketSort.QUEUE:
        if not caller.bearer.has_scope(Scope.ALL_READ):
            raise ApiError(403, "scope", f"sort=queue needs {name_scope(Scope.ALL_READ)}")
        where.append(Ticket.is_worked_on.expression)
    if wanted.sort is TicketSort.NEWEST:
        found, cursor = await _load_newest(caller, where, wanted)
    else:
        found, cursor = await reading.list_tickets_by(caller, _ORDERS[wanted.sort], where, wanted)
    return TicketPage(**make_page(await reading.show_tickets(caller, found), cursor))


async def _load_newest(
    caller: Caller, where: Sequence[ColumnElement[bool]], wanted: TicketsWanted
) -> tuple[list[TicketOfCaller], str | None]:
    """Return tickets and the cursor behind them, in one statement: the id of the last one."""
    if wanted.cursor is not None and not _IS_ID.fullmatch(wanted.cursor):
        raise ApiError(422, "not-understood", OF_CURSOR, where="query.cursor")
    before = [] if wanted.cursor is None else [Ticket.id < int(wanted.cursor)]
    found = await reading.list_tickets(caller, *where, *before, limit=wanted.limit + 1)
    return found[: wanted.limit], str(found[wanted.limit - 1].ticket.id) if len(found) > wanted.limit else None


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
