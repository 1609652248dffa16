"""Tickets: all that staff may see, filtered by the page's address, searched, fifty a page."""

import re
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.policy.open_filter import By
from desk.queries import open_tickets
from desk.queries import tickets as of_tickets
from desk.queries.panel import tickets as panel
from desk.queries.panel.tickets import TicketFilter
from web.door import Door
from web.pages.frame import shown

_NUMBER = re.compile(r"#?(\d{1,18})")


def router(door: Door) -> APIRouter:
    """Its routes."""
    made = APIRouter(include_in_schema=False)

    @made.get("/tickets")
    async def tickets(request: Request, page: int = 1) -> Response:
        """The page; a number leads to that ticket, where there is one."""
        chosen = TicketFilter.of(request.query_params)
        async with door.visitor(request) as visitor:
            typed = _NUMBER.fullmatch(chosen.words)
            if typed is not None:
                number = int(typed[1])
                if await of_tickets.ticket_by_number(visitor.session, number, visitor.person) is not None:
                    return RedirectResponse(f"/tickets/{number}", 303)
            found, more = await panel.tickets(visitor.session, visitor.person, chosen, page, now=visitor.now)
            choices = {
                by.value: await open_tickets.choices(visitor.session, by, visitor.language)
                for by in (By.CATEGORY, By.AGENT)
            }
            return shown(door, visitor, "tickets.html", chosen=chosen, found=found, more=more, choices=choices,
                         address=_address(chosen))  # fmt: skip

    return made


def _address(chosen: TicketFilter) -> str:
    """What stands before the number of a page in the addresses of the others."""
    parts = urlencode(chosen.address())
    return f"/tickets?{parts}&page=" if parts else "/tickets?page="
