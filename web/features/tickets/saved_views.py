"""Saved views of the list of tickets: kept and removed by a form under its filters."""

from typing import Annotated

from fastapi import APIRouter, Form, Path
from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.panel import views
from web.door import Door
from web.features.tickets.export import FilterForm
from web.features.tickets.routes import address, listed
from web.panel.form_errors import tried


class _Named(FilterForm):
    """The same, its name, and whether everybody has it."""

    name: Annotated[str, Field(max_length=1000)] = ""
    shared: str = ""


def router(door: Door) -> APIRouter:
    """Its routes."""
    made = APIRouter(include_in_schema=False)

    @made.post("/views")
    async def save(request: Request, given: Annotated[_Named, Form()]) -> Response:
        """Keep the filter; a refusal is said above the list."""
        chosen = given.chosen
        async with door.visitor(request, form=given.form) as visitor:
            keep = views.save(visitor.desk, given.name, chosen.address(), shared=bool(given.shared))
            wrong = await tried(visitor, keep)
            if wrong:
                return await listed(door, visitor, chosen, wrong=wrong, name=given.name)
        return RedirectResponse(address(chosen), 303)

    @made.post("/views/{view_id}/remove")
    async def remove(
        request: Request, view_id: Annotated[int, Path(ge=1, lt=2**63)], form: Annotated[str, Form()] = ""
    ) -> Response:
        """It is no more."""
        async with door.visitor(request, form=form) as visitor:
            await tried(visitor, views.remove(visitor.desk, view_id))
        return RedirectResponse("/tickets", 303)

    return made
