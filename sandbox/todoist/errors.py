"""Refusals as Todoist words them: one JSON object for HTTP errors and for failed commands alike.

Pairs of tag and code come from live captures and the official SDKs' fixtures; where only the tag is known, the code
here is a choice. Must not know requests or responses.
"""

from typing import Any

MAX_COMMANDS_TEXT = "You can only submit max 100 commands pr. sync operation. Use bigger batches"


class TodoistError(Exception):
    """One refusal: text, tag, number and the HTTP status it goes with."""

    def __init__(self, text: str, *, tag: str, code: int, http: int, extra: dict[str, Any] | None = None) -> None:
        super().__init__(text)
        self.tag = tag
        self.code = code
        self.http = http
        self.extra = extra or {}

    def to_json(self) -> dict[str, Any]:
        """Return the object that the service sends, for a whole answer or for one command."""
        return {
            "error": str(self),
            "error_code": self.code,
            "error_extra": self.extra,
            "error_tag": self.tag,
            "http_code": self.http,
        }


def make_missing_argument(name: str) -> TodoistError:
    """Refuse a request without a required argument."""
    return TodoistError(
        "Required argument is missing", tag="ARGUMENT_MISSING", code=19, http=400, extra={"argument": name}
    )


def make_invalid_argument(name: str, why: str = "Invalid argument value") -> TodoistError:
    """Refuse a value that the service does not accept."""
    return TodoistError(
        why, tag="INVALID_ARGUMENT_VALUE", code=20, http=400, extra={"argument": name, "explanation": why}
    )


def make_not_found(what: str) -> TodoistError:
    """Refuse an object that is unknown, deleted or not visible to the account: the service does not tell these
    apart."""
    return TodoistError(f"{what} not found", tag="NOT_FOUND", code=478, http=404)


def make_not_permitted(text: str) -> TodoistError:
    """Refuse to change what the account may only see."""
    return TodoistError(text, tag="FORBIDDEN", code=32, http=403)


def limit_reached(text: str, tag: str, code: int) -> TodoistError:
    """Refuse to exceed a limit of the plan: answered with 403, like a missing permission."""
    return TodoistError(text, tag=tag, code=code, http=403)


def make_wrong_token() -> TodoistError:
    """Refuse a missing token, or one that is not (or no longer) known."""
    return TodoistError("Unauthorized", tag="UNAUTHORIZED", code=477, http=401)


def make_too_many_requests(retry_after: int) -> TodoistError:
    """Refuse more requests in this quarter of an hour; `retry_after` in seconds."""
    return TodoistError(
        "Too many requests. Limits reached. Try again later",
        tag="LIMITS_REACHED_RETRY_LATER",
        code=35,
        http=429,
        extra={"retry_after": retry_after},
    )


def make_already_processed() -> TodoistError:
    """Refuse a command whose uuid was executed before."""
    return TodoistError("Sync item already processed. Ignored", tag="ALREADY_PROCESSED", code=37, http=400)


def make_invalid_temp_id(value: str) -> TodoistError:
    """Refuse a temporary id that no command of this request has defined."""
    return TodoistError("Invalid temporary id", tag="INVALID_TEMP_ID", code=58, http=400, extra={"temp_id": value})
