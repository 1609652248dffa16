"""Where what happens is sent for one of the systems: made, its secret shown once, off and on, sent again;
what became of the last deliveries. Of an address only its host is shown.

The verbs check again that it is an admin.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import Outdated, api_event_kinds
from desk.integrations import integrations
from desk.policy.permissions import Grant
from desk.webhooks import delivery_log as webhook_deliveries
from desk.webhooks import subscriptions, testing
from desk.webhooks.delivery_log import DeliveryState, WebhookDelivery
from desk.webhooks.subscriptions import SubscriptionInfo
from web.context import Visitor, WebContext
from web.outcomes import FormOutcome
from web.panel import repeated_forms
from web.panel.page_forms import Id, PageForm
from web.panel.page_route import PageRoute
from web.panel.pages import make_words, redirect_with, show_page, try_verb

_DELIVERIES = 20
_HOURS = (1, 24, 168)
_SAID = {
    DeliveryState.WAITING: "waiting", DeliveryState.DELIVERED: "sent", DeliveryState.SKIPPED: "skipped",
    DeliveryState.FAILED: "buried",
}  # fmt: skip


class _GivenWebhook(PageForm):
    """A form of this page; each uses the fields it has."""

    form: str = ""
    once: str = ""
    url: Annotated[str, Field(max_length=2000)] = ""
    kind: Annotated[Sequence[str], Field(max_length=50)] = ()
    hours: int = 1


_Verb = Callable[[Visitor, int, _GivenWebhook], Awaitable[object]]


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/systems/{system_id}/webhooks")
    async def listed(request: Request, system_id: Id) -> Response:
        """Show the page."""
        async with ctx.admit_visitor(request) as visitor:
            return await _show_page(ctx, visitor, system_id)

    @made.post("/systems/{system_id}/webhooks")
    async def make(request: Request, system_id: Id, given: Annotated[_GivenWebhook, Form()]) -> Response:
        """Create a webhook; the page shows its secret once."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            sent = repeated_forms.extend_key(given.once, given.model_dump_json())
            verb = partial(_make, visitor, system_id, given)
            return await _lead_to_secret(ctx, visitor, system_id, sent=sent, verb=verb, given=given)

    @made.post("/systems/{system_id}/webhooks/{webhook_id}/secret")
    async def secret(
        request: Request, system_id: Id, webhook_id: Id, given: Annotated[_GivenWebhook, Form()]
    ) -> Response:  # fmt: skip
        """Replace the secret, which the page shows once."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            sent = repeated_forms.extend_key(given.once, webhook_id)
            verb = partial(subscriptions.rotate_secret, visitor.desk, webhook_id)
            return await _lead_to_secret(ctx, visitor, system_id, sent=sent, verb=verb)

    @made.post("/systems/{system_id}/webhooks/{webhook_id}/{what}")
    async def change(
        request: Request, system_id: Id, webhook_id: Id, what: str, given: Annotated[_GivenWebhook, Form()]
    ) -> Response:  # fmt: skip
        """Change one property of it."""
        if what not in _CHANGES or given.hours not in _HOURS:
            return Response(status_code=404)
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            return await _change(ctx, visitor, (system_id, webhook_id), what, given)

    return made


async def _change(ctx: WebContext, visitor: Visitor, ids: tuple[int, int], what: str, given: _GivenWebhook) -> Response:
    system_id, webhook_id = ids
    visitor.require(Grant.INTEGRATIONS)
    if wrong := await try_verb(visitor, _CHANGES[what](visitor, webhook_id, given)):
        return await _show_page(ctx, visitor, system_id, wrong=wrong)
    return RedirectResponse(f"/systems/{system_id}/webhooks", 303)


async def _make(visitor: Visitor, system_id: int, given: _GivenWebhook) -> str:
    _, secret = await subscriptions.subscribe(visitor.desk, system_id, given.url.strip(), given.kind)
    return secret


async def _lead_to_secret(
    ctx: WebContext, visitor: Visitor, system_id: int, *, sent: str, verb: Callable[[], Awaitable[str]],
    given: _GivenWebhook | None = None,
) -> Response:  # fmt: skip
    """Run a verb that returns a secret, which the page shows once; `sent`: the form, so that it counts once."""
    visitor.require(Grant.INTEGRATIONS)
    if (again := await repeated_forms.find_earlier_answer(visitor, sent)) is not None:
        return again
    done: list[str] = []

    async def keep() -> None:
        done.append(await verb())

    wrong = await try_verb(visitor, keep())
    if wrong:
        return await _show_page(ctx, visitor, system_id, wrong=wrong, given=given)
    outcome = FormOutcome(make_words(visitor).say("page-webhook-secret-once"), secret=done[0])
    return await redirect_with(visitor, f"/systems/{system_id}/webhooks", outcome, sent)


async def _again(visitor: Visitor, webhook_id: int, given: _GivenWebhook) -> None:
    await subscriptions.replay_events(visitor.desk, webhook_id, visitor.now - timedelta(hours=given.hours))


_CHANGES: dict[str, _Verb] = {
    "on": lambda visitor, webhook_id, _: subscriptions.switch_subscription(visitor.desk, webhook_id, on=True),
    "off": lambda visitor, webhook_id, _: subscriptions.switch_subscription(visitor.desk, webhook_id, on=False),
    "again": _again,
    "edit": lambda visitor, webhook_id, given: subscriptions.change_subscription(
        visitor.desk, webhook_id, url=given.url.strip() or None, only=given.kind
    ),
    "test": lambda visitor, webhook_id, _: testing.send_test(visitor.desk, webhook_id),
    "remove": lambda visitor, webhook_id, _: subscriptions.remove_subscription(visitor.desk, webhook_id),
}
"""By the last word of the address."""


async def _show_page(
    ctx: WebContext, visitor: Visitor, system_id: int, *, wrong: str = "", given: _GivenWebhook | None = None
) -> Response:
    visitor.require(Grant.INTEGRATIONS)
    try:
        system = await integrations.load_integration(visitor.desk, system_id)
    except Outdated:
        return Response(status_code=404)
    own = [one for one in await subscriptions.list_subscriptions(visitor.desk) if one.system_id == system_id]
    return show_page(
        ctx, visitor, "integrations/webhooks.html", status=422 if wrong else 200, wrong=wrong, system=system,
        webhooks=[(one, await _list_deliveries(visitor, one)) for one in own], kinds=api_event_kinds.ALL,
        given=given or _GivenWebhook(), hours=_HOURS,
    )  # fmt: skip


async def _list_deliveries(visitor: Visitor, one: SubscriptionInfo) -> list[tuple[WebhookDelivery, str]]:
    """Return the latest deliveries and their results, newest first."""
    found = await webhook_deliveries.list_deliveries(visitor.session, one.id, limit=_DELIVERIES)
    return [(delivery, _SAID[delivery.state]) for delivery in found]
