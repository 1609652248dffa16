"""The refusals of the Bot API, in its own words; must not know what led to them.

Texts: tdlib/telegram-bot-api Client.cpp (`fail_query_with_error`, `check_chat_access`), read 2026-11.
"""

from __future__ import annotations

from typing import Any, Final

BLOCKED: Final = "Forbidden: bot was blocked by the user"
DEACTIVATED: Final = "Forbidden: user is deactivated"
NOT_INITIATED: Final = "Forbidden: bot can't initiate conversation with a user"
KICKED: Final = "Forbidden: bot was kicked from the {type} chat"
MUTED: Final = "not enough rights to send text messages to the chat"
PIN_RIGHTS: Final = "not enough rights to manage pinned messages in the chat"
TOPIC_RIGHTS: Final = "not enough rights to {act} topic"
UPGRADED: Final = "group chat was upgraded to a supergroup chat"
CHAT_NOT_FOUND: Final = "chat not found"
NOT_MODIFIED: Final = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
CANT_EDIT: Final = "message can't be edited"
CANT_DELETE: Final = "message can't be deleted"
QUERY_TOO_OLD: Final = "query is too old and response timeout expired or query ID is invalid"
WRONG_FILE: Final = "wrong file_id or the file is temporarily unavailable"
FILE_TOO_BIG: Final = "file is too big"
WEBHOOK_ACTIVE: Final = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
OTHER_POLLER: Final = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_SET: Final = "Conflict: terminated by setWebhook request"


class ApiError(Exception):
    """A Bot API call answered with `ok: false`. `parameters` is the object of the same name, if any."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def to_json(self) -> dict[str, Any]:
        """Return the JSON object of the answer."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


class Mistake(Exception):
    """A control cannot be carried out; the text is a sentence for its caller."""


def make_bad_request(text: str) -> ApiError:
    """Make a 400; `text` follows the prefix, its first letter small unless it is a NAME_IN_CAPITALS."""
    if not (text[1:2].isupper() or text[1:2] == "_"):
        text = text[:1].lower() + text[1:]
    return ApiError(400, f"Bad Request: {text}")


def make_too_many_requests(seconds: int) -> ApiError:
    """Make a 429 that asks to wait whole `seconds`."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def make_wrong_token() -> ApiError:
    """Make a 401, as for a revoked token."""
    return ApiError(401, "Unauthorized")


def make_not_found(what: str = "") -> ApiError:
    """Make a 404; without `what` as for an address that is no method call at all."""
    return ApiError(404, f"Not Found: {what}" if what else "Not Found")
