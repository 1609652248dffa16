"""Now: what needs somebody, who holds how much, what the day has brought and what has just happened; agents see what is
theirs. The same on a wall: large, without controls, following by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from desk.figures import periods
from desk.queries import attention
from desk.queries.attention import Why
from desk.queries.panel import first_answers, just_now, team
from desk.queries.panel import now as beside
from web.door import Door, Visitor
from web.pages.frame import shown, words_of
from web.pages.happened import said

_A_PAGE, _ON_A_WALL = 50, 9
_HAPPENED = 6


def router(door: Door) -> APIRouter:
    """Its routes."""
    made = APIRouter(include_in_schema=False)

    @made.get("/")
    async def now(request: Request, page: int = 1) -> Response:
        """The page."""
        async with door.visitor(request) as visitor:
            return shown(door, visitor, "now.html", linked=True, **await _found(visitor, page, _A_PAGE))

    @made.get("/wall")
    async def wall(request: Request) -> Response:
        """The same for a screen that nobody sits at."""
        async with door.visitor(request) as visitor:
            return shown(door, visitor, "wall.html", linked=False, **await _found(visitor, 1, _ON_A_WALL))

    return made


@dataclass(frozen=True, slots=True)
class _EventDay:
    """An event that runs, and which of its days it is."""

    name: str
    n: int


async def _found(visitor: Visitor, page: int, a_page: int) -> Mapping[str, Any]:
    session, rules = visitor.session, visitor.rules
    found = await attention.attention(session, visitor.person, page, now=visitor.now, a_page=a_page)
    groups = [(why, [ticket for _, ticket in of]) for why, of in groupby(found.lines, key=lambda one: one[0])]
    return {
        "here": f"/?page={found.page}", "page": found.page, "pages": found.pages,
        "groups": groups, "counts": found.counts, "Why": Why, "event": _event(visitor),
        "load": await team.load(session) if visitor.is_admin else [],
        "today": await beside.today(session, visitor.now, rules.timezone),
        "first": await first_answers.first_answers(session, visitor.now, rules),
        "usually_solved": await first_answers.usually_solved(session, visitor.now, rules.timezone),
        "waiting": await beside.waiting(session, visitor.person),
        "paces": await beside.paces(session, [line.id for _, line in found.lines], visitor.now),
        "happened": await just_now.just_now(session, visitor.person, _HAPPENED),
        "said": partial(said, words_of(visitor)),
    }  # fmt: skip


def _event(visitor: Visitor) -> _EventDay | None:
    day = periods.today(visitor.now, visitor.rules.timezone)
    running = next((one for one in visitor.rules.events if one.holds(day)), None)
    return _EventDay(running.name, (day - running.first).days + 1) if running is not None else None
