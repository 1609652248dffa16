"""Saved views of the list of tickets, kept and removed by a form below its filters."""

from typing import Annotated

from fastapi import APIRouter, Form, Path
from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.listing import write_address, write_filters
from desk.panel import saved_views
from web.context import WebContext
from web.features.tickets.filter_form import FilterForm
from web.features.tickets.list_page import show_list
from web.panel.page_route import PageRoute
from web.panel.pages import try_verb


class _Named(FilterForm):
    """The filter form with a name, and whether everybody sees the view."""

    name: Annotated[str, Field(max_length=1000)] = ""
    shared: str = ""


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.post("/views")
    async def save(request: Request, given: Annotated[_Named, Form()]) -> Response:
        """Save the filter as a view; a refusal is shown above the list."""
        chosen = given.chosen
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            keep = saved_views.save_view(visitor.desk, given.name, write_filters(chosen), shared=bool(given.shared))
            wrong = await try_verb(visitor, keep)
            if wrong:
                return await show_list(ctx, visitor, chosen, wrong=wrong, name=given.name)
        return RedirectResponse(write_address("/tickets", chosen), 303)

    @made.post("/views/{view_id}/remove")
    async def remove(
        request: Request, view_id: Annotated[int, Path(ge=1, lt=2**63)], form: Annotated[str, Form()] = ""
    ) -> Response:
        """Remove a saved view."""
        async with ctx.admit_visitor(request, form=form) as visitor:
            await try_verb(visitor, saved_views.remove_view(visitor.desk, view_id))
        return RedirectResponse("/tickets", 303)

    return made
