"""The list of tickets that staff may see: filtered by the page's address, searched, sorted, fifty a page, or as a
file."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from db import encryption
from desk.panel import saved_views
from desk.policy.open_filter import FilterField
from desk.queries import open_tickets
from desk.queries import tickets as of_tickets
from desk.queries.panel import tickets as panel
from desk.queries.panel.tickets import SORTS, TicketFilter
from desk.search import snippets
from web.context import Visitor, WebContext
from web.features.tickets.export import FilterForm, make_ticket_file, record_ticket_file
from web.panel.form_errors import try_verb
from web.panel.frame import show_page
from web.panel.page_route import PageRoute

_NUMBER = re.compile(r"#?(\d{1,18})")
_MARKED = re.compile(f"{snippets.MARK}([^{snippets.UNMARK}]*){snippets.UNMARK}")


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/tickets")
    async def tickets(request: Request, page: int = 1) -> Response:
        """Show the page; a number that exists leads to that ticket."""
        chosen = TicketFilter.parse(request.query_params)
        async with ctx.admit_visitor(request) as visitor:
            typed = _NUMBER.fullmatch(chosen.words)
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


async def show_list(
    ctx: WebContext, visitor: Visitor, chosen: TicketFilter, page: int = 1, *, wrong: str = "", name: str = ""
) -> Response:
    """Return the page. `wrong`: why no file was made, or a view called `name` was not kept."""
    session = visitor.session
    found, more = await panel.load_tickets(session, visitor.person, chosen, page, now=visitor.now)
    choices = {
        by.value: await open_tickets.list_choices(session, by, visitor.language)
        for by in (FilterField.CATEGORY, FilterField.AGENT)
    }
    events = {"event": visitor.rules.events} if visitor.rules.events or chosen.event else {}
    clients: dict[str, tuple[()]] = {"organization": ()} if chosen.organization is not None else {}
    ids = [one.id for one in found.lines] if chosen.words else []
    return show_page(
        ctx, visitor, "tickets/list.html", status=409 if wrong else 200, chosen=chosen, found=found, more=more,
        choices={**choices, **events, **clients}, called=await panel.name_filters(session, chosen, visitor.language),
        address=_page_address(chosen),
        closed_too=await panel.count_finished_matches(session, visitor.person, chosen, now=visitor.now),
        of_all=list_address(replace(chosen, state=panel.ALL)), here=list_address(chosen), wrong=wrong, name=name,
        a_page=panel.A_PAGE, views=[
            (one, list_address(TicketFilter.parse(one.chosen)))
            for one in await saved_views.list_views(session, visitor.person)
        ],
        marked=split_matches, snippets=await snippets.find_snippets(session, chosen.words, ids),
        sorts={by: _sort_link(chosen, by) for by in SORTS}, searches_names=encryption.has_sealed_words(),
    )  # fmt: skip


def list_address(chosen: TicketFilter) -> str:
    """Return the address of the list's first page."""
    parts = urlencode(chosen.make_query())
    return f"/tickets?{parts}" if parts else "/tickets"


def _page_address(chosen: TicketFilter) -> str:
    """Return the address of the list up to the page number."""
    parts = urlencode(chosen.make_query())
    return f"/tickets?{parts}&page=" if parts else "/tickets?page="


def _sort_link(chosen: TicketFilter, by: str) -> tuple[str, str]:
    """Return `aria-sort` of a column and the address of its header: ascending, descending, then the default order."""
    now = {by: "ascending", f"-{by}": "descending"}.get(chosen.sort, "none")
    then = {"none": by, "ascending": f"-{by}", "descending": ""}[now]
    parts = urlencode(chosen.make_query(sort=then))
    return now, f"/tickets?{parts}" if parts else "/tickets"


def split_matches(words: str) -> Iterator[tuple[str, bool]]:
    """Return the parts of a snippet, each with True if it matches the search."""
    for at, part in enumerate(_MARKED.split(words)):
        if part:
            yield part.replace(snippets.MARK, "").replace(snippets.UNMARK, ""), at % 2 == 1
