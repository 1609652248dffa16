"""Links for a screen on a wall: made on the visitor's page, opened on the screen by a press."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.policy import permissions
from desk.policy.grants import Grant
from desk.sessions import wall_links
from web.browser_words import choose_words
from web.context import ForgedError, Visitor, WebContext, name_browser
from web.features.profile.routes import show_profile
from web.panel.form_errors import try_verb
from web.panel.page_route import PageRoute
from web.rendering import render_page
from web.security import is_form_token

_COOKIE_LASTS = timedelta(days=400)  # the longest that browsers keep one


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.post("/profile/wall")
    async def make(request: Request, form: Annotated[str, Form()] = "") -> Response:
        """Create a link; only this answer shows it."""
        async with ctx.admit_visitor(request, form=form) as visitor:
            permissions.require_grant(visitor.person, Grant.TEAM)
            done: list[str] = []
            wrong = await try_verb(visitor, _make(visitor, done))
            link = f"{ctx.origin}/wall/{done[0]}" if done else ""
            return await show_profile(ctx, visitor, wrong=wrong, link=link)

    @made.get("/wall/{secret}")
    async def asked(request: Request, secret: str) -> Response:
        """Show the button that opens the link: looking at it opens nothing."""
        async with ctx.database.unit_of_work() as session:
            await ctx.load_rules(session, request)
            is_good = await wall_links.has_link(session, secret, ctx.now())
        words, token = choose_words(ctx, request), ctx.make_token(secret)
        return render_page("profile/wall.html", words, status=200 if is_good else 404, is_good=is_good, token=token)

    @made.post("/wall/{secret}")
    async def open_link(request: Request, secret: str, form: Annotated[str, Form()] = "") -> Response:
        """Start the session of the screen."""
        if not is_form_token(secret, form):
            raise ForgedError
        browser, address = name_browser(request), ctx.get_address(request)
        async with ctx.database.unit_of_work() as session:
            rules = await ctx.load_rules(session, request)
            cookie = await wall_links.open_link(
                session, secret, browser=browser, address=address, now=ctx.now(), rules=rules
            )
        if cookie is None:
            return RedirectResponse(f"/wall/{secret}", 303)
        shown = RedirectResponse("/wall", 303)
        shown.set_cookie(
            ctx.name_cookie("session"), cookie, max_age=int(_COOKIE_LASTS.total_seconds()), path="/", httponly=True,
            samesite="lax", secure=ctx.settings.is_encrypted,
        )  # fmt: skip
        return shown

    return made


async def _make(visitor: Visitor, done: list[str]) -> None:
    done.append(await wall_links.make_link(visitor.desk))
