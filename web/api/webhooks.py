"""Webhooks that an integration manages for itself. Answers with a secret are stored nowhere, so these operations
accept no idempotency keys."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from starlette.requests import Request

from desk import Outdated, api_event_kinds
from desk.integrations.scopes import Scope
from desk.webhooks import subscriptions, testing
from desk.webhooks.hosts import LONGEST
from desk.webhooks.subscriptions import SubscriptionInfo
from web.api.caller import Caller, get_caller
from web.api.operations import declare_operation
from web.api.problems import ApiError
from web.api.route import ApiRoute
from web.api.schemas.values import Items, require_sane_year

NEEDS = (Scope.WEBHOOKS,)
Id = Annotated[int, Path(ge=1, lt=2**63, description="of the webhook")]


class NewWebhook(BaseModel):
    """The address to which API events are sent."""

    model_config = ConfigDict(extra="forbid")
    url: str = Field(
        min_length=1,
        max_length=LONGEST,
        examples=["https://shop.example/pulldesk"],
        description="where events are posted: https, or http to a host that the operator allows",
    )
    types: list[str] = Field(
        [], max_length=len(api_event_kinds.ALL), description="only these; none: all. " + ", ".join(api_event_kinds.ALL)
    )


class WebhookChanges(BaseModel):
    """The changes wanted; fields that are left out stay as they are."""

    model_config = ConfigDict(extra="forbid")
    url: str | None = Field(None, min_length=1, max_length=LONGEST, description="where events are posted from now on")
    types: list[str] | None = Field(None, max_length=len(api_event_kinds.ALL), description="none: all")
    on: bool | None = Field(None, description="false: nothing is sent until it is on again")


class TestSent(BaseModel):
    """The test that is on its way."""

    event_id: str = Field(examples=["evt_test_4f1d2c3b4a596877"], description="the webhook-id of the test")


class SendAgain(BaseModel):
    """The moment from which all API events are sent again."""

    model_config = ConfigDict(extra="forbid")
    since: Annotated[datetime, AfterValidator(require_sane_year)] = Field(description="with a time zone")


class WebhookSeen(BaseModel):
    """A webhook of your integration."""

    id: int = Field(description="of the webhook")
    url: str = Field(description="where events are posted")
    types: list[str] = Field(description="only these events; none: all")
    made_at: datetime = Field(description="when it was created")
    failing_since: datetime | None = Field(description="no delivery has succeeded since then; null: the last one did")
    off_at: datetime | None = Field(description="when it was switched off; null: it is on")
    off_why: str | None = Field(
        description="your last status or the error, after too many failures; null: switched off by hand, or on"
    )


class WebhookMade(WebhookSeen):
    """A webhook with its secret."""

    secret: str = Field(description="signs the deliveries, whsec_ and Base64; it is shown only once")


class WebhookList(BaseModel):
    """All webhooks of the token's integration."""

    items: Items[WebhookSeen]


def make_router() -> APIRouter:
    """Return the routes of webhooks."""
    made = APIRouter(prefix="/v1/webhooks", tags=["Webhooks"], route_class=ApiRoute)
    here, one = (
        declare_operation(Scope.WEBHOOKS, may=(409, 415)),
        declare_operation(Scope.WEBHOOKS, may=(404, 409, 415)),
    )
    made.add_api_route("", list_webhooks, methods=["GET"], **declare_operation(Scope.WEBHOOKS))
    made.add_api_route("", create_webhook, methods=["POST"], status_code=201, **here)
    made.add_api_route("/{webhook}", get_webhook, methods=["GET"], **declare_operation(*NEEDS, may=(404,)))
    made.add_api_route("/{webhook}", update_webhook, methods=["PATCH"], **one)
    made.add_api_route("/{webhook}", delete_webhook, methods=["DELETE"], status_code=204, **one)
    made.add_api_route("/{webhook}/secret", rotate_webhook_secret, methods=["POST"], **one)
    made.add_api_route("/{webhook}/on", switch_webhook_on, methods=["POST"], **one)
    made.add_api_route("/{webhook}/test", test_webhook, methods=["POST"], status_code=202, **one)
    made.add_api_route("/{webhook}/again", replay_webhook, methods=["POST"], **one)
    return made


async def list_webhooks(request: Request) -> WebhookList:
    """List your webhooks."""
    caller, system = _system(request)
    found = await subscriptions.list_subscriptions(caller.make_desk(None), system)
    return WebhookList(items=[WebhookSeen(**_show_webhook(one)) for one in found])


async def create_webhook(request: Request, new: NewWebhook) -> WebhookMade:
    """Create a webhook: API events are sent to its address by POST from now on, signed as Standard Webhooks says.
    `webhook-signature` is "v1," and the Base64 of the HMAC-SHA256 of "{webhook-id}.{webhook-timestamp}.{body}", whose
    key is the secret after "whsec_", decoded from Base64. What your integration does itself is not sent to it."""
    caller, system = _system(request)
    made, secret = await subscriptions.subscribe(caller.make_desk(None), system, new.url, new.types, system)
    info = await subscriptions.load_subscription(caller.make_desk(None), made, system)
    return WebhookMade(**_show_webhook(info), secret=secret)


async def get_webhook(request: Request, webhook: Id) -> WebhookSeen:
    """Read a webhook."""
    return WebhookSeen(**_show_webhook(await load_own(get_caller(request), webhook)))


async def update_webhook(request: Request, webhook: Id, changes: WebhookChanges) -> WebhookSeen:
    """Change a webhook: its address or its types, or switch it on or off. The secret stays. What waits goes to the new
    address, if it is still of these types."""
    if not changes.model_dump(exclude_none=True):
        raise ApiError(422, "request", "say what is to change")
    caller, system = _system(request)
    desk = caller.make_desk(None)
    async with _require_webhook():
        if changes.url is not None or changes.types is not None:
            await subscriptions.change_subscription(desk, webhook, url=changes.url, only=changes.types, of=system)
        if changes.on is not None:
            await subscriptions.switch_subscription(desk, webhook, on=changes.on, of=system)
    await caller.session.flush()
    return await get_webhook(request, webhook)


async def test_webhook(request: Request, webhook: Id) -> TestSent:
    """Test a webhook: send an event of the type `webhook.test` about no ticket. Its delivery says what your address
    answered."""
    caller, system = _system(request)
    async with _require_webhook():
        return TestSent(event_id=await testing.send_test(caller.make_desk(None), webhook, system))


async def delete_webhook(request: Request, webhook: Id) -> None:
    """Remove a webhook; nothing is sent to it any more."""
    caller, system = _system(request)
    async with _require_webhook():
        await subscriptions.remove_subscription(caller.make_desk(None), webhook, system)


async def rotate_webhook_secret(request: Request, webhook: Id) -> WebhookMade:
    """Replace the secret of a webhook; deliveries are signed with the new one from now on."""
    caller, system = _system(request)
    async with _require_webhook():
        secret = await subscriptions.rotate_secret(caller.make_desk(None), webhook, system)
        info = await subscriptions.load_subscription(caller.make_desk(None), webhook, system)
    return WebhookMade(**_show_webhook(info), secret=secret)


async def switch_webhook_on(request: Request, webhook: Id) -> WebhookSeen:
    """Switch a webhook on again; it gets what it missed, as long as that is kept."""
    caller, system = _system(request)
    async with _require_webhook():
        await subscriptions.switch_subscription(caller.make_desk(None), webhook, on=True, of=system)
        return WebhookSeen(
            **_show_webhook(await subscriptions.load_subscription(caller.make_desk(None), webhook, system))
        )


async def replay_webhook(request: Request, webhook: Id, wanted: SendAgain) -> WebhookSeen:
    """Send events again, all since a moment, under the same ids. Possible once an hour."""
    caller, system = _system(request)
    if wanted.since.tzinfo is None:
        raise ApiError(422, "request", "since: with a time zone")
    async with _require_webhook():
        await subscriptions.replay_events(caller.make_desk(None), webhook, wanted.since, system)
        return WebhookSeen(
            **_show_webhook(await subscriptions.load_subscription(caller.make_desk(None), webhook, system))
        )


async def load_own(caller: Caller, webhook: int) -> SubscriptionInfo:
    """Return a webhook of the caller's integration. Raises ApiError 404."""
    async with _require_webhook():
        return await subscriptions.load_subscription(caller.make_desk(None), webhook, caller.bearer.system.id)


@asynccontextmanager
async def _require_webhook() -> AsyncIterator[None]:
    try:
        yield
    except Outdated:
        raise ApiError(404, "no-such-webhook") from None


def _system(request: Request) -> tuple[Caller, int]:
    caller = get_caller(request)
    return caller, caller.bearer.system.id


def _show_webhook(info: SubscriptionInfo) -> dict[str, object]:
    return {
        "id": info.id, "url": info.url, "types": list(info.kinds), "made_at": info.made_at,
        "failing_since": info.failing_since, "off_at": info.off_at, "off_why": info.off_why,
    }  # fmt: skip
