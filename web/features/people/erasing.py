"""Everything about a requester is erased, from their page: after the pause or at once."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import Desk, Refused
from desk.policy.permissions import Grant
from desk.privacy import erasures
from web.context import WebContext
from web.features.people.requesters import show_requester
from web.panel.page_forms import Id
from web.panel.page_route import PageRoute
from web.panel.pages import try_verb


async def _keep_person(desk: Desk, person_id: int) -> None:
    if not await erasures.withdraw_for(desk, person_id):
        raise Refused("forget-too-late")


_ERASING: dict[str, Callable[[Desk, int], Awaitable[object]]] = {
    "later": erasures.ask_for,
    "now": partial(erasures.ask_for, at_once=True),
    "keep": _keep_person,
}
"""By what the form says."""


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.post("/requesters/{person_id}/erase")
    async def erase(
        request: Request, person_id: Id, form: Annotated[str, Form()] = "", what: Annotated[str, Form()] = ""
    ) -> Response:
        """Ask for the erasure of everything about a requester, after the pause or at once, or call it off."""
        if what not in _ERASING:
            return Response(status_code=422)
        async with ctx.admit_visitor(request, form=form) as visitor:
            visitor.require(Grant.ORGANIZATIONS)
            wrong = await try_verb(visitor, _ERASING[what](visitor.desk, person_id))
            if wrong:
                return await show_requester(ctx, visitor, person_id, wrong=wrong)
        return RedirectResponse(f"/requesters/{person_id}", 303)

    return made
