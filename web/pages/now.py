"""Now: what needs somebody, who holds how much, what the day has brought; agents see what is theirs."""

from itertools import groupby

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from desk.queries import attention
from desk.queries.attention import Why
from desk.queries.panel import now as beside
from desk.queries.panel import team
from web.door import Door
from web.pages.frame import shown

_A_PAGE = 50


def router(door: Door) -> APIRouter:
    """Its routes."""
    made = APIRouter(include_in_schema=False)

    @made.get("/")
    async def now(request: Request, page: int = 1) -> Response:
        """The page."""
        async with door.visitor(request) as visitor:
            found = await attention.attention(visitor.session, visitor.person, page, now=visitor.now, a_page=_A_PAGE)
            groups = [(why, [ticket for _, ticket in of]) for why, of in groupby(found.lines, key=lambda one: one[0])]
            return shown(
                door, visitor, "now.html",
                here=f"/?page={found.page}", page=found.page, pages=found.pages,
                groups=groups, counts=found.counts, Why=Why,
                load=await team.load(visitor.session) if visitor.is_admin else [],
                today=await beside.today(visitor.session, visitor.now, visitor.rules.timezone),
                waiting=await beside.waiting(visitor.session, visitor.person),
                paces=await beside.paces(visitor.session, [line.id for _, line in found.lines], visitor.now),
            )  # fmt: skip

    return made
