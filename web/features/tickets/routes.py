"""The list of tickets that staff may see: filtered by the page's address, searched, sorted, fifty a page, or as a
file."""

import re
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.listing import read_filters, write_address
from desk.policy.ticket_list import PANEL, TicketFilters
from desk.queries import tickets as of_tickets
from desk.queries.panel.named_in_search import Named, choose_named, write_key
from web.context import NOTHING_TOLD, WebContext
from web.features.tickets.filter_form import FilterForm
from web.features.tickets.list_csv import make_ticket_file, record_ticket_file
from web.features.tickets.list_page import show_list
from web.panel.page_route import PageRoute
from web.panel.pages import try_verb

_TYPED = "named-"
"""Before the name of a filter: words of a name are in that field, not an id."""
_NUMBER = re.compile(r"#?(\d{1,18})")


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/tickets")
    async def tickets(request: Request, page: int = 1) -> Response:
        """Show the page; a number that exists leads to that ticket, a name that only one has to their tickets, but
        not from a page that tells something."""
        chosen = _read_typed(request.query_params)
        async with ctx.admit_visitor(request) as visitor:
            if visitor.told != NOTHING_TOLD:
                return await show_list(ctx, visitor, chosen, page)
            asked = visitor.session, visitor.person, chosen, visitor.language
            if (named := await choose_named(*asked, now=visitor.now)) != chosen:
                return RedirectResponse(write_address("/tickets", named), 303)
            typed = _NUMBER.fullmatch(chosen.q)
            if typed is not None:
                number = int(typed[1])
                if await of_tickets.find_ticket_id(visitor.session, number, visitor.person) is not None:
                    return RedirectResponse(f"/tickets/{number}", 303)
            return await show_list(ctx, visitor, chosen, page)

    @made.post("/tickets.csv")
    async def taken(request: Request, given: Annotated[FilterForm, Form()]) -> Response:
        """Return all tickets of the filter as a file, for admins; audited."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            wrong = await try_verb(visitor, record_ticket_file(visitor, given.chosen))
            if wrong:
                return await show_list(ctx, visitor, given.chosen, wrong=wrong)
            return await make_ticket_file(visitor, given.chosen)

    return made


def _read_typed(given: Mapping[str, str]) -> TicketFilters:
    """Return the filter of an address, with names that were typed into fields among its words."""
    names = [write_key(of, given[field]) for of in Named if given.get(field := f"{_TYPED}{of}", "").strip()]
    said = {**given, "q": " ".join([given.get("q", ""), *names])}
    return read_filters(TicketFilters(), said, PANEL)
