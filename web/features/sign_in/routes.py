"""Signing in and out: a name, a code to compare in Telegram, a session. Nothing that is only looked at signs anybody
in: the browser takes its session by a POST of its own, with the secret that it got when it asked.
"""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query
from prometheus_client import Counter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.references import hash_secret
from desk.sessions import sessions, sign_in
from desk.sessions.sign_in import WAITS, Browser
from desk.text import clean_text
from web.browser_words import choose_words
from web.context import ForgedError, SignedOutError, WebContext, name_browser
from web.outage import RETRY
from web.panel import sign_in_return
from web.panel.page_route import PageRoute
from web.rendering import Words, render_page
from web.security import is_form_token

SIGN_INS = Counter("pulldesk_sign_ins_total", "Browsers that asked to sign in to the panel", ["outcome"])
EVEN_SECONDS = 0.15
"""How long an answer to a name takes, whether or not somebody has it: only then is there a person to be asked."""
_BROWSER, _SESSION = "browser", "session"
_LONGEST_NAME = 64
_WORD = "^[A-Za-z0-9]{8}$"


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/sign-in")
    async def asked(request: Request) -> Response:
        """Show the field for a name; `over`: the visitor's code has expired."""
        ctx.require_admitted_address(request, ctx.current.last)
        return _name_page(ctx, request, "page-sign-in-over" if "over" in request.query_params else "")

    @made.get("/sign-in/{word}")
    async def expected(
        request: Request,
        word: Annotated[str, Path(pattern=_WORD)],
        to: str = "",
        name: Annotated[str, Query(max_length=_LONGEST_NAME)] = "",
    ) -> Response:
        """Show the field for a name to a browser that opened a link from the bot; `to`: the page to which it leads, at
        once if the browser is signed in."""
        return await _show_link(ctx, request, word, to, name)

    @made.post("/sign-in")
    async def ask(
        request: Request,
        form: Annotated[str, Form()] = "",
        name: Annotated[str, Form(max_length=_LONGEST_NAME)] = "",
        word: Annotated[str, Form(pattern=f"{_WORD}|^$")] = "",
    ) -> Response:
        """Ask the named person in Telegram, if they may sign in; the page shows a code either way. A page that was
        open longer than its cookie is valid starts again, with the name that was typed."""
        named = clean_text(name)
        if not _is_from_us(ctx, request, form):
            ctx.require_admitted_address(request, ctx.current.last)
            return _name_page(ctx, request, "page-sign-in-stale", name=named, word=word, status=403)
        words, secret = choose_words(ctx, request), secrets.token_urlsafe(32)
        is_within = ctx.asking.count_request(ctx.get_address(request))
        answers_at = time.monotonic() + EVEN_SECONDS
        async with ctx.database.unit_of_work() as session:
            rules = await ctx.load_rules(session, request)
            if not is_within and not await sign_in.is_expected(session, named, word, now=ctx.now(), rules=rules):
                SIGN_INS.labels("too_often").inc()
                return _name_page(ctx, request, "page-too-often", name=named, word=word, status=429)
            before = hash_secret(request.cookies[ctx.name_cookie(_BROWSER)])
            browser = Browser(hash_secret(secret), name_browser(request), ctx.get_address(request), before, word)
            code = await sign_in.start_sign_in(session, named, browser, now=ctx.now(), rules=rules)
        SIGN_INS.labels("asked").inc()
        await asyncio.sleep(answers_at - time.monotonic())
        shown = _code_page(words, ctx.make_token(secret), code)
        _keep(ctx, shown, _BROWSER, secret, WAITS)
        return shown

    _add_session(ctx, made)
    return made


def _add_session(ctx: WebContext, made: APIRouter) -> None:
    @made.post("/sign-in/finish")
    async def finish(request: Request, form: Annotated[str, Form()] = "") -> Response:
        """Start the session after the browser was confirmed; until then keep showing the code."""
        if not _is_from_us(ctx, request, form):
            if _is_script_request(request):
                return await _end_waiting(ctx, request, status=403)
            raise ForgedError
        if not ctx.finishing.count_request(ctx.get_address(request)):
            return Response(status_code=429)
        browser = hash_secret(request.cookies[ctx.name_cookie(_BROWSER)])
        async with ctx.database.unit_of_work() as session:
            rules = await ctx.load_rules(session, request)
            before = request.cookies.get(ctx.name_cookie(_SESSION), "")
            token = await sign_in.take_session(session, browser, now=ctx.now(), rules=rules, before=before)
            code = None if token else await sign_in.get_waiting_code(session, browser, now=ctx.now())
        if token is not None:
            SIGN_INS.labels("signed_in").inc()
            return _redirect_signed_in(request, token, ctx)
        if code is None:
            return await _end_waiting(ctx, request)
        if _is_script_request(request):
            return Response(status_code=204)
        return _code_page(choose_words(ctx, request), form, code, wrong="page-sign-in-not-yet")

    @made.post("/sign-out")
    async def out(request: Request, form: Annotated[str, Form()] = "") -> Response:
        """End the session."""
        async with ctx.admit_visitor(request, form=form, unproved=True) as visitor:
            await sessions.end_session(visitor.desk, visitor.session_id)
        left = RedirectResponse("/sign-in", 303)
        left.delete_cookie(ctx.name_cookie(_SESSION), path="/", secure=ctx.settings.is_encrypted, httponly=True)
        sign_in_return.forget_address(ctx, left)
        return left


def make_outside_handler(ctx: WebContext) -> Callable[[Request, Exception], Awaitable[Response]]:
    """Return the handler for requests from addresses that the panel does not accept."""

    async def refused(request: Request, _error: Exception) -> Response:
        return render_page(
            "sign_in/outside.html", choose_words(ctx, request), status=403, address=ctx.get_address(request)
        )

    return refused


def make_outage_page(ctx: WebContext) -> Callable[[Request], Response]:
    """Return what makes the page that is shown while the database cannot be reached."""

    def said(request: Request) -> Response:
        shown = render_page("away.html", choose_words(ctx, request), status=503)
        shown.headers.update(RETRY)
        return shown

    return said


def _redirect_signed_in(request: Request, token: str, ctx: WebContext) -> Response:
    """Set the session's cookie and redirect to where the visitor was, or to the first page."""
    to = sign_in_return.get_address_after_sign_in(ctx, request)
    gone = Response(headers={"HX-Redirect": to}) if _is_script_request(request) else RedirectResponse(to, 303)
    sign_in_return.forget_address(ctx, gone)
    _keep(ctx, gone, _SESSION, token, ctx.current.last.web.stays)
    gone.delete_cookie(ctx.name_cookie(_BROWSER), path="/", secure=ctx.settings.is_encrypted, httponly=True)
    return gone


async def _end_waiting(ctx: WebContext, request: Request, status: int = 200) -> Response:
    """Redirect to the field for a name. A script that asks once more while a slow first page is on its way gets
    nothing, because a redirect would take the place of that page."""
    if await _is_signed_in(ctx, request) and _is_script_request(request):
        return Response(status_code=204)
    to = "/sign-in?over=1"
    if _is_script_request(request):
        return Response(status_code=status, headers={"HX-Redirect": to})
    return RedirectResponse(to, 303)


async def _is_signed_in(ctx: WebContext, request: Request) -> bool:
    try:
        async with ctx.identify_visitor(request, unproved=True):
            return True
    except SignedOutError:
        return False


def _is_script_request(request: Request) -> bool:
    return "hx-request" in request.headers


def _name_page(
    ctx: WebContext, request: Request, wrong: str, *, name: str = "", word: str = "", status: int = 200
) -> Response:
    """Return the page with the field for a name, and a secret for a browser that has none. `wrong`: the key of the
    message about the last attempt; `word`: of the link that was opened."""
    words, secret = (
        choose_words(ctx, request),
        request.cookies.get(ctx.name_cookie(_BROWSER)) or secrets.token_urlsafe(32),
    )
    said = words.say(wrong) if wrong else ""
    shown = render_page(
        "sign_in/name.html", words, status=status, token=ctx.make_token(secret), wrong=said, name=name, word=word
    )
    _keep(ctx, shown, _BROWSER, secret, WAITS * 12)
    return shown


def _code_page(words: Words, form: str, code: str, wrong: str = "") -> Response:
    """Return the page with the code to compare in Telegram."""
    said = words.say(wrong) if wrong else ""
    return render_page(
        "sign_in/code.html", words, token=form, code=code, minutes=int(WAITS.total_seconds()) // 60, wrong=said
    )


async def _show_link(ctx: WebContext, request: Request, word: str, to: str, name: str) -> Response:
    ctx.require_admitted_address(request, ctx.current.last)
    if to and await _is_signed_in(ctx, request):
        return RedirectResponse(sign_in_return.get_own_page(to) or "/", 303)
    shown = _name_page(ctx, request, "", name=clean_text(name), word=word.upper())
    sign_in_return.remember_page(ctx, request, shown, to)
    return shown


def _is_from_us(ctx: WebContext, request: Request, form: str) -> bool:
    """Return True if this form was shown to this browser."""
    secret = request.cookies.get(ctx.name_cookie(_BROWSER), "")
    return bool(secret) and is_form_token(secret, form)


def _keep(ctx: WebContext, response: Response, name: str, secret: str, lasts: timedelta) -> None:
    response.set_cookie(
        ctx.name_cookie(name), secret, max_age=int(lasts.total_seconds()), path="/", httponly=True, samesite="lax",
        secure=ctx.settings.is_encrypted,
    )  # fmt: skip
