"""Pages of tickets: whose, which, in which order, with which words; and the cursor that follows a page."""

import re
from collections.abc import AsyncIterator

from sqlalchemy import ColumnElement, and_, false, true

from db.models import ExternalPerson, Ticket, any_of
from desk.integrations.scopes import Scope
from desk.policy.ticket_list import ALL, TICKETS, TicketFilters, TicketReader
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

_SAME = {
    "tag", "open", "external_id", "q", "filed_since", "filed_before", "ended_since", "ended_before", "updated_since",
}  # fmt: skip
"""Filters that are called alike in both."""


async def load_page(caller: Caller, wanted: TicketsWanted) -> TicketPage:
    """Return a page of the tickets that the caller sees. Raises ApiError 403, 422."""
    of_team = (wanted.topic, wanted.tag, wanted.field)
    if any(one is not None for one in of_team) and not caller.bearer.has_scope(Scope.ALL_READ):
        raise ApiError(403, "scope", f"topic, tag and field need {name_scope(Scope.ALL_READ)}")
    filters = _make_filters(caller, wanted)
    reader = TicketReader(
        and_(true(), *[one async for one in _match_found(caller, wanted)]),
        status=reading.select_status(caller),
        assignee=reading.select_assignee(caller),
    )
    if wanted.sort is TicketSort.NEWEST:
        found, cursor = await _load_newest(caller, TICKETS.match(reader, filters), wanted)
    else:
        found, cursor = await reading.list_tickets_by(caller, reader, filters, wanted)
    return TicketPage(**make_page(await reading.show_tickets(caller, found), cursor))


async def _load_newest(
    caller: Caller, where: ColumnElement[bool], wanted: TicketsWanted
) -> tuple[list[TicketOfCaller], str | None]:
    """Return tickets and the cursor behind them, in one statement: the id of the last one."""
    if wanted.cursor is not None and not _IS_ID.fullmatch(wanted.cursor):
        raise ApiError(422, "not-understood", OF_CURSOR, where="query.cursor")
    before = [] if wanted.cursor is None else [Ticket.id < int(wanted.cursor)]
    found = await reading.list_tickets(caller, where, *before, limit=wanted.limit + 1)
    return found[: wanted.limit], str(found[wanted.limit - 1].ticket.id) if len(found) > wanted.limit else None


def _make_filters(caller: Caller, wanted: TicketsWanted) -> TicketFilters:
    refs = None
    if wanted.external_ref is not None:
        said = tidy_text(wanted.external_ref)
        refs = (said, mask_secrets_in(said, caller.rules.masking))
    return TicketFilters(
        ALL, agent=wanted.assignee, category=wanted.topic, status=tuple(wanted.status), client=wanted.organization,
        channel=wanted.source, own=wanted.field, external_ref=refs,
        **wanted.model_dump(include=_SAME, exclude_none=True),
    )  # fmt: skip


async def _match_found(caller: Caller, wanted: TicketsWanted) -> AsyncIterator[ColumnElement[bool]]:
    """Yield what narrows it beside the filters: whose they are, what the words find, of the queue what is worked on.
    Raises ApiError 403."""
    if wanted.external_id is not None:
        yield ExternalPerson.external_id == wanted.external_id
    if wanted.organization is not None and not caller.rules.organizations.enabled:
        yield false()
    if wanted.q is not None:
        yield any_of(Ticket.id, await _find(caller, wanted.q))
    if wanted.sort is TicketSort.QUEUE:
        if not caller.bearer.has_scope(Scope.ALL_READ):
            raise ApiError(403, "scope", f"sort=queue needs {name_scope(Scope.ALL_READ)}")
        yield Ticket.is_worked_on.expression


async def _find(caller: Caller, words: str) -> list[int]:
    """Return the ids of visible tickets with these words; in notes only with both scopes."""
    in_notes = {Scope.NOTES, Scope.ALL_READ} <= caller.bearer.scopes
    may_see = reading.is_visible(caller)
    typed = clean_text(words).strip()
    if not typed:
        return []
    return (await ticket_search.find_tickets(caller.session, typed, may_see, true() if in_notes else false())).ids
