"""The visitor's own page: their sessions, each with a button that ends it, and their second factor.

Adding a second factor is also open to a session in which it is due but its person has none yet.

The page that asks for the second factor: after signing in, and once more before what outlasts a session. A visitor who
has none yet, but needs one, is led to adding it.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from io import BytesIO
from json import loads
from typing import Annotated

from fastapi import APIRouter, Form
from markupsafe import Markup
from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import Refused
from desk.policy.permissions import Grant
from desk.policy.phone_alerts import AlertBrowser, get_alert_browsers
from desk.second_factor import apps, factors, proving, recovery_codes
from desk.second_factor.factors import FactorKind, Site
from desk.sessions import sessions, wall_links
from desk.staff import preferences
from desk.webhooks import hosts
from ops import web_push
from web.browser_words import choose_words
from web.context import FactorDueError, ForgedError, Visitor, WebContext, name_browser
from web.outcomes import FormOutcome
from web.panel import sign_in_return
from web.panel.page_forms import Id, PageForm
from web.panel.page_route import PageRoute
from web.panel.pages import make_words, redirect_with, show_page, try_verb
from web.rendering import render_page
from web.security import is_form_token

_DONE = "done"


class _Proof(PageForm):
    """The form: a code, or the answer of a browser that showed a passkey; `again`: asked for in a tab of its own."""

    form: str = ""
    code: Annotated[str, Field(max_length=40)] = ""
    answer: Annotated[str, Field(max_length=20_000)] = ""
    again: str = ""


def make_proof_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/second-factor")
    async def ask(request: Request, again: str = "") -> Response:
        """Ask for the second factor, or for adding one; `again`: in a tab of its own, or "done" there."""
        async with ctx.admit_visitor(request, unproved=True) as visitor:
            if again == _DONE:
                return show_bare(ctx, visitor, "profile/proved.html")
            if visitor.has_factor:
                return await _show(ctx, visitor, again=bool(again))
            if is_due(visitor):
                has_passkeys = Site(ctx.origin).has_passkeys
                return show_bare(ctx, visitor, "profile/choose.html", wrong="", has_passkeys=has_passkeys)
        return RedirectResponse("/profile", 303)

    @made.post("/second-factor")
    async def prove(request: Request, given: Annotated[_Proof, Form()]) -> Response:
        """Take it; afterwards the visitor is led to the page that they had asked for."""
        async with ctx.admit_visitor(request, form=given.form, unproved=True) as visitor:
            if not visitor.has_factor:
                return RedirectResponse("/second-factor", 303)
            desk, site = visitor.desk, Site(ctx.origin)
            if not ctx.finishing.count_request(ctx.get_address(request)):
                return await _show(ctx, visitor, again=bool(given.again), wrong="page-too-often", status=429)
            is_right = await (
                proving.prove_by_passkey(desk, site, given.answer)
                if given.answer
                else proving.prove_by_code(desk, given.code)
            )
            if not is_right and visitor.row.ended_at is None:
                return await _show(ctx, visitor, again=bool(given.again), wrong="page-factor-wrong", status=422)
            if is_right and given.again:
                return RedirectResponse(f"/second-factor?again={_DONE}", 303)
        gone = RedirectResponse(sign_in_return.get_address_after_sign_in(ctx, request) if is_right else "/sign-in", 303)
        sign_in_return.forget_address(ctx, gone)
        return gone

    return made


def show_bare(ctx: WebContext, visitor: Visitor, template: str, *, status: int = 200, **given: object) -> Response:
    """Return a page without the bar, which says nothing of the desk."""
    return render_page(template, make_words(visitor), status=status, token=ctx.make_token(visitor.secret), **given)


def is_due(visitor: Visitor) -> bool:
    """Return True if the visitor has to show, or to add, a second factor before anything else."""
    is_needed = sessions.is_factor_needed(visitor.person, visitor.rules, has_factor=visitor.has_factor)
    return is_needed and visitor.row.proved_at is None


async def _show(ctx: WebContext, visitor: Visitor, *, again: bool, wrong: str = "", status: int = 200) -> Response:
    session, person_id = visitor.session, visitor.person.id
    mine = await factors.list_factors(session, person_id)
    return show_bare(
        ctx, visitor, "profile/proof.html", status=status, wrong=wrong, again=again,
        options=await factors.begin_proof(session, visitor.row, person_id, Site(ctx.origin)),
        has_app=any(one.kind is FactorKind.APP for one in mine),
    )  # fmt: skip


class _FactorForm(PageForm):
    """A form of these pages; each uses the fields it has."""

    form: str = ""
    name: Annotated[str, Field(max_length=60)] = ""
    code: Annotated[str, Field(max_length=40)] = ""
    answer: Annotated[str, Field(max_length=20_000)] = ""


_Given = Annotated[_FactorForm, Form()]


class _BrowserForm(PageForm):
    """The form with what a browser answered that subscribed at its push service."""

    form: str = ""
    browser: Annotated[str, Field(max_length=2000)] = ""


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

    @made.post("/profile/alerts")
    async def alert_here(request: Request, given: Annotated[_BrowserForm, Form()]) -> Response:
        """Wake the visitor in this browser."""
        return await _change(ctx, request, given, lambda visitor: _add_browser(visitor, given.browser))

    @made.post("/profile/alerts/off")
    async def do_not_alert(request: Request, given: _Given) -> Response:
        """Wake them here no more."""
        return await _change(
            ctx, request, given, lambda visitor: preferences.remove_alert_browser(visitor.desk, visitor.session_id)
        )

    _add_factors(ctx, made)
    return made


def _add_factors(ctx: WebContext, made: APIRouter) -> None:
    @made.post("/profile/factors/{factor_id}")
    async def remove(request: Request, factor_id: Id, given: _Given) -> Response:
        """Remove a passkey or an app."""
        return await _change(ctx, request, given, lambda visitor: factors.remove_factor(visitor.desk, factor_id))

    @made.get("/profile/app")
    async def show_app(request: Request) -> Response:
        """Show the secret of an authenticator app that waits for its first code."""
        async with _admit(ctx, request) as visitor:
            waits = await apps.get_pending_secret(visitor.desk) is not None
            return await _show_app(ctx, visitor) if waits else RedirectResponse(_get_way_back(visitor), 303)

    @made.post("/profile/app")
    async def begin_app(request: Request, given: _Given) -> Response:
        """Make the secret of a new authenticator app."""
        async with _admit(ctx, request, given) as visitor:
            wrong = await try_verb(visitor, apps.begin_app(visitor.desk))
            return await _refused(ctx, visitor, wrong) if wrong else RedirectResponse("/profile/app", 303)

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
            wrong = await try_verb(visitor, factors.add_passkey(visitor.desk, site, given.answer, given.name))
            return await (_show_passkey(ctx, visitor, wrong, given.name) if wrong else _show_added(ctx, visitor))

    @made.post("/profile/codes")
    async def renew_codes(request: Request, given: _Given) -> Response:
        """Make new recovery codes, which their page shows once."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            return await _lead_to_codes(ctx, visitor)

    @made.get("/profile/codes")
    async def show_codes(request: Request) -> Response:
        """Show the codes that were made just now."""
        async with _admit(ctx, request) as visitor:
            codes = visitor.told.page.get("codes")
            if codes:
                return show_bare(ctx, visitor, "profile/codes.html", codes=codes)
        return RedirectResponse("/profile", 303)


async def show_profile(ctx: WebContext, visitor: Visitor, *, wrong: str = "") -> Response:
    """Return the visitor's page."""
    session, person, keys = visitor.session, visitor.person, visitor.rules.web.secret_keys
    alerted = [one.session_id for one in get_alert_browsers(person)]
    return show_page(
        ctx, visitor, "profile/profile.html", status=422 if wrong else 200, wrong=wrong,
        sessions=await sessions.list_sessions(session, person, now=visitor.now, rules=visitor.rules),
        mine=visitor.session_id, is_asked=visitor.rules.web.second_factor != "off",
        factors=await factors.list_factors(session, person.id), has_passkeys=Site(ctx.origin).has_passkeys,
        codes=await recovery_codes.count_recovery_codes(session, person.id), has_walls=visitor.may(Grant.TEAM),
        push_key=web_push.get_public_key(keys[0].get_secret_value()) if keys else "",
        is_alerted=visitor.session_id in alerted, alerted_elsewhere=len(set(alerted) - {visitor.session_id}),
    )  # fmt: skip


async def _change(
    ctx: WebContext, request: Request, given: _FactorForm | _BrowserForm, verb: Callable[[Visitor], Awaitable[object]]
) -> Response:
    async with ctx.admit_visitor(request, form=given.form) as visitor:
        wrong = await try_verb(visitor, verb(visitor))
        if wrong:
            return await show_profile(ctx, visitor, wrong=wrong)
    return RedirectResponse("/profile", 303)


async def _add_browser(visitor: Visitor, said: str) -> None:
    """Raises Refused for what is no subscription, or leads to a private address."""
    browser = _read_browser(visitor, said)
    if browser is None:
        raise Refused("alerts-wrong")
    await preferences.add_alert_browser(visitor.desk, browser)


def _read_browser(visitor: Visitor, said: str) -> AlertBrowser | None:
    """Read a subscription as browsers write it (Push API, `PushSubscription.toJSON`)."""
    rules = visitor.rules.web
    try:
        given = loads(said)
        found = given["endpoint"], given["keys"]["p256dh"], given["keys"]["auth"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not rules.secret_keys or not all(isinstance(one, str) for one in found):
        return None
    address, key, auth = found
    if not hosts.is_good(address, rules.webhook_allow) or not web_push.is_browser_key(key, auth):
        return None
    under = web_push.get_public_key(rules.secret_keys[0].get_secret_value())
    return AlertBrowser(visitor.session_id, address, key, auth, under)


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
        drawing=_draw_code(address), is_wrong=is_wrong, back=_get_way_back(visitor),
    )  # fmt: skip


async def _show_passkey(ctx: WebContext, visitor: Visitor, wrong: str = "", name: str = "") -> Response:
    site = Site(ctx.origin)
    if not site.has_passkeys:
        return Response(status_code=404)
    options = await factors.begin_passkey(visitor.session, visitor.row, visitor.person, site)
    return show_bare(
        ctx, visitor, "profile/passkey.html", status=422 if wrong else 200, wrong=wrong, options=options,
        name=name or visitor.row.browser, back=_get_way_back(visitor),
    )  # fmt: skip


async def _show_added(ctx: WebContext, visitor: Visitor) -> Response:
    """Go on after a second factor was added: with the first one come recovery codes."""
    await visitor.session.flush()
    if await recovery_codes.count_recovery_codes(visitor.session, visitor.person.id):
        return RedirectResponse("/profile", 303)
    return await _lead_to_codes(ctx, visitor)


async def _lead_to_codes(ctx: WebContext, visitor: Visitor) -> Response:
    done: list[list[str]] = []
    wrong = await try_verb(visitor, _renew(visitor, done))
    if wrong:
        return await show_profile(ctx, visitor, wrong=wrong)
    return await redirect_with(visitor, "/profile/codes", FormOutcome(page={"codes": done[0]}))


async def _renew(visitor: Visitor, done: list[list[str]]) -> None:
    done.append(await recovery_codes.renew_codes(visitor.desk))


def _get_way_back(visitor: Visitor) -> str:
    return "/second-factor" if is_due(visitor) else "/profile"


_COOKIE_LASTS = timedelta(days=400)  # the longest that browsers keep one


def make_wall_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.post("/profile/wall")
    async def make(request: Request, form: Annotated[str, Form()] = "") -> Response:
        """Create a link, which the page shows once."""
        async with ctx.admit_visitor(request, form=form) as visitor:
            visitor.require(Grant.TEAM)
            done: list[str] = []
            wrong = await try_verb(visitor, _make(visitor, done))
            if wrong:
                return await show_profile(ctx, visitor, wrong=wrong)
            outcome = FormOutcome(make_words(visitor).say("page-wall-made"), secret=f"{ctx.origin}/wall/{done[0]}")
            return await redirect_with(visitor, "/profile", outcome)

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


_SCALE, _BORDER = 4, 4


def _draw_code(address: str) -> Markup:
    """Return the drawing: dark on light in every theme, so that cameras read it. segno is imported here alone."""
    import segno

    out = BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", scale=_SCALE, border=_BORDER, dark="#000", light="#fff", xmldecl=False, svgns=False,
        nl=False, svgclass="qr", lineclass=None, omitsize=False,
    )  # fmt: skip
    return Markup(out.getvalue().decode())  # noqa: S704 — of our own library, with nothing of the address but its dots
