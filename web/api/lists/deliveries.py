"""Deliveries of a webhook and their outcomes, newest first."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.requests import Request

from desk.webhooks import delivery_log as webhook_deliveries
from desk.webhooks.delivery_log import DeliveryState
from web.api.caller import get_caller
from web.api.operations import declare_operation
from web.api.route import ApiRoute
from web.api.schemas.values import ApiPage, Cursor, FromIntegration, Limit
from web.api.webhooks import NEEDS, Id, load_own


class DeliverySeen(BaseModel):
    """A delivery of an API event to a webhook."""

    id: int = Field(description="of the delivery; later ones have larger ids")
    event_id: str = Field(description="the id of the event and the webhook-id of all its tries")
    type: str | None = Field(description="of the event; null: it is not kept any more")
    number: int | None = Field(description="of the ticket; null: a test")
    state: DeliveryState = Field(
        description="waiting: it is tried again; failed: it is not; skipped: there was nothing to send any more"
    )
    failed_tries: int = Field(description="how many times it failed so far")
    answer: str | None = Field(description="your status, or why there was none", examples=["200"])
    made_at: datetime = Field(description="when it was due first")
    next_try_at: datetime | None = Field(description="null: it is tried no more")
    ended_at: datetime | None = Field(description="when it was delivered, skipped, or failed for good; null: it waits")


class DeliveryPage(ApiPage[DeliverySeen]):
    """Deliveries, the newest first. `next_cursor` is null on the last page."""


class DeliveriesWanted(FromIntegration):
    """Which deliveries are read."""

    cursor: Cursor | None = None
    limit: Limit = 50


def make_router() -> APIRouter:
    """Return the route."""
    made = APIRouter(prefix="/v1/webhooks", tags=["Webhooks"], route_class=ApiRoute)
    reading = declare_operation(*NEEDS, may=(404,))
    made.add_api_route("/{webhook}/deliveries", list_webhook_deliveries, methods=["GET"], **reading)
    return made


async def list_webhook_deliveries(
    request: Request, webhook: Id, wanted: Annotated[DeliveriesWanted, Query()]
) -> DeliveryPage:
    """List the deliveries of a webhook, and what your address answered. They are kept as long as settled jobs are."""
    caller = get_caller(request)
    await load_own(caller, webhook)
    before = int(wanted.cursor) if wanted.cursor is not None else None
    found = await webhook_deliveries.list_deliveries(caller.session, webhook, before=before, limit=wanted.limit + 1)
    has_more, shown = len(found) > wanted.limit, found[: wanted.limit]
    items = [
        DeliverySeen(
            id=one.id, event_id=one.event_id, type=one.kind, number=one.number,
            state=one.state, failed_tries=one.failed_tries, answer=one.answer, made_at=one.made_at,
            next_try_at=one.next_try_at, ended_at=one.ended_at,
        )
        for one in shown
    ]  # fmt: skip
    return DeliveryPage(items=items, next_cursor=str(shown[-1].id) if has_more else None, has_more=has_more)
