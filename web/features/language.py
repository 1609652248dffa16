"""The panel's button for another language: its route.

The button of the bar that changes the language of the panel and of the bot for the visitor who presses it.
"""

from typing import Annotated, Literal

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.staff import preferences
from web.context import WebContext
from web.panel import sign_in_return
from web.panel.page_route import PageRoute


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.post("/language")
    async def change(
        request: Request, code: Annotated[Literal["en", "ru"], Form()], form: Annotated[str, Form()] = ""
    ) -> Response:
        """Set the visitor's language, as `/language` does, and show the same page in it."""
        async with ctx.admit_visitor(request, form=form) as visitor:
            await preferences.set_language(visitor.desk, code)
        return RedirectResponse(sign_in_return.get_page_of_form(ctx, request), 303)

    return made
