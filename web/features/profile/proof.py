"""The page that asks for the second factor: after signing in, and once more before what outlasts a session. A visitor
who has none yet, but needs one, is led to adding it."""

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.second_factor import factors, passkeys, proving
from desk.second_factor.factors import FactorKind
from desk.second_factor.passkeys import Site
from desk.sessions import sessions
from web.context import Visitor, WebContext
from web.panel import return_address
from web.panel.frame import make_words
from web.panel.page_form import PageForm
from web.panel.page_route import PageRoute
from web.rendering import render_page


class _Proof(PageForm):
    """The form: a code, or the answer of a browser that showed a passkey; `again`: asked for in a tab of its own."""

    form: str = ""
    code: Annotated[str, Field(max_length=40)] = ""
    answer: Annotated[str, Field(max_length=20_000)] = ""
    again: str = ""


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/second-factor")
    async def ask(request: Request, again: str = "") -> Response:
        """Ask for the second factor, or for adding one."""
        async with ctx.admit_visitor(request, unproved=True) as visitor:
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
                return show_bare(ctx, visitor, "profile/proved.html")
        gone = RedirectResponse(return_address.get_address_after_sign_in(ctx, request) if is_right else "/sign-in", 303)
        return_address.forget_address(ctx, gone)
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
        options=await passkeys.begin_proof(session, visitor.row, person_id, Site(ctx.origin)),
        has_app=any(one.kind is FactorKind.APP for one in mine),
    )  # fmt: skip
