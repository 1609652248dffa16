"""The visitor's own page: their sessions, each with a button that ends it, and their second factor.

Adding a second factor is also open to a session in which it is due but its person has none yet.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.policy.grants import Grant
from desk.second_factor import apps, factors, passkeys, recovery
from desk.second_factor.passkeys import Site
from desk.sessions import sessions
from web.context import FactorDueError, Visitor, WebContext
from web.features.profile import qr_code
from web.features.profile.proof import is_due, show_bare
from web.panel.form_errors import try_verb
from web.panel.frame import show_page
from web.panel.page_form import Id, PageForm
from web.panel.page_route import PageRoute


class _FactorForm(PageForm):
    """A form of these pages; each uses the fields it has."""

    form: str = ""
    name: Annotated[str, Field(max_length=60)] = ""
    code: Annotated[str, Field(max_length=40)] = ""
    answer: Annotated[str, Field(max_length=20_000)] = ""


_Given = Annotated[_FactorForm, Form()]


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/profile")
    async def profile(request: Request) -> Response:
        """Show the page."""
        async with ctx.admit_visitor(request) as visitor:
            return await show_profile(ctx, visitor)

    @made.post("/profile/sessions/{session_id}")
    async def end(request: Request, session_id: Id, given: _Given) -> Response:
        """End one of the visitor's sessions."""
        return await _change(ctx, request, given, lambda visitor: sessions.end_session(visitor.desk, session_id))

    @made.post("/profile/sessions")
    async def end_all(request: Request, given: _Given) -> Response:
        """End all of them, this one too."""
        return await _change(ctx, request, given, lambda visitor: sessions.end_own_sessions(visitor.desk))

    @made.post("/profile/factors/{factor_id}")
    async def remove(request: Request, factor_id: Id, given: _Given) -> Response:
        """Remove a passkey or an app."""
        return await _change(ctx, request, given, lambda visitor: factors.remove_factor(visitor.desk, factor_id))

    @made.post("/profile/app")
    async def begin_app(request: Request, given: _Given) -> Response:
        """Show the secret of a new authenticator app."""
        async with _admit(ctx, request, given) as visitor:
            wrong = await try_verb(visitor, apps.begin_app(visitor.desk))
            return await _refused(ctx, visitor, wrong) if wrong else await _show_app(ctx, visitor)

    @made.post("/profile/app/confirm")
    async def confirm_app(request: Request, given: _Given) -> Response:
        """Take the first code of the new app."""
        async with _admit(ctx, request, given) as visitor:
            done: list[bool] = []
            wrong = await try_verb(visitor, _confirm_app(visitor, given.code, done))
            if wrong:
                return await _refused(ctx, visitor, wrong)
            return await (_show_added(ctx, visitor) if done[0] else _show_app(ctx, visitor, is_wrong=True))

    @made.get("/profile/passkey")
    async def begin_passkey(request: Request) -> Response:
        """Show the page on which a browser makes a passkey."""
        async with _admit(ctx, request) as visitor:
            return await _show_passkey(ctx, visitor)

    @made.post("/profile/passkey")
    async def add_passkey(request: Request, given: _Given) -> Response:
        """Add the passkey that the browser made."""
        async with _admit(ctx, request, given) as visitor:
            site = Site(ctx.origin)
            wrong = await try_verb(visitor, passkeys.add_passkey(visitor.desk, site, given.answer, given.name))
            return await (_show_passkey(ctx, visitor, wrong, given.name) if wrong else _show_added(ctx, visitor))

    @made.post("/profile/codes")
    async def renew_codes(request: Request, given: _Given) -> Response:
        """Show new recovery codes, once."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            return await _show_codes(ctx, visitor)

    return made


async def show_profile(ctx: WebContext, visitor: Visitor, *, wrong: str = "", link: str = "") -> Response:
    """Return the visitor's page; `link`: a new one for a wall, which is shown once."""
    session, person = visitor.session, visitor.person
    return show_page(
        ctx, visitor, "profile/profile.html", status=422 if wrong else 200, wrong=wrong, link=link,
        sessions=await sessions.list_sessions(session, person, now=visitor.now, rules=visitor.rules),
        mine=visitor.session_id, is_asked=visitor.rules.web.second_factor != "off",
        factors=await factors.list_factors(session, person.id), has_passkeys=Site(ctx.origin).has_passkeys,
        codes=await factors.count_recovery_codes(session, person.id), has_walls=visitor.may(Grant.TEAM),
    )  # fmt: skip


async def _change(
    ctx: WebContext, request: Request, given: _FactorForm, verb: Callable[[Visitor], Awaitable[object]]
) -> Response:
    async with ctx.admit_visitor(request, form=given.form) as visitor:
        wrong = await try_verb(visitor, verb(visitor))
        if wrong:
            return await show_profile(ctx, visitor, wrong=wrong)
    return RedirectResponse("/profile", 303)


@asynccontextmanager
async def _admit(ctx: WebContext, request: Request, given: _FactorForm | None = None) -> AsyncIterator[Visitor]:
    """Yield a visitor who adds a second factor. Raises FactorDueError if they have one and have not shown it."""
    form = given.form if given is not None else None
    async with ctx.admit_visitor(request, form=form, unproved=True) as visitor:
        if visitor.has_factor and visitor.row.proved_at is None:
            raise FactorDueError
        yield visitor


async def _refused(ctx: WebContext, visitor: Visitor, wrong: str) -> Response:
    """Return the refusal on the visitor's page, or on a bare one while their second factor is due."""
    if is_due(visitor):
        has_passkeys = Site(ctx.origin).has_passkeys
        return show_bare(ctx, visitor, "profile/choose.html", status=422, wrong=wrong, has_passkeys=has_passkeys)
    return await show_profile(ctx, visitor, wrong=wrong)


async def _confirm_app(visitor: Visitor, code: str, done: list[bool]) -> None:
    done.append(await apps.confirm_app(visitor.desk, "".join(code.split())))


async def _show_app(ctx: WebContext, visitor: Visitor, *, is_wrong: bool = False) -> Response:
    secret = await apps.get_pending_secret(visitor.desk) or ""
    address = apps.make_address(secret, visitor.person.name)
    return show_bare(
        ctx, visitor, "profile/app.html", status=422 if is_wrong else 200, secret=secret, address=address,
        drawing=qr_code.draw(address), is_wrong=is_wrong, back=_get_way_back(visitor),
    )  # fmt: skip


async def _show_passkey(ctx: WebContext, visitor: Visitor, wrong: str = "", name: str = "") -> Response:
    site = Site(ctx.origin)
    if not site.has_passkeys:
        return Response(status_code=404)
    options = await passkeys.begin_passkey(visitor.session, visitor.row, visitor.person, site)
    return show_bare(
        ctx, visitor, "profile/passkey.html", status=422 if wrong else 200, wrong=wrong, options=options,
        name=name or visitor.row.browser, back=_get_way_back(visitor),
    )  # fmt: skip


async def _show_added(ctx: WebContext, visitor: Visitor) -> Response:
    """Go on after a second factor was added: with the first one come recovery codes."""
    await visitor.session.flush()
    if await factors.count_recovery_codes(visitor.session, visitor.person.id):
        return RedirectResponse("/profile", 303)
    return await _show_codes(ctx, visitor)


async def _show_codes(ctx: WebContext, visitor: Visitor) -> Response:
    done: list[list[str]] = []
    wrong = await try_verb(visitor, _renew(visitor, done))
    if wrong:
        return await show_profile(ctx, visitor, wrong=wrong)
    return show_bare(ctx, visitor, "profile/codes.html", codes=done[0])


async def _renew(visitor: Visitor, done: list[list[str]]) -> None:
    done.append(await recovery.renew_codes(visitor.desk))


def _get_way_back(visitor: Visitor) -> str:
    return "/second-factor" if is_due(visitor) else "/profile"
