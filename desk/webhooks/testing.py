"""A test of a webhook: a delivery about no ticket, sent once, whatever is answered."""

import secrets
from datetime import UTC, datetime
from typing import Any

from db import queue
from db.models import Box
from db.queue import keys
from db.unit_of_work import NewJob
from desk import Desk, Refused
from desk.webhooks.subscriptions import TEST, load_subscription

_ID = "evt_test_"


async def send_test(desk: Desk, subscription_id: int, of: int | None = None) -> str:
    """Queue a test and return its id. Raises NotAllowed, Outdated, and Refused while the webhook is switched off."""
    row = await load_subscription(desk, subscription_id, of)
    if row.off_at is not None:
        raise Refused("webhook-test-off")
    event_id = _ID + secrets.token_hex(8)
    payload = queue.encode_payload({"do": "test", "subscription": subscription_id, "id": event_id})
    queue.put_job(
        desk.session, NewJob(Box.TO_WEBHOOKS, keys.make_webhook_key(subscription_id, "test"), payload, desk.now)
    )
    return event_id


def make_test_body(event_id: str, name: str, at: datetime) -> dict[str, Any]:
    """Return what is sent; `name`: of the integration."""
    sent_at = at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return {"id": event_id, "type": TEST, "at": sent_at, "origin": "api", "actor": name, "ticket": None}
