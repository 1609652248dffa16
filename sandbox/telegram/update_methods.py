"""The methods that give the bot its updates: long polling, or a webhook; must not know what updates say.

The simulated Telegram keeps a webhook's address but never calls it: pulldesk only ever removes one.
"""

from __future__ import annotations

from typing import Any, Final

from sandbox.telegram.api_call import Call
from sandbox.telegram.errors import WEBHOOK_ACTIVE, ApiError, make_bad_request
from sandbox.telegram.send_methods import Handler
from sandbox.telegram.world import TelegramWorld


async def get_updates(world: TelegramWorld, call: Call) -> str:
    """Answer `getUpdates`: the JSON text of the array. Raises 409 with a webhook set or for a newer poll."""
    if world.webhook_url:
        raise ApiError(409, WEBHOOK_ACTIVE)
    _set_allowed_kinds(world, call)
    limit = min(max(call.get_integer("limit", 100), 1), 100)
    return await world.updates.answer_poll(call.get_integer("offset"), limit, max(call.get_integer("timeout"), 0))


def _set_allowed_kinds(world: TelegramWorld, call: Call) -> None:
    kinds = call.get_array("allowed_updates")
    if kinds is not None:
        world.updates.set_allowed_kinds([str(kind) for kind in kinds])


def set_webhook(world: TelegramWorld, call: Call) -> bool:
    """Answer `setWebhook`; an empty address removes it."""
    url = call.get_text("url")
    if url and not url.startswith("https://"):
        raise make_bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    _set_allowed_kinds(world, call)
    _store_webhook(world, url, call.get_flag("drop_pending_updates"))
    return True


def delete_webhook(world: TelegramWorld, call: Call) -> bool:
    """Answer the method `deleteWebhook`."""
    _store_webhook(world, "", call.get_flag("drop_pending_updates"))
    return True


def _store_webhook(world: TelegramWorld, url: str, drop: bool) -> None:
    world.webhook_url = url
    if url:
        world.updates.end_poll()
    if drop:
        world.updates.drop_all()


def get_webhook_info(world: TelegramWorld, _: Call) -> dict[str, Any]:
    """Answer the method `getWebhookInfo`."""
    info: dict[str, Any] = {
        "url": world.webhook_url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }
    if world.updates.allowed_kinds:
        info["allowed_updates"] = world.updates.allowed_kinds
    return info


HANDLERS: Final[dict[str, Handler]] = {
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
