"""The methods that give the bot its updates: long polling, or a webhook; must not know what updates say.

The simulated Telegram keeps a webhook's address but never calls it: pulldesk only ever removes one.
"""

from __future__ import annotations

from typing import Any, Final

from sandbox.telegram.call import Call
from sandbox.telegram.errors import WEBHOOK_ACTIVE, ApiError, bad_request
from sandbox.telegram.sending import Handler
from sandbox.telegram.world import TelegramWorld


async def get_updates(world: TelegramWorld, call: Call) -> str:
    """Answer `getUpdates`: the JSON text of the array. Raises 409 with a webhook set or for a newer poll."""
    if world.webhook_url:
        raise ApiError(409, WEBHOOK_ACTIVE)
    _allow(world, call)
    limit = min(max(call.integer("limit", 100), 1), 100)
    return await world.updates.poll(call.integer("offset"), limit, max(call.integer("timeout"), 0))


def _allow(world: TelegramWorld, call: Call) -> None:
    kinds = call.array("allowed_updates")
    if kinds is not None:
        world.updates.allow([str(kind) for kind in kinds])


def set_webhook(world: TelegramWorld, call: Call) -> bool:
    """Answer `setWebhook`; an empty address removes it."""
    url = call.text("url")
    if url and not url.startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    _allow(world, call)
    _use(world, url, call.flag("drop_pending_updates"))
    return True


def delete_webhook(world: TelegramWorld, call: Call) -> bool:
    """Answer the method `deleteWebhook`."""
    _use(world, "", call.flag("drop_pending_updates"))
    return True


def _use(world: TelegramWorld, url: str, drop: bool) -> None:
    world.webhook_url = url
    if url:
        world.updates.end_poll()
    if drop:
        world.updates.drop()


def webhook_info(world: TelegramWorld, _: Call) -> dict[str, Any]:
    """Answer the method `getWebhookInfo`."""
    info: dict[str, Any] = {
        "url": world.webhook_url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }
    if world.updates.allowed:
        info["allowed_updates"] = world.updates.allowed
    return info


HANDLERS: Final[dict[str, Handler]] = {
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": webhook_info,
}
