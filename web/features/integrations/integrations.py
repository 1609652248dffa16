"""Integrations: created, with scopes and expiry; a token is shown only once, and can be revoked.

The verbs check again that an admin does it.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import Desk
from desk.integrations import integrations
from desk.integrations.scopes import INTERNAL, OWN, Scope
from desk.policy.permissions import Grant
from desk.text.directions import isolate_plain
from desk.webhooks import subscriptions
from web.context import Visitor, WebContext
from web.outcomes import FormOutcome
from web.panel import repeated_forms
from web.panel.page_forms import Id, PageForm
from web.panel.page_route import PageRoute
from web.panel.pages import make_words, redirect_with, show_page, try_verb

_DAYS = (30, 90, 365, 0)


class _IntegrationForm(PageForm):
    """A form of these pages; each uses the fields it has."""

    form: str = ""
    once: str = ""
    name: Annotated[str, Field(max_length=200)] = ""
    pages: Annotated[str, Field(max_length=4000)] = ""
    stood: Annotated[str, Field(max_length=4000)] | None = None
    rate: Annotated[int, Field(ge=0, lt=2**31)] = 0
    days: Annotated[int, Field(ge=0, le=3650)] = 0
    scope: Annotated[Sequence[str], Field(max_length=50)] = ()
    was: Annotated[Sequence[str] | None, Field(max_length=50)] = None


_Verb = Callable[[Visitor, int, _IntegrationForm], Awaitable[object]]


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/systems")
    async def listed(request: Request) -> Response:
        """Show all integrations."""
        async with ctx.admit_visitor(request) as visitor:
            return await _show_list(ctx, visitor)

    @made.post("/systems")
    async def make(request: Request, given: Annotated[_IntegrationForm, Form()]) -> Response:
        """Create an integration; its page shows the token once."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            visitor.require(Grant.INTEGRATIONS)
            sent = repeated_forms.extend_key(given.once, given.model_dump_json())
            if (again := await repeated_forms.find_earlier_answer(visitor, sent)) is not None:
                return again
            done: list[tuple[int, str]] = []
            wrong = await try_verb(visitor, _make(visitor, given.name, done))
            if wrong:
                return await _show_list(ctx, visitor, wrong=wrong, name=given.name)
            return await _lead_to_token(visitor, *done[0], sent)

    @made.get("/systems/{system_id}")
    async def one(request: Request, system_id: Id) -> Response:
        """Show one integration."""
        async with ctx.admit_visitor(request) as visitor:
            return await _show_integration(ctx, visitor, system_id)

    @made.post("/systems/{system_id}/token")
    async def rotate(request: Request, system_id: Id, given: Annotated[_IntegrationForm, Form()]) -> Response:
        """Replace the token; its page shows the new one once, and the old one stops working."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            return await _renew_token(ctx, visitor, system_id, given, integrations.rotate_token)

    @made.post("/systems/{system_id}/restore")
    async def restore(request: Request, system_id: Id, given: Annotated[_IntegrationForm, Form()]) -> Response:
        """Restore the integration with a new token, which its page shows once."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            return await _renew_token(ctx, visitor, system_id, given, integrations.restore_integration)

    @made.post("/systems/{system_id}/{what}")
    async def change(
        request: Request, system_id: Id, what: str, given: Annotated[_IntegrationForm, Form()]
    ) -> Response:  # fmt: skip
        """Change one property of it."""
        if what not in _CHANGES:
            return Response(status_code=404)
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            visitor.require(Grant.INTEGRATIONS)
            wrong = await try_verb(visitor, _CHANGES[what](visitor, system_id, given))
            if wrong:
                return await _show_integration(ctx, visitor, system_id, wrong=wrong, given=given)
        return RedirectResponse(f"/systems/{system_id}", 303)

    return made


async def _make(visitor: Visitor, name: str, done: list[tuple[int, str]]) -> None:
    done.append(await integrations.create_integration(visitor.desk, name))


async def _renew_token(
    ctx: WebContext,
    visitor: Visitor,
    system_id: int,
    given: _IntegrationForm,
    verb: Callable[[Desk, int], Awaitable[str]],
) -> Response:
    visitor.require(Grant.INTEGRATIONS)
    sent = repeated_forms.extend_key(given.once, given.model_dump_json())
    if (again := await repeated_forms.find_earlier_answer(visitor, sent)) is not None:
        return again
    done: list[str] = []

    async def renew() -> None:
        done.append(await verb(visitor.desk, system_id))

    wrong = await try_verb(visitor, renew())
    if wrong:
        return await _show_integration(ctx, visitor, system_id, wrong=wrong)
    return await _lead_to_token(visitor, system_id, done[0], sent, is_renewed=True)


async def _lead_to_token(
    visitor: Visitor, system_id: int, token: str, sent: str, *, is_renewed: bool = False
) -> Response:
    """Lead to the integration, whose page shows the token once."""
    name = (await integrations.load_integration(visitor.desk, system_id)).name
    said = make_words(visitor).say("page-system-token-once", name=isolate_plain(name))
    outcome = FormOutcome(said, secret=token, page={"is_renewed": is_renewed})
    return await redirect_with(visitor, f"/systems/{system_id}", outcome, sent)


async def _scopes(visitor: Visitor, system_id: int, given: _IntegrationForm) -> None:
    wanted = {word: word.value in given.scope for word in Scope}
    meant = {word: on for word, on in wanted.items() if given.was is None or (word.value in given.was) is not on}
    await integrations.set_scopes(visitor.desk, system_id, meant)


_CHANGES: dict[str, _Verb] = {
    "scopes": _scopes,
    "expiry": lambda visitor, system_id, given: integrations.set_expiry(visitor.desk, system_id, given.days),
    "rate": lambda visitor, system_id, given: integrations.set_rate(visitor.desk, system_id, given.rate),
    "pages": lambda visitor, system_id, given: integrations.allow_pages(
        visitor.desk, system_id, given.pages.strip() or "-", given.stood
    ),
    "revoke": lambda visitor, system_id, _: integrations.revoke_integration(visitor.desk, system_id),
}
"""By the last word of the address."""


async def _show_list(ctx: WebContext, visitor: Visitor, *, wrong: str = "", name: str = "") -> Response:
    visitor.require(Grant.INTEGRATIONS)
    return show_page(
        ctx, visitor, "integrations/integrations.html", status=422 if wrong else 200, wrong=wrong, name_typed=name,
        systems=await integrations.list_integrations(visitor.desk), Scope=Scope,
    )  # fmt: skip


async def _show_integration(
    ctx: WebContext, visitor: Visitor, system_id: int, *, wrong: str = "", given: _IntegrationForm | None = None
) -> Response:
    """Return its page; `given`: a refused form, whose fields keep what was typed."""
    visitor.require(Grant.INTEGRATIONS)
    one = next((row for row in await integrations.list_integrations(visitor.desk) if row.id == system_id), None)
    if one is None:
        return Response(status_code=404)
    kept = await subscriptions.list_subscriptions(visitor.desk) if visitor.told.page.get("is_renewed") else ()
    left = [row for row in kept if row.system_id == system_id]
    stood = " ".join(one.cors)
    typed = given if given is not None and (given.pages or given.stood is not None) else None
    return show_page(
        ctx, visitor, "integrations/integration.html", status=422 if wrong else 200, wrong=wrong, one=one,
        left=left, groups=(("own", OWN), ("internal", INTERNAL)), day_choices=_DAYS,
        rates=sorted({*integrations.TOKEN_REQUESTS_PER_MINUTE, one.per_minute}), origin=ctx.origin,
        ticked=given.scope if given is not None and given.was is not None else one.scopes,
        pages=stood if typed is None else typed.pages,
        stood=stood if typed is None or typed.stood is None else typed.stood,
    )  # fmt: skip
